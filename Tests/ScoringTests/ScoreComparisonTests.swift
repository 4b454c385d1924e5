import Foundation
import Health
import Metrics
import Scoring
import Tables
import Testing

@Suite struct ScoreComparisonTests {
    private let losses: [Double] = [1, 1, 0, 0, 1, 0, 0, 0]
    private let learned: [Double] = [3, 2, 1, 0, -1, -2, -3, -4]
    private let health: [Double] = [10, 55, 40, 60, 90, 95, 80, .nan]

    private func comparison(_ health: [Double]? = nil, _ learned: [Double]? = nil) throws -> ScoreComparison {
        try ScoreComparison(
            ScoredOutcomes(logOdds: learned ?? self.learned, outcomes: losses), health: health ?? self.health,
            bands: Band.standard)
    }

    @Test func unscoredRowsAreLeftOutOfBoth() throws {
        let comparison = try comparison()
        #expect(comparison.rowCount == 7 && comparison.unscoredCount == 1 && comparison.lossCount == 3)
        // Of 3 × 4 pairs the learned scores order 4 + 4 + 2, the health scores 4 + 3 + 1.
        #expect(abs(comparison.learnedAUC.value - 10.0 / 12) < 1e-12)
        #expect(abs(comparison.handSetAUC.value - 8.0 / 12) < 1e-12)
        #expect(abs(comparison.difference.value - 2.0 / 12) < 1e-12)
    }

    /// 79.6 and 80.4 are both 80 to people: a tie, whatever the decimals say.
    @Test func theRankingIsOnWholeScores() throws {
        let outcomes = try ScoredOutcomes(logOdds: [1, 0], outcomes: [1, 0])
        let comparison = try ScoreComparison(outcomes, health: [79.6, 80.4], bands: Band.standard)
        #expect(comparison.handSetAUC.value == 0.5 && comparison.learnedAUC.value == 1)
    }

    @Test func equalScoresHaveNoDifference() throws {
        let comparison = try comparison(learned.map { 50 - 10 * $0 }, learned)
        #expect(comparison.difference.value == 0)
        #expect(comparison.verdict.contains("no clear difference"))
    }

    @Test func bandsHoldWhatHappened() throws {
        let comparison = try comparison()
        #expect(comparison.bands.map(\.band) == ["critical", "at-risk", "healthy"])
        #expect(comparison.bands.map(\.rows) == [2, 2, 3] && comparison.bands.map(\.losses) == [1, 1, 1])
        #expect(comparison.bands[0].interval == Intervals.wilson(events: 1, total: 2))
        #expect(comparison.bandsAreOrdered == false)
        #expect(comparison.verdict.hasPrefix("the bands are not in the right order; "))
    }

    @Test func anEmptyBandLeavesTheOrderOpen() throws {
        let comparison = try comparison([10, 20, 90, 90, 90, 90, 90, 90])
        #expect(comparison.bandsAreOrdered == nil)
        #expect(comparison.bands[1].rate == nil && comparison.bands[1].interval == nil)
        #expect(comparison.verdict.hasPrefix("a band is empty"))
    }

