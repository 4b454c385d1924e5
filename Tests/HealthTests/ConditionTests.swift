import Health
import Tables
import Testing

@Suite struct ConditionTests {
    private static let values = [4.0, 5, 6, .nan]
    private static let frame = Cards.frame(["late": values], plan: ["basic", "plus", nil, "basic"])

    /// The rows for which the condition holds.
    private func rows(_ condition: String) throws -> [Int] {
        let card = try Cards.one(
            "logins: {weight: 100, map: linear, worst: 0, best: 4}",
            rest: "caps: [{when: {\(condition)}, limit: 0, reason: x}]\n")
        return (0..<4).filter { card.caps[0].condition.holds(ConditionTests.frame, row: $0) }
    }

    @Test(arguments: [
        ("feature: late, above: 5", [2]), ("feature: late, at_least: 5", [1, 2]), ("feature: late, below: 5", [0]),
        ("feature: late, at_most: 5", [0, 1]), ("feature: late, above: 4, below: 6", [1]),
        ("feature: late, at_least: 4, at_most: 6", [0, 1, 2]), ("feature: late, equals: 5.0", [1]),
        ("feature: late, missing: true", [3]), ("feature: late, missing: false", [0, 1, 2]),
        ("feature: plan, equals: basic", [0, 3]), ("feature: plan, missing: true", [2]),
        ("feature: plan, missing: false", [0, 1, 3]), ("feature: seats, missing: true", []),
    ])
    func holdsWhereItShould(condition: String, expected: [Int]) throws {
        #expect(try rows(condition) == expected)
    }
}
