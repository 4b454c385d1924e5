import Health
import Signals
import Tables
import Testing

@Suite struct HealthScoresTests {
    private static let line = "map: linear, worst: 0, best: 100"
    private static let nan = Double.nan

    /// Two groups, 60 to 40; two measures of 75 to 25 and one alone, and a pilot.
    private func card(missing: String = "redistribute", rest: String = "") throws -> Scorecard {
        let line = HealthScoresTests.line
        return try Cards.read(
            """
            version: 1
            groups:
              use:
                weight: 60
                measures:
                  logins: {weight: 75, \(line), missing: \(missing)}
                  seats: {weight: 25, \(line)}
              money:
                weight: 40
                measures:
                  late: {weight: 100, \(line), missing: \(missing)}
                  rumour: {weight: 7, \(line)}
            \(rest)
            """)
    }

    private func scores(
        _ logins: Double, _ seats: Double, _ late: Double, missing: String = "redistribute", rest: String = ""
    ) throws -> HealthScores {
        HealthScores(
            try card(missing: missing, rest: rest),
            Cards.frame(["logins": [logins], "seats": [seats], "late": [late], "rumour": [1]]))
    }

    @Test func weightsAreSharesOfTheWhole() throws {
        #expect(expectClose(HealthScores.weights(try card()), [0.45, 0.15, 0.4, 0]))
    }

    @Test func aScoreIsTheWeightedSumOfItsParts() throws {
        let scores = try scores(80, 40, 10)
        #expect(expectClose(scores.totals, [46]))
        #expect(expectClose(scores.coverage, [1]))
        #expect(expectClose(scores.points.map { $0[0] }, [80, 40, 10, 1]))
        #expect(scores.unscored.isEmpty)
    }

    @Test func redistributeGivesTheWeightToTheGroup() throws {
        let scores = try scores(HealthScoresTests.nan, 40, 10)
        #expect(expectClose(scores.totals, [28]))
        #expect(expectClose(scores.coverage, [0.55]))
    }

    @Test func aGroupWithNothingKnownLeavesTheScore() throws {
        let scores = try scores(80, 40, HealthScoresTests.nan)
        #expect(expectClose(scores.totals, [70]))
        #expect(expectClose(scores.coverage, [0.6]))
    }

    @Test(arguments: [("neutral", 50.0), ("worst", 0.0)])
    func neutralAndWorstAreNumbersButNotKnown(policy: String, points: Double) throws {
        let scores = try scores(HealthScoresTests.nan, 40, HealthScoresTests.nan, missing: policy)
        #expect(expectClose(scores.totals, [0.85 * points + 6]))
        #expect(expectClose(scores.coverage, [0.15]))
        #expect(expectClose(scores.points.map { $0[0] }, [points, 40, points, 1]))
        // Nothing of payment is known, so there is no sub-score, only a policy.
        #expect(expectClose(scores.categories[.payment] ?? [], [.nan]))
        #expect(expectClose(scores.categories[.usage] ?? [], [0.75 * points + 10]))
    }

    @Test func aLevelThatTheRuleDoesNotKnowIsMissing() throws {
        let card = try Cards.one(
            "logins: {weight: 50, map: category, levels: {1: 80}, missing: worst}",
            "plan: {weight: 50, map: category, levels: {basic: 20}, missing: neutral}")
        let frame = Cards.frame(["logins": [2, 1]], plan: ["basic", "gold"])
        let scores = HealthScores(card, frame)
        #expect(expectClose(scores.totals, [10, 65]) && expectClose(scores.coverage, [0.5, 0.5]))
    }

    @Test func blockLeavesTheAccountUnscored() throws {
        let scores = try scores(80, 40, HealthScoresTests.nan, missing: "block")
        #expect(scores.totals[0].isNaN && scores.rounded(0) == nil)
        #expect(scores.unscored == [0: .blocked(measure: "late")])
        #expect(scores.unscored[0]?.description == "late not known")
        #expect(expectClose(scores.dimensions[.interest] ?? [], [70]))
    }

    /// An account of which nothing is known has no score under any policy.
    @Test(arguments: MissingPolicy.allCases.map(\.rawValue))
    func c04NothingKnownIsNeverANumber(policy: String) throws {
        let nan = HealthScoresTests.nan
        let cap = "caps: [{when: {feature: rumour, above: 0}, limit: 5, reason: x}]"
        let scores = try scores(nan, nan, nan, missing: policy, rest: cap)
        #expect(scores.totals[0].isNaN && scores.rounded(0) == nil)
        #expect(scores.unscored == [0: .nothingKnown] && scores.coverage == [0])
    }

    @Test func aPilotIsShownAndNotCounted() throws {
        let (a, b) = (try scores(80, 40, 10), try scores(80, 40, 10))
        #expect(a.points[3] == [1] && a.totals == b.totals)
        #expect(try card().measures.map(\.isPilot) == [false, false, false, true])
        #expect(expectClose(a.categories[.communication] ?? [], [.nan]))
    }

    @Test func aGroupOfPilotsWeighsNothing() throws {
        let line = HealthScoresTests.line
        let card = try Cards.read(
            """
            version: 1
            groups:
              use: {weight: 100, measures: {logins: {weight: 100, \(line)}}}
              watched: {weight: 0, measures: {tickets: {weight: 0, \(line), pilot: true}}}
            """)
        #expect(HealthScores.weights(card) == [1, 0])
        #expect(HealthScores(card, Cards.frame(["logins": [30], "tickets": [90]])).totals == [30])
    }

    @Test func normalisedWeightsNeedNoSum() throws {
        let line = HealthScoresTests.line
        let card = try Cards.read(
            """
            version: 1
            weights: normalised
            groups:
              a: {weight: 3, measures: {logins: {weight: 0.2, \(line)}, seats: {weight: 0.6, \(line)}}}
              b: {weight: 1, measures: {late: {weight: 5, \(line)}}}
            """)
        #expect(expectClose(HealthScores.weights(card), [0.1875, 0.5625, 0.25]))
    }

    @Test func subscoresFollowTheFeatureUnlessTheCardSaysOtherwise() throws {
        let line = HealthScoresTests.line
        let card = try Cards.one(
            "logins: {weight: 30, \(line)}", "seats: {weight: 10, \(line), dimension: fit, category: payment}",
            "late: {weight: 60, \(line)}")
        let scores = HealthScores(card, Cards.frame(["logins": [80], "seats": [40], "late": [10]]))
        #expect(expectClose(scores.dimensions[.interest] ?? [], [80]))
        #expect(expectClose(scores.dimensions[.fit] ?? [], [1000.0 / 70]))
        #expect(expectClose(scores.categories[.usage] ?? [], [80]))
        #expect(expectClose(scores.categories[.payment] ?? [], [1000.0 / 70]))
        #expect(scores.dimensions.count == Signal.Dimension.allCases.count)
        #expect(scores.categories.count == Signal.Category.allCases.count)
    }

    @Test(arguments: [(0.0, 70.0), (1, 60), (2, 30), (.nan, 70)])
    func theLowestCapThatHoldsCounts(tickets: Double, expected: Double) throws {
        let card = try Cards.one(
            "logins: {weight: 100, \(HealthScoresTests.line)}",
            rest: """
                caps:
                  - {when: {feature: tickets, at_least: 2}, limit: 30, reason: many}
                  - {when: {feature: tickets, at_least: 1}, limit: 60, reason: some}
                """)
        let scores = HealthScores(
            card, Cards.frame(["logins": [70, 10, .nan], "tickets": [tickets, tickets, tickets]]))
        #expect(expectClose(scores.totals, [expected, 10, .nan]))
    }
}
