import Metrics
import Scoring
import Tables
import Testing

@Suite struct ScoreContendersTests {
    private let losses: [Double] = [1, 1, 0, 0, 1, 0, 0, 0, 0, 0]
    private let health: [Double] = [10, 55, 40, 60, 90, 95, 80, .nan, 85, 88]
    private let risk: [Double] = [3, 2, 1, 0, 2.5, -2, -3, -4, .nan, -5]

    private func contenders() throws -> ScoreContenders {
        try ScoreContenders(
            ScoredOutcomes(logOdds: risk.map { $0.isNaN ? 0 : $0 }, outcomes: losses),
            arr: (1...10).map { 100 * Double($0) }, handSet: health,
            others: [("learned", risk), ("same", ScoreContenders.risk(ofHealth: health))], replicates: 50)
    }

    @Test func rowsThatOneLeavesOutAreLeftOutOfAll() throws {
        let all = try contenders()
        #expect(all.rowCount == 8 && all.all.map(\.name) == ["hand-set", "learned", "same"])
        // 3 losses against 5 kept: the card orders 5 + 4 + 1 of 15 pairs, the model all.
        #expect(abs(all.all[0].auc.value - 10.0 / 15) < 1e-12 && all.all[1].auc.value == 1)
        #expect(abs(all.all[1].aucDifference.value - 5.0 / 15) < 1e-12)
        #expect(all.all[2].aucDifference.value == 0 && all.all[2].arrDifference.value == 0)
        #expect(!all.all[0].aucDifference.isDefined)
    }

    /// A tenth of 8 renewals is 0.8 of the first, of 800 lost.
    @Test func arrIsCaughtInTheRiskiestTenth() throws {
        let all = try contenders()
        #expect(abs(all.all[0].arrCaught.value - 0.8 * 100 / 800) < 1e-12)
        #expect(all.table.rows.count == 6 && all.table.columns.count == 8)
    }
}
