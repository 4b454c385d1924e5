import Foundation
import LinearAlgebra
import Testing

/// Every instruction set that this machine has, against the C library in plain loops.
struct KernelTests {
    static let levels = KernelLevel.allCases.filter(\.isSupported)
    static let points: [Double] =
        [
            0, -0.0, 1e-300, -1e-300, 0.5, 36.7, -36.7, 40, -40, 700, -700, 708, 745, -745, 1e5, -1e5, .infinity,
            -.infinity,
        ]
        + stride(from: -30.0, through: 30, by: 0.0137)

    @Test func `the portable level exists everywhere`() {
        #expect(Self.levels.contains(.portable))
        #expect(KernelLevel.best.isSupported)
    }

    @Test(arguments: levels)
    func `sigmoid and softplus to 4 units in the last place`(_ level: KernelLevel) {
        let sigmoid = VectorMath.sigmoid(Self.points, level: level)
        let softplus = VectorMath.softplus(Self.points, level: level)
        for (k, x) in Self.points.enumerated() {
            let p = x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
            let s = max(x, 0) + log1p(exp(-abs(x)))
            // Results below 1e-307 are flushed to 0.
            #expect(abs(sigmoid[k] - p) <= 4 * p.ulp || p < 1e-307, "sigmoid(\(x)) = \(sigmoid[k]), expected \(p)")
            #expect(
                softplus[k] == s || abs(softplus[k] - s) <= 4 * s.ulp || s < 1e-307, "softplus(\(x)) = \(softplus[k])")
        }
    }

    @Test(arguments: levels)
    func `NaN stays NaN`(_ level: KernelLevel) {
        for count in 1...9 {
            let x = [Double](repeating: 0, count: count - 1) + [.nan]
            #expect(VectorMath.sigmoid(x, level: level).last!.isNaN && VectorMath.softplus(x, level: level).last!.isNaN)
        }
    }

    @Test(arguments: levels)
    func `the logistic loss of every length and part of the rows`(_ level: KernelLevel) {
        let n = 37
        let eta = (0..<n).map { 9 * sin(Double($0)) }
        let outcome = (0..<n + 3).map { [0, 1, 0.25][$0 % 3] }
        let weights = (0..<n + 3).map { Double($0 % 4) }
        for count in 0...n {
            var residual = [Double](repeating: 7, count: n)
            var curvature = residual
            let loss = VectorMath.logisticLoss(
                rows: 3..<3 + count, predictor: eta, outcome: outcome, weights: weights, residual: &residual,
                curvature: &curvature, level: level)
            var expected = 0.0
            for k in 0..<count {
                let (y, w, mu) = (outcome[k + 3], weights[k + 3], 1 / (1 + exp(-eta[k])))
                expected += w * (log(1 + exp(eta[k])) - y * eta[k])
                #expect(abs(residual[k] - w * (mu - y)) < 1e-14)
                #expect(abs(curvature[k] - w * mu * (1 - mu)) < 1e-14)
            }
            #expect(abs(loss - expected) < 1e-12)
            #expect(residual[count...].allSatisfy { $0 == 7 })
        }
    }

    @Test(arguments: levels)
    func `far rows keep the digits of the small probability`(_ level: KernelLevel) {
        var (residual, curvature) = ([0.0], [0.0])
        let loss = VectorMath.logisticLoss(
            rows: 0..<1, predictor: [50], outcome: [1], weights: nil, residual: &residual, curvature: &curvature,
            level: level)
        let small = exp(-50.0)
        #expect(abs(residual[0] + small) <= 4 * small.ulp && abs(loss - small) <= 4 * small.ulp)
        #expect(abs(curvature[0] - small) <= 4 * small.ulp)
    }
}
