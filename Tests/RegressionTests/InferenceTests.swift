import Foundation
import LinearAlgebra
import Regression
import Testing

/// Clustered errors, penalised fits, intervals, predictions: against plain formulas.
struct InferenceTests {
    let sample = Sample(rows: 600)
    let clusters = (0..<600).map { Int32($0 * 7 % 90) }

    private func fit(_ options: LogisticRegression, weights: [Double]? = nil, clusters: [Int32]? = nil) throws
        -> LogisticFit
    {
        try options.fit(sample.x, outcome: sample.outcome, names: Sample.names, weights: weights, clusters: clusters)
    }

    @Test func `clusters of one row are HC1`() throws {
        let clustered = try fit(.init(errors: .cluster), clusters: (0..<600).map { Int32($0) })
        let robust = try fit(.init(errors: .hc1))
        for (a, b) in zip(clustered.standardErrors, robust.standardErrors) { #expect(relativeError(a, b) < 1e-12) }
        #expect(clustered.clusterCount == 600 && robust.clusterCount == nil)
    }

    @Test func `clustered errors by their formula`() throws {
        let fit = try fit(.init(errors: .cluster), weights: sample.weights, clusters: clusters)
        let model = try self.fit(.init(), weights: sample.weights)
        let p = model.probabilities(sample.x)
        var scores = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 90)
        for i in 0..<600 {
            let r = sample.weights[i] * (sample.outcome[i] - p[i])
            for (j, x) in ([1] + sample.x.row(i)).enumerated() { scores[Int(clusters[i])][j] += r * x }
        }
        let bread = model.covariance
        let factor = 90.0 / 89 * (599.0 / 594)
        for j in 0..<6 {
            let variance = scores.reduce(0) { sum, s in
                let part = (0..<6).reduce(0) { $0 + bread[j, $1] * s[$1] }
                return sum + part * part
            }
            #expect(relativeError(fit.standardErrors[j], (factor * variance).squareRoot()) < 1e-10)
        }
    }

    @Test func `rows without weight make no cluster`() throws {
        let more = sample.rows(Array(0..<600) + [0, 1, 2])
        let same = try LogisticRegression(errors: .cluster).fit(
            more.x, outcome: more.outcome, names: Sample.names, weights: sample.weights + [0, 0, 0],
            clusters: clusters + [900, 901, 902])
        let fit = try fit(.init(errors: .cluster), weights: sample.weights, clusters: clusters)
        #expect(same.clusterCount == 90)
        for (a, b) in zip(same.standardErrors, fit.standardErrors) { #expect(relativeError(a, b) < 1e-9) }
    }

    @Test func `one cluster is refused`() {
        #expect(throws: FitError.self) {
            try fit(.init(errors: .cluster), clusters: [Int32](repeating: 4, count: 600))
        }
    }

