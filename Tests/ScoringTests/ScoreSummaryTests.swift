import Foundation
import Metrics
import Modeling
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

    private func scores(_ count: Int) throws -> (scores: [AccountScore], weights: LogOddsDraws) {
        let base = try Base()
        let model = try base.model()
        let table = base.table((0..<count).map { ("account \($0)", $0 % 20, Double($0 % 5)) })
        let predictions = try model.predict(table.frame)
        return (
            try BatchScorer(model: model, scorecard: nil).score(table, predictions: predictions),
            LogOddsDraws(model, predictions)
        )
    }

    /// Without the weights' uncertainty losses are independent coins: the exact ends of their number, and the moments of their ARR.
    @Test func chanceAloneIsThatOfIndependentCoins() throws {
        let scores = try scores(60).scores
        let summary = ScoreSummary(scores, scorecard: nil)
        let p = scores.map(\.pChurn)
        let range = PoissonBinomial(p).interval()
        #expect(abs(summary.expectedLosses.value - p.reduce(0, +)) < 1e-9)
        #expect(summary.expectedLosses.low == Double(range.lowerBound))
        #expect(summary.expectedLosses.high == Double(range.upperBound))
        let arr = scores.map { $0.arr ?? 0 }
        let deviation = zip(p, arr).reduce(0) { $0 + $1.0 * (1 - $1.0) * $1.1 * $1.1 }.squareRoot()
        let money = summary.arrAtRisk
        #expect(abs(money.value - zip(p, arr).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-6)
        let half = (try #require(money.high) - #require(money.low)) / 2
        #expect(abs(half / (1.959963984540054 * deviation) - 1) < 0.08)
        #expect(summary.basis.contains("chance alone"))
        let arrSum = arr.reduce(0, +)
        #expect(abs(summary.expectedGRR.value - (1 - money.value / arrSum)) < 1e-12)
        #expect(abs(try #require(summary.expectedGRR.low) - (1 - #require(money.high) / arrSum)) < 1e-12)
    }

    /// Weights are wrong for all accounts alike, so with many accounts they matter more than chance.
    @Test func theUncertaintyOfTheWeightsWidensTheIntervals() throws {
        let (scores, weights) = try scores(1200)
        let (chance, both) = (
            ScoreSummary(scores, scorecard: nil), ScoreSummary(scores, scorecard: nil, weights: weights)
        )
        func width(_ estimate: Estimate) throws -> Double { try #require(estimate.high) - #require(estimate.low) }
        #expect(try width(both.expectedLosses) > 1.3 * width(chance.expectedLosses))
        #expect(try width(both.arrAtRisk) > 1.3 * width(chance.arrAtRisk))
        #expect(both.expectedLosses.value == chance.expectedLosses.value)
        #expect(both.basis.contains("uncertainty of the weights"))
        let again = ScoreSummary(scores, scorecard: nil, weights: weights)
        #expect(again.arrAtRisk == both.arrAtRisk && again.expectedLosses == both.expectedLosses)
    }

    /// Two models' worth of truth: weights drawn from the fit's covariance, then outcomes; the interval holds about 95% of them.
    @Test func theIntervalHoldsWhatItSays() throws {
        let (scores, weights) = try scores(300)
        let summary = ScoreSummary(scores, scorecard: nil, weights: weights)
        let (low, high) = (try #require(summary.expectedLosses.low), try #require(summary.expectedLosses.high))
        let (least, most) = (try #require(summary.arrAtRisk.low), try #require(summary.arrAtRisk.high))
        let logOdds = scores.map { log($0.pChurn / (1 - $0.pChurn)) }
        var random = SeededGenerator(seed: 77)
        var (counts, sums) = (0, 0)
        for draw in 1000..<3000 {
            let moved = zip(logOdds, weights.deviations(draw)).map { 1 / (1 + exp(-$0 - $1)) }
            let lost = moved.map { random.uniform() < $0 }
            let arr = zip(scores, lost).reduce(0) { $0 + ($1.1 ? $1.0.arr ?? 0 : 0) }
            counts += (low...high).contains(Double(lost.count { $0 })) ? 1 : 0
            sums += (least...most).contains(arr) ? 1 : 0
        }
        #expect((0.93...0.98).contains(Double(counts) / 2000))
        #expect((0.93...0.97).contains(Double(sums) / 2000))
    }

    @Test func withoutAModelNothingIsExpected() throws {
        let base = try Base()
        let scores = try BatchScorer(model: nil, scorecard: base.card).score(base.table([("a", 20, 0), ("b", 19, 1)]))
        let summary = ScoreSummary(scores, scorecard: base.card)
        #expect(!summary.expectedLosses.isDefined && !summary.arrAtRisk.isDefined && !summary.expectedGRR.isDefined)
    }

    @Test func withoutAccountsAllIsZero() {
        let summary = ScoreSummary([], scorecard: nil)
        #expect(summary.table.rows.count == 1 && summary.expectedLosses == Estimate(0, low: 0, high: 0))
        #expect(!summary.expectedGRR.isDefined)
    }
}
