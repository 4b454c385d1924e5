import Metrics
import Testing

@Suite struct ClusteredShareTests {
    private func outcomes(_ events: Int, of rows: Int) -> [Double] {
        (0..<rows).map { $0 < events ? 1 : 0 }
    }

    @Test(arguments: [0, 3, 17, 20]) func isWilsonWhereNoAccountRepeats(events: Int) {
        let rows = outcomes(events, of: 20)
        let share = ClusteredShare(rows, clusters: Array(0..<20))
        let wilson = Intervals.wilson(events: Double(events), total: 20)!
        #expect(share.value == Double(events) / 20 && share.rows == 20)
        #expect(abs(share.interval!.lowerBound - wilson.lowerBound) < 1e-12)
        #expect(abs(share.interval!.upperBound - wilson.upperBound) < 1e-12)
        let alone = ClusteredShare(rows)
        #expect(abs(alone.effectiveRows - 20) < 1e-9)
    }

    /// Each account's row three times over says no more than the row once.
    @Test(arguments: [0, 4, 7, 12]) func repeatedRowsCountOnce(events: Int) {
        let once = ClusteredShare(outcomes(events, of: 12), clusters: Array(0..<12))
        let rows = outcomes(events, of: 12)
        let thrice = ClusteredShare(rows + rows + rows, clusters: (0..<36).map { Int32($0 % 12) })
        #expect(thrice.rows == 36 && thrice.value == once.value)
        #expect(abs(thrice.effectiveRows - 12) < 1e-9)
        #expect(abs(thrice.interval!.upperBound - once.interval!.upperBound) < 1e-9)
    }

    /// Accounts whose rows differ more than chance has them differ are not credited with more rows than there are.
    @Test func neverMoreRowsThanThereAre() {
        let share = ClusteredShare([1, 0, 1, 0, 1, 0], clusters: [0, 0, 1, 1, 2, 2])
        #expect(share.effectiveRows == 6)
    }

    @Test func noRowsHaveNoShare() {
        let none = ClusteredShare([])
        #expect(none.value.isNaN && none.interval == nil && !none.estimate.isDefined)
        #expect(!none.less(ClusteredShare([1, 0])).isDefined)
    }

    /// Newcombe 1998, table II, cases (a), (b), (g) by method 10.
    @Test(arguments: [
        (56, 70, 48, 80, 0.2, 0.0524, 0.3339), (9, 10, 3, 10, 0.6, 0.1705, 0.8090), (10, 10, 0, 10, 1, 0.6075, 1),
    ])
    func differencesAreNewcombes(
        a: Int, n: Int, b: Int, m: Int, value: Double, low: Double, high: Double
    ) {
        let difference = ClusteredShare(outcomes(a, of: n)).less(ClusteredShare(outcomes(b, of: m)))
        #expect(abs(difference.value - value) < 1e-12)
        #expect(abs(difference.low! - low) < 5e-5 && abs(difference.high! - high) < 5e-5)
    }
}