    @Test func `ridge solves its equations and prints no p`() throws {
        let penalty = RidgePenalty(lambda: 5, factors: [1, 2, 0, 1, 0.5], prior: [0.5, 0, 0, -1, 0])
        let fit = try fit(.init(penalty: penalty))
        let p = fit.probabilities(sample.x)
        let residual = zip(p, sample.outcome).map { $0 - $1 }
        #expect(abs(residual.reduce(0, +)) < 1e-9)
        for j in 0..<5 {
            let slope = zip(residual, sample.columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
            let pull = 5 * penalty.factors![j] * (fit.coefficients[j + 1] - penalty.prior![j])
            #expect(abs(slope + pull) < 1e-8)
        }
        #expect(fit.isPenalized && fit.pValues == nil && fit.zValues == nil && fit.confidenceIntervals() == nil)
        #expect(fit.effectiveDegreesOfFreedom > 2 && fit.effectiveDegreesOfFreedom < 6)
    }

    @Test func `the ridge covariance is the sandwich`() throws {
        let fit = try fit(.init(penalty: .ridge(40)))
        let p = fit.probabilities(sample.x)
        var information = Matrix(rows: 6, columns: 6)
        for i in 0..<600 {
            let z = [1] + sample.x.row(i)
            for a in 0..<6 { for b in 0..<6 { information[a, b] += p[i] * (1 - p[i]) * z[a] * z[b] } }
        }
        var hessian = information
        for j in 1..<6 { hessian[j, j] += 40 }
        let bread = try #require(Cholesky(hessian)).inverse
        for j in 0..<6 {
            var variance = 0.0
            for a in 0..<6 { for b in 0..<6 { variance += bread[j, a] * information[a, b] * bread[b, j] } }
            #expect(relativeError(fit.standardErrors[j], variance.squareRoot()) < 1e-9)
        }
        let trace = (0..<6).reduce(0) { sum, a in sum + (0..<6).reduce(0) { $0 + bread[a, $1] * information[$1, a] } }
        #expect(relativeError(fit.effectiveDegreesOfFreedom, trace) < 1e-10)
    }

    @Test func `an infinitely strong ridge leaves the prior, a constant column keeps its own`() throws {
        var columns = sample.columns
        columns[1] = columns[1].map { _ in 7 }
        let penalty = RidgePenalty(lambda: 1e12, prior: [0.25, 0.5, 0, -1, 2])
        let fit = try LogisticRegression(penalty: penalty).fit(
            Matrix(columns: columns), outcome: sample.outcome, names: Sample.names)
        for (b, prior) in zip(fit.coefficients.dropFirst(), penalty.prior!) { #expect(abs(b - prior) < 1e-9) }
        let mean = fit.probabilities(Matrix(columns: columns)).reduce(0, +)
        #expect(abs(mean - sample.outcome.reduce(0, +)) < 1e-7)
    }

    @Test func `ridge answers where maximum likelihood is infinite, wide or aliased`() throws {
        let separated = try LogisticRegression(penalty: .ridge(1)).fit(
            Matrix(columns: [[1, 2, 3, 4]]), outcome: [0, 0, 1, 1], names: ["x"])
        #expect(separated.coefficients[1] > 0 && separated.aliased.isEmpty)
        let wide = try LogisticRegression(penalty: .ridge(1)).fit(
            Matrix(columns: [[1, 2, 3], [1, 2, 3], [0, 1, 0], [5, 1, 1]]), outcome: [0, 1, 1],
            names: ["a", "b", "c", "d"])
        #expect(abs(wide.coefficients[1] - wide.coefficients[2]) < 1e-12)
    }

    @Test func `the variance of the predictor is the quadratic form of the covariance, for every kind of errors`()
        throws
    {
        for errors in ErrorKind.allCases {
            let fit = try fit(.init(errors: errors), clusters: clusters.map { $0 % 4 })
            let variance = fit.linearPredictorVariance(sample.x)
            let covariance = fit.covariance
            for i in [0, 17, 599] {
                let z = [1] + sample.x.row(i)
                var form = 0.0
                for a in 0..<6 { for b in 0..<6 { form += z[a] * covariance[a, b] * z[b] } }
                #expect(abs(variance[i] - form) < 1e-12)
            }
        }
    }

    @Test func `predictions of a column with a large offset keep their digits`() throws {
        let design = try ReferenceDesign(hard: "offset_1e8_feature")
        let fit = try design.fit()
        let mean = fit.probabilities(design.x).reduce(0, +)
        #expect(abs(mean - design.outcome.reduce(0, +)) < 1e-9)
        let plain = fit.linearPredictor(design.x)
        for (i, eta) in fit.linearPredictor(design.x, offset: design.outcome).enumerated() {
            let difference = eta - plain[i]
            #expect(abs(difference - design.outcome[i]) < 1e-12)
        }
    }

    @Test func `the coefficient table has the names of the contract and holes for aliased columns`() throws {
        var columns = sample.columns
        columns[4] = columns[0].map { 3 * $0 + 1 }
        let fit = try LogisticRegression().fit(Matrix(columns: columns), outcome: sample.outcome, names: Sample.names)
        let table = fit.coefficientTable()
        #expect(table.columns.map(\.name) == ["name", "estimate", "std_error", "z", "p", "low", "high"])
        #expect(table.rows.count == 6 && table.rows[0][0] == .text("(Intercept)"))
        #expect(table.rows[5].dropFirst().allSatisfy { $0 == .missing })
        #expect(fit.coefficients[5].isNaN && fit.weights[5] == 0 && fit.standardErrors[5].isNaN)
        let z = Normal.quantile(0.975)
        #expect(abs(z - 1.959963984540054) < 1e-15)
        let interval = try #require(fit.confidenceIntervals())[1]
        let high = fit.coefficients[1] + z * fit.standardErrors[1]
        #expect(abs(interval.high - high) < 1e-15)
    }

    @Test func `fits and options survive coding`() throws {
        let penalty = RidgePenalty(lambda: 2, factors: [1, 1, 1, 1, 0], prior: nil)
        let fit = try fit(.init(penalty: penalty, errors: .hc0))
        let back = try JSONDecoder().decode(LogisticFit.self, from: JSONEncoder().encode(fit))
        #expect(back == fit)
        #expect(back.options.penalty as? RidgePenalty == penalty)
    }
}

struct NormalTests {
    @Test(arguments: [1e-300, 1e-20, 1e-5, 0.02, 0.3, 0.5, 0.8, 0.975, 0.9999])
    func `the quantile inverts the distribution`(_ p: Double) {
        #expect(relativeError(Normal.cdf(Normal.quantile(p)), p) < 1e-13)
    }

    @Test func `known values`() {
        #expect(Normal.quantile(0.5) == 0 && Normal.quantile(0) == -.infinity && Normal.quantile(1.5).isNaN)
        #expect(relativeError(Normal.twoSidedP(10), 1.523970604832105e-23) < 1e-12)
    }
}
