import Foundation
import Regression
import Testing

/// calib40: 40 scores, 17 events; parameters from 50-digit arithmetic (Tests/ReferenceValues/regression/README.md).
struct CalibratorReferenceTests {
    let scores: [Double]
    let outcomes: [Double]

    init() throws {
        let rows = try ReferenceFolder.shipped.lines("calib40.csv").map { $0.map { Double($0)! } }
        scores = rows.map { $0[0] }
        outcomes = rows.map { $0[1] }
    }

    @Test func `Platt`() throws {
        let fit = try PlattCalibrator.fit(logOdds: scores, outcomes: outcomes)
        // The reference writes p = 1 / (1 + exp(A s + B)).
        #expect(relativeError(fit.slope, 0.72299152679163659874) < 1e-9)
        #expect(relativeError(fit.intercept, -0.45750077952885819491) < 1e-9)
    }

    /// Half-way between two blocks the probability is half-way between theirs.
    @Test func `isotonic goes straight from block to block`() throws {
        let map = try IsotonicCalibrator.fit(logOdds: [-1, -1, -1, -1, 1, 1], outcomes: [0, 0, 0, 1, 0, 1])
        #expect(map.probabilities(forLogOdds: [-2, -1, 0, 0.5, 1, 2]) == [0.25, 0.25, 0.375, 0.4375, 0.5, 0.5])
    }

    @Test func `temperature`() throws {
        let fit = try TemperatureCalibrator.fit(logOdds: scores, outcomes: outcomes)
        #expect(relativeError(fit.inverseTemperature, 0.83755535504956687555) < 1e-9)
    }

    @Test func `beta`() throws {
        let fit = try BetaCalibrator.fit(logOdds: scores, outcomes: outcomes)
        #expect(relativeError(fit.a, 0.39064998664658381636) < 1e-9)
        #expect(relativeError(fit.b, 1.356611269703530341) < 1e-9)
        #expect(relativeError(fit.c, -1.4895518267276728339) < 1e-9)
    }

    @Test func `isotonic`() throws {
        let fit = try IsotonicCalibrator.fit(logOdds: scores, outcomes: outcomes)
        let expected: [Double] = [0, 1.0 / 17, 2.0 / 3, 8.0 / 11, 1]
        #expect(fit.blocks.map(\.probability) == expected)
        #expect(fit.blocks.map(\.weight).reduce(0, +) == 40)
    }

    @Test func `inductive Venn-Abers`() throws {
        let fit = try VennAbersCalibrator.fit(logOdds: scores, outcomes: outcomes)
        let low: [Double] = [1.0 / 18, 1.0 / 18, 1.0 / 18, 5.0 / 8, 5.0 / 7]
        let high: [Double] = [1.0 / 9, 1.0 / 7, 11.0 / 15, 3.0 / 4, 1]
        for (k, p) in [0.05, 0.2, 0.5, 0.8, 0.95].enumerated() {
            let interval = fit.interval(forLogOdds: log(p / (1 - p)))
            #expect(relativeError(interval.low, low[k]) < 1e-15 && relativeError(interval.high, high[k]) < 1e-15)
        }
    }

    @Test func `Venn-Abers is isotonic regression with the new row, at and between scores`() throws {
        let rounded = scores.map { ($0 * 2).rounded() / 2 }
        let fit = try VennAbersCalibrator.fit(logOdds: rounded, outcomes: outcomes)
        for score in stride(from: -4.0, through: 4, by: 0.25) {
            let ends = try [0.0, 1].map { outcome in
                try IsotonicCalibrator.fit(logOdds: rounded + [score], outcomes: outcomes + [outcome])
                    .probability(forLogOdds: score)
            }
            let interval = fit.interval(forLogOdds: score)
            #expect(abs(interval.low - ends[0]) < 1e-15 && abs(interval.high - ends[1]) < 1e-15)
            let merged: Double = ends[1] / (1 - ends[0] + ends[1])
            #expect(abs(fit.probability(forLogOdds: score) - merged) < 1e-15)
        }
    }
}
