import Scoring
import Tables
import Testing

@Suite struct ScoreSummaryTests {
    private func summary() throws -> ScoreSummary {
        let base = try Base()
        let table = base.table([("a", 20, 0), ("b", 19, 1), ("c", 0, 4), ("d", nil, nil), ("e", 10, 2), ("f", 0, 3)])
        return ScoreSummary(
            try BatchScorer(model: base.model(), scorecard: base.card).score(table), scorecard: base.card)
    }

    private func numbers(_ table: Table, _ column: String) throws -> [Double] {
        let place = try #require(table.columns.firstIndex { $0.name == column })
        return table.rows.map { row in
            switch row[place] {
            case .number(let value): value
            case .integer(let value): Double(value)
            default: .nan
            }
        }
    }

    @Test func bandsAddUpToAll() throws {
        let table = try summary().table
        #expect(table.rows.map { $0[0] } == ["critical", "at-risk", "healthy", "unscored", "all"].map { .text($0) })
        for column in ["accounts", "arr", "expected_churn", "arr_at_risk"] {
            let values = try numbers(table, column)
            #expect(abs(values.dropLast().reduce(0, +) - values.last!) < 1e-9, "\(column)")
        }
        #expect(try numbers(table, "accounts") == [2, 1, 2, 1, 6])
    }

    @Test func namesThePlaybookAndWhyThereIsNoScore() throws {
        let table = try summary().table
        #expect(
            table.rows.map { $0.last } == [
                .text("save"), .missing, .text("grow, thank"), .text("nothing known (1)"), .missing,
            ])
    }

    /// Mean and variance of a sum of independent coins: Σp and Σp(1-p).
    @Test func theIntervalIsThatOfAPoissonBinomialCount() throws {
        let base = try Base()
        let scores = try BatchScorer(model: base.model(), scorecard: nil).score(
            base.table((0..<60).map { ("account \($0)", $0 % 20, Double($0 % 5)) }))
        let losses = ScoreSummary(scores, scorecard: nil).expectedLosses
        let p = scores.map(\.pChurn)
        let deviation = p.reduce(0) { $0 + $1 * (1 - $1) }.squareRoot()
        #expect(abs(losses.value - p.reduce(0, +)) < 1e-9)
        #expect(abs(losses.high - losses.value - 1.959963984540054 * deviation) < 1e-9)
        #expect(abs(losses.value - losses.low - 1.959963984540054 * deviation) < 1e-9)
        // The normal interval holds the count in about 95% of draws.
        var random = SeededGenerator(seed: 1)
        let held = (0..<2000).count { _ in
            let count = Double(p.count { random.uniform() < $0 })
            return losses.low <= count && count <= losses.high
        }
        #expect((0.92...0.98).contains(Double(held) / 2000))
    }

    @Test func withoutAccountsAllIsZero() {
        let summary = ScoreSummary([], scorecard: nil)
        #expect(summary.table.rows.count == 1 && summary.expectedLosses == (0, 0, 0))
    }
}
