import Documents
import Features
import Health
import Modeling
import Scoring
import Signals
import Tables
import Testing

@Suite struct BatchScorerTests {
    private static let accounts: [(id: String, logins: Int?, ticket: Double?)] = [
        ("zeta", 20, 0), ("alpha", 0, 4), ("mid", 10, 2), ("quiet", nil, nil), ("grow", 18, nil),
    ]

    private func scores() throws -> (table: FeatureTable, model: ChurnModel, scores: [AccountScore]) {
        let base = try Base()
        let (table, model) = (base.table(BatchScorerTests.accounts), try base.model())
        return (table, model, try BatchScorer(model: model, scorecard: base.card).score(table))
    }

    @Test func orderIsTheTables() throws {
        let (table, _, scores) = try scores()
        #expect(scores.map(\.accountID) == table.rows.map(\.accountID))
        #expect(scores.map(\.accountID) == BatchScorerTests.accounts.map(\.id))
        #expect(scores.map(\.arr) == [1000, 2000, 3000, 4000, 5000])
    }

    @Test func probabilitiesAreTheModels() throws {
        let (table, model, scores) = try scores()
        let predictions = try model.predict(table.frame)
        #expect(scores.map(\.pChurn) == predictions.probabilities)
        #expect(scores.allSatisfy { $0.pLow <= $0.pChurn && $0.pChurn <= $0.pHigh && $0.pLow < $0.pHigh })
        for score in scores { #expect(score.arrAtRisk == score.arr.map { $0 * score.pChurn }) }
    }

    @Test func healthBandStatesAndActionsAreTheScorecards() throws {
        let scores = try scores().scores
        #expect(scores.map(\.health) == [100, 0, 50, nil, 90])
        #expect(scores.map(\.band) == ["healthy", "critical", "at-risk", "unscored", "healthy"])
        #expect(scores.map(\.unscored) == [nil, nil, nil, "nothing known", nil])
        #expect(scores.map(\.action) == ["grow", "save", nil, nil, "thank"])
        #expect(scores.map(\.owner) == ["sales", "customer-success", nil, nil, "marketing"])
        #expect(scores.map { $0.due?.description } == ["2024-07-31", "2024-07-06", nil, nil, "2024-08-15"])
        #expect(scores.map { $0.states["usage_trend"] } == ["busy", "unknown", "unknown", "unknown", "busy"])
        #expect(scores[0].dimensions == [.interest: 100, .currentState: 100])
        #expect(scores[3].dimensions.isEmpty)
    }

    /// C04: an unscored account has a word and a reason, never a number, and no band to disagree with.
    @Test func anUnscoredAccountHasNoNumber() throws {
        let score = try scores().scores[3]
        let cells = Dictionary(uniqueKeysWithValues: zip(AccountScore.columns.map(\.name), score.cells))
        #expect(cells["health"] == .missing && cells["band"] == .text("unscored"))
        #expect(["fit", "current_state", "interest", "action", "disagreement"].allSatisfy { cells[$0] == .missing })
    }

    @Test func columnsAreTheContracts() throws {
        let contract =
            "account_id renewal_date arr p_churn p_low p_high health band fit current_state interest payment_status usage_trend "
            + "communication_health arr_at_risk reason_1 reason_2 reason_3 action owner due disagreement"
        let ours =
            " coverage cap_reason profile override overridden_health overridden_band rollup_health rollup_band "
            + "payment_status_colour usage_trend_colour communication_health_colour"
        #expect(AccountScore.columns.map(\.name) == (contract + ours).split(separator: " ").map(String.init))
        for score in try scores().scores { #expect(score.cells.count == AccountScore.columns.count) }
        let cells = try scores().scores[0].cells
        #expect(cells[0] == .text("zeta") && cells[1] == .text("2024-08-30") && cells[2] == .number(1000))
        #expect(cells[6] == .integer(100) && cells[7] == .text("healthy") && cells[8] == .missing)
        #expect(cells[12] == .text("busy") && cells[18] == .text("grow"))
    }

    /// Behind the contract's columns: what the score rests on, and what people and the family say beside it.
    @Test func theBasisStandsBehindTheContract() throws {
        let base = try Base()
        let text =
            Base.scorecard.replacing("word: busy, when", with: "word: busy, colour: green, when") + """

                profiles:
                  - {name: idle, when: {feature: logins, at_most: 0}}
                  - {name: active}
                caps: [{when: {feature: logins, at_least: 18}, limit: 85, reason: too good to be true}]
                rollup: worst
                overrides:
                  - {account: mid, band: critical, author: Ada, reason: told us, from: 2024-06-01, expires: 2024-08-01}
                  - {account: grow, cap: 10, author: Ada, reason: over, from: 2024-04-01, expires: 2024-07-01}
                """
        let card = try Scorecard(Field.yaml(Array(text.utf8), file: "scorecard.yaml"), features: base.set.features)
        let parents = ["zeta": nil, "alpha": "zeta", "mid": "alpha", "quiet": "mid", "grow": "zeta"]
        let accounts = BatchScorerTests.accounts.map { Account(id: $0.id, parentID: parents[$0.id] ?? nil) }
        let scorer = BatchScorer(model: try base.model(), scorecard: card)
        let scores = try scorer.score(base.table(BatchScorerTests.accounts), accounts: accounts)
        let bases = try scores.map { try #require($0.basis) }
        #expect(scores.map(\.health) == [85, 0, 50, nil, 85])
        #expect(bases.map(\.coverage) == [1, 1, 1, 0, 0.6])
        #expect(bases.map(\.capReason) == ["too good to be true", nil, nil, nil, "too good to be true"])
        #expect(bases.map(\.profile) == ["active", "idle", "active", "active", "active"])
        // An override shows beside the score, decides the action, and is over on the day it expires.
        #expect(scores[2].band == "at-risk" && bases[2].overriddenHealth == 49 && bases[2].overriddenBand == "critical")
        #expect(scores[2].action == "save" && bases[2].override == "band critical until 2024-08-01 (Ada: told us)")
        #expect(bases.map { $0.override == nil } == [true, true, false, true, true])
        // Computed scores of all below, unscored ones left out; what has nothing below has none.
        #expect(bases.map(\.rolledUpHealth) == [0, 50, nil, nil, nil])
        #expect(bases.map(\.rolledUpBand) == ["critical", "at-risk", nil, nil, nil])
        #expect(scores.map { $0.colours["usage_trend"] } == ["green", nil, nil, nil, "green"])
        let cells = Dictionary(uniqueKeysWithValues: zip(AccountScore.columns.map(\.name), scores[2].cells))
        #expect(cells["overridden_health"] == .integer(49) && cells["coverage"] == .number(1))
        #expect(cells["rollup_health"] == .missing && cells["usage_trend_colour"] == .missing)
    }

    @Test func withoutAScorecardThereIsNoBand() throws {
        let base = try Base()
        let scores = try BatchScorer(model: base.model(), scorecard: nil).score(base.table(BatchScorerTests.accounts))
        #expect(scores.allSatisfy { $0.health == nil && $0.band == nil && $0.unscored == nil && $0.states.isEmpty })
        #expect(scores.allSatisfy { $0.pChurn > 0 })
    }

    @Test func reasonsAreTheLargestPositiveContributionsInWords() throws {
        let (table, model, scores) = try scores()
        #expect(scores[0].reasons.isEmpty || !scores[0].reasons[0].contains("logins in 90 days"))
        #expect(scores[1].reasons.count == 2)
        #expect(scores[1].reasons[0].hasPrefix("logins in 90 days -"))
        #expect(scores[1].reasons[1].hasPrefix("mean ticket in 90 days +"))
        #expect(scores[1].reasons.allSatisfy { $0.hasSuffix(" SD") })
        let predictions = try model.predict(table.frame)
        for row in scores.indices {
            let raising = model.contributions(predictions.design, row: row).filter { $0.logOdds > 0.05 }
            #expect(scores[row].reasons.count == min(3, raising.count))
        }
        #expect(BatchScorer(model: model, scorecard: nil).reasons(predictions, table.frame) == scores.map(\.reasons))
    }

    @Test func aTableWithoutWhatTheModelNeedsIsRefused() throws {
        let base = try Base()
        let narrow = try #require(base.set.selecting(["logins"]))
        let table = base.table(BatchScorerTests.accounts)
        #expect(narrow.features.count == 1 && table.count == 5)
        #expect(throws: PreparationError.self) {
            try base.model().predict(table.frame.without(["tickets"]))
        }
    }
}

@Suite struct DisagreementTests {
    @Test(
        arguments: [
            // the lowest band: only `safer`
            (true, false, 0.01, 0.005, 0.09, "safer"), (true, false, 0.01, 0.005, 0.1, nil),
            (true, false, 0.9, 0.8, 0.95, nil),
            // between
            (false, false, 0.51, 0.2, 0.8, "riskier"), (false, false, 0.5, 0.2, 0.8, nil),
            // the highest band
            (false, true, 0.2, 0.11, 0.3, "riskier"), (false, true, 0.2, 0.1, 0.3, nil),
            (false, true, 0.01, 0.005, 0.02, nil),
        ] as [(Bool, Bool, Double, Double, Double, String?)])
    func wordsStandAtTheirThresholds(
        isLowest: Bool, isHighest: Bool, probability: Double, low: Double, high: Double, word: String?
    ) {
        let found = Disagreement.word(
            isLowest: isLowest, isHighest: isHighest, probability: probability, low: low, high: high, lossRate: 0.1)
        #expect(found == word)
    }
}
