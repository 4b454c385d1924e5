import Foundation
import Metrics
import Tables
import Testing

/// Values worked out by hand or by another program (named at each).
struct MetricValueTests {
    /// The standard error of the intercept by its formula, where accounts hold lost and kept rows.
    @Test func interceptErrorsAreClustered() throws {
        var generator = SeededGenerator(seed: 5)
        let scores = (0..<60).map { _ in generator.uniform() * 4 - 2 }
        let outcomes = scores.map { generator.uniform() < 1 / (1 + exp(-$0)) ? 1.0 : 0 }
        let scored = try ScoredOutcomes(
            logOdds: scores, outcomes: outcomes, clusters: (0..<60).map { Int32($0 / 3) })
        let found = try #require(CalibrationIntercept.analytic(scored))
        let p: [Double] = scores.map { 1 / (1 + exp(-$0 - found.value)) }
        var sums = [Double](repeating: 0, count: 20)
        for row in 0..<60 { sums[row / 3] += outcomes[row] - p[row] }
        let information: Double = p.reduce(0) { $0 + $1 * (1 - $1) }
        let squares: Double = sums.reduce(0) { $0 + $1 * $1 }
        let error = (20.0 / 19 * squares).squareRoot() / information
        let (low, high) = (try #require(found.low), try #require(found.high))
        let shown: Double = (high - low) / (2 * 1.959963984540054)
        #expect(abs(shown / error - 1) < 1e-8)
    }

    private func scored(_ scores: [Double], _ outcomes: [Double]) throws -> ScoredOutcomes {
        try ScoredOutcomes(logOdds: scores, outcomes: outcomes)
    }

    @Test func areaCountsTiesAsHalf() throws {
        #expect(AreaUnderCurve.value(try scored([3, 2, 2, 1], [1, 1, 0, 0])) == 0.875)
        #expect(AreaUnderCurve.value(try scored([1, 1, 1], [1, 0, 0])) == 0.5)
        #expect(AreaUnderCurve.value(try scored([1, 2], [1, 1])).isNaN)
    }

    @Test func liftUnderTiesIsExpectedNotLucky() throws {
        // Pure noise: one score for all; sorting (score, outcome) pairs would give a lift above 1.
        let outcomes = (0..<100).map { $0 % 5 == 0 ? 1.0 : 0 }
        let noise = try scored([Double](repeating: 50, count: 100), outcomes)
        #expect(abs(TopDecileLift.value(noise) - 1) < 1e-12)
        #expect(abs(TopDecileLift.value(try scored((0..<100).map { outcomes[$0] * 2 }, outcomes)) - 5) < 1e-12)
    }

    @Test func confidentMissesStayFiniteAndExact() throws {
        let loss = LogLoss.value(try scored([800, -800], [0, 1]))
        #expect(loss == 800)
        #expect(LogLoss.value(try scored([.infinity], [0])) == .infinity)
        // log1p(exp(-40)), mpmath
        #expect(abs(LogLoss.value(try scored([-40], [0])) / 4.248354255291589e-18 - 1) < 1e-14)
    }

    @Test func lossWithoutRankingIsTheSame() throws {
        let (scores, outcomes, weights) = ([0.3, -1.2, 4.0], [1.0, 1.0, 0.0], [2.0, 1.0, 0.5])
        let ranked = LogLoss.value(try ScoredOutcomes(logOdds: scores, outcomes: outcomes, weights: weights))
        #expect(abs(LogLoss.mean(logOdds: scores, outcomes: outcomes, weights: weights) / ranked - 1) < 1e-15)
        #expect(LogLoss.mean(logOdds: [.nan], outcomes: [1], weights: nil).isNaN)
    }

    @Test func brierAndAveragePrecision() throws {
        #expect(abs(BrierScore.value(try scored([0, 0], [1, 0])) - 0.25) < 1e-15)
        // scikit-learn 1.x average_precision_score([0, 0, 1, 1], [.1, .4, .35, .8]) = 0.8333333333333333
        #expect(
            abs(AveragePrecision.value(try scored([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])) - 0.8333333333333333) < 1e-15)
    }

    @Test func slopeIsOneOnCalibratedScoresAndHalfOnDoubledOnes() throws {
        var generator = SeededGenerator(seed: 3)
        let truth = (0..<20_000).map { _ in generator.uniform() * 6 - 3 }
        let outcomes = truth.map { generator.uniform() < 1 / (1 + exp(-$0)) ? 1.0 : 0 }
        let calibrated = CalibrationSlope.estimate(try scored(truth, outcomes), bootstrap: Bootstrap())
        #expect(calibrated.low! < 1 && calibrated.high! > 1)
        let value = CalibrationSlope.value(try scored(truth.map { 2 * $0 }, outcomes))
        #expect(abs(2 * value - calibrated.value) < 1e-9)
        let shifted = CalibrationIntercept.value(try scored(truth.map { $0 - 0.7 }, outcomes))
        #expect(abs(shifted - 0.7) < 0.1)
    }

    @Test func wilsonDoesNotCollapse() throws {
        let none = try #require(Intervals.wilson(events: 0, total: 20))
        #expect(none.lowerBound == 0 && abs(none.upperBound - 0.16113) < 1e-4)  // R: prop.test(0, 20, correct = FALSE)
        #expect(Intervals.wilson(events: 0, total: 0) == nil)
    }

    @Test func reliabilityBinsHoldEqualWeightAndKeepTiesTogether() throws {
        let curve = ReliabilityCurve(
            try scored((0..<100).map(Double.init), (0..<100).map { $0 > 50 ? 1 : 0 }), bins: 10)
        #expect(curve.bins.map(\.weight) == [Double](repeating: 10, count: 10))
        #expect(ReliabilityCurve(try scored([1, 1, 1], [0, 1, 1])).bins.count == 1)
    }
}

/// Reference data beside the checkout; tests that need it are skipped where it is missing.
enum SharedReference {
    static var isAvailable: Bool { rows("R.tsv") != nil }

    /// The cells of a file; nil where it is missing.
    static func rows(_ file: String, separator: Character = ",") -> [[String]]? {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../shared/reference/\(file)")
        guard let text = try? String(contentsOf: path, encoding: .utf8) else { return nil }
        return text.split(whereSeparator: \.isNewline).map {
            $0.replacing("\"", with: "").split(separator: separator, omittingEmptySubsequences: false).map(String.init)
        }
    }
}
