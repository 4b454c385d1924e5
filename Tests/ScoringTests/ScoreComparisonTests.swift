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
        let top = try #require(comparison.learnedTopTenth)
        let other = try #require(comparison.handSetTopTenth)
        #expect(learnedIsBetter == (top > other))
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
        | churned in top 10%, of 3 | 0.700 | 0.700 | 0.000 | - | - |

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
