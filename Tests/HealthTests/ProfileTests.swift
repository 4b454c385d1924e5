import Health
import Tables
import Testing

/// Stages of life with weights and maps of their own.
@Suite struct ProfileTests {
    private static let head = """
        version: 1
        groups:
          use:
            weight: 60
            measures:
              logins: {weight: 50, map: linear, worst: 0, best: 100}
              seats: {weight: 50, map: linear, worst: 0, best: 100}
          money: {weight: 40, measures: {late: {weight: 100, map: step, below: 100, steps: [{from: 1, points: 0}]}}}

        """

    private func card(_ profiles: String) throws -> Scorecard { try Cards.read(ProfileTests.head + profiles) }

    private static let stages = """
        profiles:
          - name: new
            when: {feature: tickets, below: 5}
            groups:
              use: {weight: 100, measures: {logins: {weight: 80}, seats: {weight: 20, best: 50}}}
              money: {weight: 0}
          - name: small
            when: {feature: plan, equals: basic}
            groups: {money: {measures: {late: {map: linear, worst: 10, best: 0, missing: worst}}}}
          - name: rest
        """

    @Test func theFirstProfileThatHoldsCounts() throws {
        let card = try card(ProfileTests.stages)
        let frame = Cards.frame(
            [
                "logins": [40, 40, 40, 40], "seats": [20, 20, 20, 20], "late": [5, 5, 5, .nan],
                "tickets": [1, 9, .nan, 9],
            ],
            plan: ["basic", "plus", "plus", "basic"])
        let scores = HealthScores(card, frame)
        #expect((0..<4).map { scores.profile($0).name } == ["new", "rest", "rest", "small"])
        // new: 0.8 · 40 + 0.2 · 40; rest: 0.6 · 30 + 0; small: 0.6 · 30 + 0.4 · 0 (missing under worst)
        #expect(expectClose(scores.totals, [40, 18, 18, 18]))
        #expect(expectClose(scores.coverage, [1, 1, 1, 0.6]))
        #expect(expectClose(scores.points[1], [40, 20, 20, 20]))
        #expect(expectClose(scores.points[2], [0, 0, 0, 0]))
    }

    @Test func whatAProfileDoesNotNameStays() throws {
        let card = try card(ProfileTests.stages)
        #expect(card.profiles.map(\.name) == ["new", "small", "rest"])
        #expect(card.defaultProfile.name == "rest" && card.groups[0].weight == 60)
        #expect(expectClose(card.profiles[0].weights, [0.8, 0.2, 0]))
        #expect(expectClose(card.profiles[1].weights, [0.3, 0.3, 0.4]))
        #expect(expectClose(HealthScores.weights(card), [0.3, 0.3, 0.4]))
        for profile in card.profiles { #expect(profile.measures.map(\.name) == ["logins", "seats", "late"]) }
        #expect(card.featureNames == ["logins", "seats", "late", "tickets", "plan"])
        #expect(
            try Cards.one("logins: {weight: 100, map: linear, worst: 0, best: 1}").profiles.map(\.name) == ["standard"])
    }

    /// A measure of weight 0 is shown; its policy decides nothing.
    @Test func weightZeroNeitherCountsNorBlocks() throws {
        let card = try card(
            "profiles: [{name: a, groups: {use: {measures: {logins: {weight: 0, missing: block}, seats: {weight: 100}}}}}]"
        )
        let scores = HealthScores(card, Cards.frame(["logins": [.nan, 30], "seats": [50, 50], "late": [0, 0]]))
        #expect(expectClose(scores.totals, [70, 70]) && expectClose(scores.coverage, [1, 1]))
        #expect(expectClose(scores.points[0], [.nan, 30]) && scores.unscored.isEmpty)
        let parts = try #require(scores.parts(0))
        #expect(parts.measures == [0, 30, 40] && parts.score == 70)
    }

    /// Rows of several profiles keep their order, in chunks of any size.
    @Test func manyRowsScoreAsEachAlone() throws {
        let card = try card(ProfileTests.stages)
        var random = SeededGenerator(seed: 3)
        let count = 20_000
        func numbers() -> [Double] { (0..<count).map { _ in random.below(5) == 0 ? .nan : 110 * random.uniform() } }
        let plans = (0..<count).map { _ in ["basic", "plus", nil][random.below(3)] }
        let tickets = (0..<count).map { _ in random.below(5) == 0 ? .nan : 10 * random.uniform() }
        let frame = Cards.frame(
            ["logins": numbers(), "seats": numbers(), "late": numbers(), "tickets": tickets], plan: plans)
        let scores = HealthScores(card, frame)
        for row in stride(from: 0, to: count, by: 97) {
            let alone = HealthScores(card, frame.rows([row]))
            #expect(expectClose([alone.totals[0], alone.coverage[0]], [scores.totals[row], scores.coverage[row]]))
            #expect(alone.profile(0).name == scores.profile(row).name && alone.unscored[0] == scores.unscored[row])
            #expect(expectClose(alone.points.map { $0[0] }, scores.points.map { $0[row] }))
        }
        #expect(Set(scores.profiles) == [0, 1, 2] && scores.totals.count == count)
    }

    @Test(arguments: [
        (
            "- {name: a, when: {feature: late, below: 1}}",
            "expected exactly one default: the last profile has no `when`"
        ),
        ("- {name: a}\n  - {name: b}", "\"b\" stands behind the default \"a\" and is never reached"),
        ("- {name: a, when: {feature: late, below: 1}}\n  - {name: a}", "a profile named \"a\" stands above"),
        ("- {when: {feature: late, below: 1}}", "\"name\" is missing"),
        ("- {name: a, groups: {usage: {weight: 1}}}", "the scorecard has no group \"usage\""),
        ("- {name: a, groups: {uses: {weight: 1}}}", "the scorecard has no group \"uses\", did you mean \"use\"?"),
        ("- {name: a, groups: {use: {weight: 70}}}", "profiles[0].groups: the weights sum to 110, expected 100"),
        (
            "- {name: a, groups: {use: {measures: {seats: {weight: 70}}}}}",
            "measures: the weights sum to 120, expected 100"
        ),
        (
            "- {name: a, groups: {use: {measures: {seat: {weight: 70}}}}}",
            "profiles[0].groups.use.measures.seat: the scorecard has no measure \"seat\", did you mean \"seats\"?"
        ),
        ("- {name: a, groups: {use: {measures: {seats: {feature: late}}}}}", "unknown name \"feature\""),
        ("- {name: a, groups: {use: {measures: {seats: {map: step}}}}}", "\"below\" is missing"),
        ("- {name: a, groups: {use: {measures: {seats: {best: 0}}}}}", "`best` and `worst` must differ"),
        ("- {name: a, groups: {use: {weigth: 70}}}", "unknown name \"weigth\", did you mean \"weight\"?"),
        ("- {name: a, wen: {}}", "unknown name \"wen\", did you mean \"when\"?"),
    ])
    func whatMakesNoProfileIsRefused(text: String, message: String) {
        let found = refusal { try card("profiles:\n  \(text)\n") }
        #expect(found.hasPrefix("scorecard.yaml:10:") || found.hasPrefix("scorecard.yaml:11:"), "\(found)")
        #expect(found.contains(message), "\(found)")
    }
}
