import Health
import Tables
import Testing

/// Readings that fade and expire, and maps whose ends move with a second feature.
@Suite struct ReadingAgeTests {
    /// One group: `tickets` grows old by `quiet` (days since a login), `late` does not.
    private func scores(_ options: String, tickets: [Double], age: [Double], missing: String = "redistribute") throws
        -> HealthScores
    {
        let card = try Cards.one(
            "tickets: {weight: 50, map: linear, worst: 0, best: 100, age: quiet, \(options), missing: \(missing)}",
            "late: {weight: 50, map: linear, worst: 0, best: 100}")
        let late = [Double](repeating: 20, count: tickets.count)
        return HealthScores(card, Cards.frame(["tickets": tickets, "quiet": age, "late": late]))
    }

    @Test func pointsFadeTowardsNeutralByHalfLives() throws {
        let scores = try scores("half_life: 30", tickets: [90, 90, 90, 10, 50], age: [0, 30, 60, 30, 400])
        #expect(expectClose(scores.points[0], [90, 70, 60, 30, 50]))
        #expect(expectClose(scores.totals, [55, 45, 40, 25, 35]))
        #expect(scores.coverage == [1, 1, 1, 1, 1])
    }

    @Test func aReadingOfTheFutureIsFresh() throws {
        #expect(expectClose(try scores("half_life: 30", tickets: [90], age: [-5]).points[0], [90]))
    }

    @Test func anExpiredReadingIsMissing() throws {
        let nan = Double.nan
        let gone = try scores("expires: 30", tickets: [90, 90, 90], age: [30, 30.001, nan])
        #expect(expectClose(gone.points[0], [90, nan, nan]))
        #expect(expectClose(gone.totals, [55, 20, 20]) && gone.coverage == [1, 0.5, 0.5])
        let worst = try scores("expires: 30", tickets: [90], age: [31], missing: "worst")
        #expect(expectClose(worst.totals, [10]) && worst.coverage == [0.5])
        let blocked = try scores("expires: 30", tickets: [90], age: [31], missing: "block")
        #expect(blocked.unscored == [0: .blocked(measure: "tickets")])
    }

    @Test func fadingAndExpiryGoTogether() throws {
        let scores = try scores("half_life: 30, expires: 60", tickets: [90, 90], age: [60, 61])
        #expect(expectClose(scores.points[0], [60, .nan]))
    }

    @Test(arguments: [
        ("half_life: 30", "half_life: `half_life` needs `age:`, the feature that tells the days"),
        ("expires: 30", "expires: `expires` needs `age:`"),
        ("age: quiet", "`age` needs `half_life` or `expires`, in days"),
        ("age: seats, expires: 9", "seats does not count days (expected a feature in days, not its logarithm)"),
        ("age: quiet_log, expires: 9", "quiet_log does not count days"),
        ("age: quite, expires: 9", "unknown feature \"quite\", did you mean \"quiet\"?"),
        ("age: quiet, expires: 0", "0 is out of range (expected 1 to 3660)"),
        ("age: quiet, half_live: 9", "unknown name \"half_live\", did you mean \"half_life\"?"),
    ])
    func whatMakesNoAgeIsRefused(options: String, message: String) {
        let found = refusal { try Cards.one("tickets: {weight: 100, map: linear, worst: 0, best: 9, \(options)}") }
        #expect(found.hasPrefix("scorecard.yaml:6:") && found.contains(message), "\(found)")
    }
}

/// Ends that depend on a second feature.
@Suite struct LinearByTests {
    private let map =
        "logins: {weight: 100, map: linear-by, by: seats, ends: [{at: 10, worst: 0, best: 10}, {at: 30, worst: 10, best: 50}]}"

    @Test func endsAreInterpolatedAndStayBeyondTheLast() throws {
        let frame = Cards.frame([
            "logins": [5, 5, 17.5, 30, 30, 30, .nan], "seats": [0, 10, 20, 30, 1e6, .nan, 20],
        ])
        let scores = HealthScores(try Cards.one(map), frame)
        // At 20 the line goes from 5 to 30.
        #expect(expectClose(scores.points[0], [50, 50, 50, 50, 50, .nan, .nan]))
        #expect(try Cards.one(map).featureNames == ["logins", "seats"])
    }

    @Test(arguments: [
        (
            "map: linear-by, ends: [{at: 1, worst: 0, best: 1}]",
            "\"by\" is missing: the feature that the ends of linear-by"
        ),
        ("map: linear, by: seats, worst: 0, best: 1", "by: linear reads no second feature"),
        (
            "map: linear-by, by: plan, ends: [{at: 1, worst: 0, best: 1}]",
            "plan holds levels: the ends depend on a number"
        ),
        (
            "map: linear-by, by: seat, ends: [{at: 1, worst: 0, best: 1}]",
            "unknown feature \"seat\", did you mean \"seats\"?"
        ),
        ("map: linear-by, by: seats, ends: []", "at least one pair of ends"),
        ("map: linear-by, by: seats, ends: [{at: 1, worst: 0, best: 0}]", "`best` and `worst` must differ"),
        (
            "map: linear-by, by: seats, ends: [{at: 2, worst: 0, best: 1}, {at: 2, worst: 0, best: 1}]",
            "ends must rise: 2 follows 2"
        ),
        (
            "map: linear-by, by: seats, ends: [{at: 2, worst: 0, best: 1}, {at: 3, worst: 1, best: 0}]",
            "all lines must rise, or all must fall"
        ),
        (
            "map: linear-by, by: seats, ends: [{att: 2, worst: 0, best: 1}]",
            "unknown name \"att\", did you mean \"at\"?"
        ),
    ])
    func whatMakesNoRuleIsRefused(options: String, message: String) {
        let found = refusal { try Cards.one("logins: {weight: 100, \(options)}") }
        #expect(found.hasPrefix("scorecard.yaml:6:") && found.contains(message), "\(found)")
    }
}
