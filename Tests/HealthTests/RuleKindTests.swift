import Documents
import Health
import Tables
import Testing

/// What the conformance laws do not say: inclusivity, and what each kind refuses.
@Suite struct RuleKindTests {
    private func points(_ map: String, _ values: [Double]) throws -> [Double] {
        let card = try Cards.one("logins: {weight: 100, \(map)}")
        return HealthScores(card, Cards.frame(["logins": values])).points[0]
    }

    @Test func aStepBeginsAtItsOwnValue() throws {
        let map = "map: step, below: 10, steps: [{from: 3, points: 50}, {from: 5, points: 90}]"
        #expect(try points(map, [Double(3.0).nextDown, 3, Double(5.0).nextDown, 5, 1e9]) == [10, 50, 50, 90, 90])
    }

    @Test func aLineIsClampedAtItsEnds() throws {
        #expect(
            expectClose(try points("map: linear, worst: 10, best: 0", [-5, 0, 2.5, 10, 11]), [100, 100, 75, 0, 0]))
    }

    @Test func aBoundedLineSaysWhatLiesOutside() throws {
        let map = "map: linear, worst: 10, best: 0, outside:"
        let values = [-0.001, 0, 5, 10, 10.001]
        #expect(expectClose(try points("\(map) missing", values), [.nan, 100, 50, 0, .nan]))
        #expect(expectClose(try points("\(map) worst", values), [0, 100, 50, 0, 0]))
        #expect(expectClose(try points("\(map) clamp", values), [100, 100, 50, 0, 0]))
    }

    @Test func aStepMayBeginAboveItsBound() throws {
        let map = "map: step, below: 0, steps: [{from: 3, points: 50}, {above: 3, points: 60}, {above: 5, points: 90}]"
        #expect(try points(map, [2.9, 3, Double(3.0).nextUp, 5, Double(5.0).nextUp]) == [0, 50, 60, 60, 90])
    }

    @Test func anInvertedUHasAFlatTop() throws {
        let map = "map: inverted-u, worst_low: -1, best_from: 1, best_to: 1, worst_high: 5"
        #expect(expectClose(try points(map, [-1, 0, 1, 2, 5]), [0, 50, 100, 75, 0]))
    }

    @Test func levelsOverNumbersAreNumbers() throws {
        #expect(expectClose(try points("map: category, levels: {1.0: 20, 2: 70}", [1, 2, 3]), [20, 70, .nan]))
    }

    /// A rule is never asked about a missing value: not even `other` speaks for it.
    @Test func missingIsNotALevel() throws {
        #expect(expectClose(try points("map: category, levels: {1: 20}, other: 60", [.nan, 7]), [.nan, 60]))
        let card = try Cards.one("plan: {weight: 100, map: category, levels: {basic: 20}, other: 60}")
        let frame = Cards.frame([:], plan: [nil, "basic", "plus"])
        let scores = HealthScores(card, Frame(columns: frame.columns, rowCount: 3))
        #expect(expectClose(scores.points[0], [.nan, 20, 60]))
    }

    @Test(arguments: [
        ("map: linear, worst: 1, best: 1", "`best` and `worst` must differ"),
        ("map: linear, worst: 1", "\"best\" is missing"),
        ("map: linear, worst: low, best: 1", "expected a number, found low"),
        ("map: step, below: 0, steps: []", "at least one step"),
        ("map: step, below: 0, steps: [{from: 2, points: 1}, {from: 2, points: 3}]", "steps must rise: 2 follows 2"),
        ("map: step, below: 0, steps: [{above: 2, points: 1}, {from: 2, points: 3}]", "steps must rise: 2 follows 2"),
        ("map: step, below: 0, steps: [{from: 2, above: 1, points: 1}]", "expected one of them"),
        ("map: step, below: 0, steps: [{points: 1}]", "a step begins `from` its bound (inclusive) or `above` it"),
        ("map: linear, worst: 0, best: 1, outside: clmap", "unknown \"clmap\", did you mean \"clamp\"?"),
        ("map: step, below: 101, steps: [{from: 2, points: 1}]", "101 is out of range (expected 0 to 100)"),
        ("map: step, below: 0, steps: [{form: 2, points: 1}]", "unknown name \"form\", did you mean \"from\"?"),
        ("map: inverted-u, worst_low: 0, best_from: 0, best_to: 1, worst_high: 2", "must rise: 0 follows 0"),
        ("map: inverted-u, worst_low: 0, best_from: 1, best_to: 0, worst_high: 2", "must rise: 0 follows 1"),
        ("map: category, levels: {}", "at least one level"),
        ("map: category, levels: {a: -1}", "-1 is out of range"),
        ("map: linaer, worst: 0, best: 1", "unknown \"linaer\", did you mean \"linear\"?"),
        ("map: linear, worst: 0, best: 1, other: 2", "unknown name \"other\""),
    ])
    func whatMakesNoRuleIsRefused(map: String, message: String) {
        let found = refusal { try Cards.one("logins: {weight: 100, \(map)}") }
        #expect(found.hasPrefix("scorecard.yaml:6:"), "\(found)")
        #expect(found.contains(message), "\(found)")
    }
}