    /// Planted: one score is the truth, the other noise; the verdict names the better one.
    @Test(arguments: [true, false]) func theVerdictNamesTheBetterRanking(learnedIsBetter: Bool) throws {
        var random = SeededGenerator(seed: 3)
        var (outcomes, learned, health) = ([Double](), [Double](), [Double]())
        for _ in 0..<600 {
            let (risk, noise) = (random.uniform(), random.uniform())
            outcomes.append(random.uniform() < risk * risk ? 1 : 0)
            learned.append(learnedIsBetter ? risk : noise)
            health.append(100 * (1 - (learnedIsBetter ? noise : risk)))
        }
        let comparison = try ScoreComparison(
            ScoredOutcomes(logOdds: learned, outcomes: outcomes), health: health, bands: Band.standard)
        #expect(
            comparison.verdict.hasSuffix(
                learnedIsBetter ? "the learned weights rank better." : "the hand-set weights rank better."))
        if !learnedIsBetter { #expect(comparison.bandsAreOrdered == true) }
        #expect(learnedIsBetter == (comparison.learnedTopTenth.value > comparison.handSetTopTenth.value))
        // So clear a difference shows in the losses among the riskiest tenth too, as counts of the 60 rows.
        let difference = comparison.topTenthDifference
        let (low, high) = (try #require(difference.low), try #require(difference.high))
        #expect(learnedIsBetter ? low > 0 : high < 0)
        #expect(high - low > 5 && high - low < 45 && low <= difference.value && difference.value <= high)
        #expect(!comparison.logLossDifference.isDefined)
    }

    /// The card's probabilities are those of its bands on other rows; the model's are the truth: their losses differ by what is known.
    @Test func logLossIsPaired() throws {
        var random = SeededGenerator(seed: 12)
        let risk = (0..<2000).map { _ in random.uniform() }
        let outcomes = risk.map { random.uniform() < $0 ? 1.0 : 0 }
        let health = risk.map { 100 * (1 - $0) }
        let folds = [(training: Array(0..<900), test: Array(900..<2000))]
        let card = BandMap.crossFitted(health: health, outcomes: outcomes, folds: folds, bands: Band.standard)
        let logOdds = risk.map { log($0 / (1 - $0)) }
        let comparison = try ScoreComparison(
            ScoredOutcomes(logOdds: Array(logOdds[900...]), outcomes: Array(outcomes[900...])),
            health: Array(health[900...]), bands: Band.standard, handSetRisk: card)
        let difference = comparison.logLossDifference
        #expect(abs(comparison.learnedLogLoss.value - 0.5) < 0.03)  // ∫ of the entropy over p is a half
        #expect(
            abs(comparison.learnedLogLoss.value - comparison.handSetLogLoss.value - difference.value) < 1e-12)
        // Three bands lose what a score says within them.
        #expect(try #require(difference.high) < 0 && comparison.table.rows.count == 3)
        #expect(comparison.figureTable.rows.count == 6)
    }

    /// A band's probability never comes from the rows that it is judged on.
    @Test func theCardIsNotCalibratedOnWhatItIsJudgedBy() {
        let health = (0..<200).map { $0 % 2 == 0 ? 20.0 : 90 }
        let honest = (0..<200).map { $0 % 2 == 0 ? 1.0 : 0 }
        let folds = [(training: Array(0..<100), test: Array(100..<200)), (Array(100..<200), Array(0..<100))]
        func risk(_ outcomes: [Double]) -> [Double] {
            BandMap.crossFitted(health: health, outcomes: outcomes, folds: folds, bands: Band.standard)
        }
        let turned = honest.indices.map { $0 < 100 ? honest[$0] : 1 - honest[$0] }
        // The first fold's test rows turned: what they are told stays, what is learned from them does not.
        #expect(risk(turned).prefix(100) == risk(honest).prefix(100))
        #expect(risk(turned).suffix(100) != risk(honest).suffix(100))
        #expect(abs(risk(honest)[0] - log(50.5 / 0.5)) < 1e-12)
        #expect(BandMap.crossFitted(health: [.nan], outcomes: [1], folds: [([], [0])], bands: Band.standard)[0].isNaN)
    }

    @Test func tablesHaveARowAFigureAndABand() throws {
        let comparison = try comparison()
        #expect(comparison.table.columns.map(\.name) == ["figure", "hand_set", "learned", "difference", "low", "high"])
        #expect(comparison.table.rows.count == 2 && comparison.bandTable.rows.count == 3)
        #expect(comparison.bandTable.text(row: 0, column: 3) == "50.0%")
    }

    @Test func tablesReadAsPeopleSeeThem() throws {
        let comparison = try comparison()
        var results = Results()
        results.table(comparison.table)
        results.table(comparison.bandTable)
        #expect(MarkdownFormat().text(results) == ScoreComparisonTests.golden)
    }

    private static let golden = """
        | figure | hand-set | learned | difference | low | high |
        | --- | ---: | ---: | ---: | ---: | ---: |
        | AUC | 0.667 | 0.833 | 0.167 | -0.061 | 0.394 |
        | churned in top 10%, of 3 | 0.700 | 0.700 | 0.000 | 0.000 | 1.050 |

        | band | rows | churned | rate | low | high |
        | --- | ---: | ---: | ---: | ---: | ---: |
        | critical | 2 | 1 | 50.0% | 9.5% | 90.5% |
        | at-risk | 2 | 1 | 50.0% | 9.5% | 90.5% |
        | healthy | 3 | 1 | 33.3% | 6.1% | 79.2% |

        """

    @Test func allUnscoredIsAnErrorNotANumber() {
        #expect(throws: MetricError.self) { try comparison([Double](repeating: .nan, count: 8)) }
    }
}
