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

    /// Four copies of a renewal in one account tell what one tells: the interval of ARR caught does not shrink.
    @Test func accountsAreDrawnWhole() throws {
        var random = SeededGenerator(seed: 21)
        let risk = (0..<240).map { _ in random.uniform() }
        let outcomes = risk.map { random.uniform() < $0 / 2 ? 1.0 : 0 }
        let arr = risk.map { _ in 100 + 900 * random.uniform() }
        let health = risk.map { _ in 100 * random.uniform() }
        func width(_ rows: [Int], isClustered: Bool) throws -> (caught: Double, difference: Double) {
            let scored = try ScoredOutcomes(
                logOdds: rows.map { risk[$0] }, outcomes: rows.map { outcomes[$0] },
                clusters: isClustered ? rows.map { Int32($0) } : nil)
            let all = try ScoreContenders(
                scored, arr: rows.map { arr[$0] }, handSet: rows.map { health[$0] },
                others: [("learned", rows.map { risk[$0] })], replicates: 600
            ).all[1]
            func width(_ estimate: Estimate) throws -> Double { try #require(estimate.high) - #require(estimate.low) }
            return (try width(all.arrCaught), try width(all.arrDifference))
        }
        let copies = (0..<4).flatMap { _ in 0..<240 }
        let (one, four) = (try width(Array(0..<240), isClustered: false), try width(copies, isClustered: true))
        let naive = try width(copies, isClustered: false)
        #expect(abs(four.caught / one.caught - 1) < 0.15 && abs(four.difference / one.difference - 1) < 0.15)
        #expect(naive.caught < 0.65 * four.caught && naive.difference < 0.65 * four.difference)
    }
}
