import Foundation
import Regression
import Testing

/// The spline calibrator beside Platt's line.
struct SplineCalibratorTests {
    /// Scores in -3...3, outcomes from `shape`.
    private func sample(_ count: Int, seed: UInt64, _ shape: (Double) -> Double) -> (
        scores: [Double], outcomes: [Double]
    ) {
        var random = Random(state: seed)
        let scores = (0..<count).map { _ in 6 * random.next() - 3 }
        return (scores, scores.map { random.next() < 1 / (1 + exp(-shape($0))) ? 1 : 0 })
    }

    /// Mean squared distance of the map's probabilities to the truth over the scores.
    private func distance(_ map: some Calibrator, _ shape: (Double) -> Double) -> Double {
        let grid = stride(from: -3.0, through: 3, by: 0.05).map { $0 }
        let off = zip(grid, map.probabilities(forLogOdds: grid)).map { $1 - 1 / (1 + exp(-shape($0))) }
        return off.reduce(0) { $0 + $1 * $1 } / Double(off.count)
    }

    /// A score that is flat at first and steep later: no line can follow.
    private static func hinge(_ score: Double) -> Double { -2 + 3 * max(0, score) }

    @Test func `a bent truth is followed, many times closer than by a line`() throws {
        let (scores, outcomes) = sample(20_000, seed: 3, Self.hinge)
        let line = try PlattCalibrator.fit(logOdds: scores, outcomes: outcomes)
        let curve = try SplineCalibrator.fit(logOdds: scores, outcomes: outcomes)
        #expect(curve.knots.count == 7 && curve.knots == curve.knots.sorted())
        #expect(distance(curve, Self.hinge) < distance(line, Self.hinge) / 10)
    }

    @Test func `a straight truth stays nearly the line, and costs little`() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let (scores, outcomes) = sample(1000, seed: seed) { 0.8 * $0 - 1 }
            let line = try PlattCalibrator.fit(logOdds: scores, outcomes: outcomes)
            let curve = try SplineCalibrator.fit(logOdds: scores, outcomes: outcomes)
            let gap = stride(from: -3.0, through: 3, by: 0.1).map {
                abs(curve.probability(forLogOdds: $0) - line.probability(forLogOdds: $0))
            }
            #expect(gap.max()! < 0.08)
        }
    }

    @Test func `few rows, two scores or a wrong direction give Platt's map`() throws {
        for (scores, outcomes) in [
            ([1.0, 1, 1, 1], [0.0, 0, 0, 1]), ([-1.0, -1, 2, 2], [1.0, 1, 0, 0]),
        ] {
            let line = try PlattCalibrator.fit(logOdds: scores, outcomes: outcomes)
            let curve = try SplineCalibrator.fit(logOdds: scores, outcomes: outcomes)
            for score in [-5.0, 0, 1, 7] {
                let gap = curve.probability(forLogOdds: score) - line.probability(forLogOdds: score)
                #expect(abs(gap) < 1e-12)
            }
        }
    }

    /// The free intercept makes expected and smoothed events the same, whatever the ridge: so many tied rows count so often.
    @Test func `expected events are the observed ones, with ties and weights`() throws {
        let (raw, outcomes) = sample(900, seed: 6, Self.hinge)
        let scores = raw.map { $0.rounded() }
        let weights = scores.map { $0 > 1 ? 3.0 : 1 }
        let curve = try SplineCalibrator.fit(logOdds: scores, outcomes: outcomes, weights: weights)
        #expect(curve.knots.count > 2)
        let events = zip(weights, outcomes).reduce(0) { $0 + $1.0 * $1.1 }
        let others = weights.reduce(0, +) - events
        let smoothed = events * (events + 1) / (events + 2) + others / (others + 2)
        let expected = zip(weights, curve.probabilities(forLogOdds: scores)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(expected - smoothed) < 1e-6)
    }

    @Test func `separated scores stay finite`() throws {
        let scores = (0..<200).map { Double($0) / 20 - 5 }
        let curve = try SplineCalibrator.fit(logOdds: scores, outcomes: scores.map { $0 > 0 ? 1 : 0 })
        let ends = curve.probabilities(forLogOdds: [-5, 5])
        #expect(ends[0] > 0 && ends[0] < 0.05 && ends[1] < 1 && ends[1] > 0.95)
    }

    /// The slope is continuous: no jump in the first differences at a knot.
    @Test func `the map is smooth and a line outside its knots`() throws {
        let (scores, outcomes) = sample(5000, seed: 9, Self.hinge)
        let curve = try SplineCalibrator.fit(logOdds: scores, outcomes: outcomes)
        func logOdds(_ score: Double) -> Double {
            let p = curve.probability(forLogOdds: score)
            return log(p) - log1p(-p)
        }
        for (knot, slope) in zip(curve.knots, curve.slopes) {
            for side in [-1e-4, 1e-4] {
                let steepness = (logOdds(knot + side) - logOdds(knot)) / side
                #expect(abs(steepness - slope) < 2e-3)
            }
        }
        let (first, step) = (curve.knots[0], 0.5)
        let bend = logOdds(first - 2 * step) - 2 * logOdds(first - step) + logOdds(first)
        #expect(abs(bend) < 1e-9)
        #expect(curve.slopes.allSatisfy { $0 >= 0 })
    }
}
