import Foundation
import LinearAlgebra
import Regression
import Testing

/// Firth's estimates against 50-digit arithmetic, also where maximum likelihood is infinite.
struct FirthTests {
    @Test(arguments: ["birthwt", "budworm", "endometrial", "menarche", "mtcars", "spector"])
    func `coefficients, errors and penalised likelihood`(_ name: String) throws { try expectFirth(name) }

    @Test(
        .enabled(if: ReferenceFolder.shared.isAvailable, "../shared/reference is not available"),
        arguments: ["orings", "sex2", "ucla_admit"])
    func `coefficients, errors and penalised likelihood of unshipped designs`(_ name: String) throws {
        try expectFirth(name)
    }

    private func expectFirth(_ name: String) throws {
        let expected = try ReferenceFolder.holding(name).expected(name)
        let fit = try ReferenceDesign(name).fit(.init(penalty: .firth))
        try expectAgreement(fit.coefficients, fit.names, expected["firth_coef"], "\(name) coefficient")
        try expectAgreement(fit.standardErrors, fit.names, expected["firth_se"], "\(name) error")
        // The reference leaves the binomial constant out.
        let constant = try expected["loglik"].map { try number($0) - number(expected["loglik_kernel"]) } ?? 0
        let value = try #require(fit.penalizedLogLikelihood) - constant
        let reference = try number(expected["firth_penloglik"])
        #expect(relativeError(value, reference) < 1e-9, "\(name): \(value), expected \(reference)")
        #expect(fit.isPenalized && fit.pValues == nil && fit.confidenceIntervals() == nil)
        #expect(fit.optimization.reason == .converged && fit.optimization.iterations < 15)
    }

    /// The modified score: Σ w (y - μ + h (½ - μ) / w) x = 0, with an offset and weights.
    @Test func `the modified score vanishes, and a weight of 2 is the row twice`() throws {
        let sample = Sample(rows: 200)
        let repeated = sample.outcome.indices.flatMap { Array(repeating: $0, count: Int(sample.weights[$0])) }
        let twice = sample.rows(repeated)
        let options = LogisticRegression(penalty: .firth)
        let fit = try options.fit(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights, offset: sample.offset)
        let same = try options.fit(twice.x, outcome: twice.outcome, names: Sample.names, offset: twice.offset)
        for (a, b) in zip(fit.coefficients, same.coefficients) { #expect(relativeError(a, b) < 1e-10) }
        let p = fit.probabilities(sample.x, offset: sample.offset)
        let forms = fit.linearPredictorVariance(sample.x)
        var score = [Double](repeating: 0, count: 6)
        for i in 0..<200 {
            let leverage = sample.weights[i] * p[i] * (1 - p[i]) * forms[i]
            let residual = sample.weights[i] * (sample.outcome[i] - p[i]) + leverage * (0.5 - p[i])
            for (j, x) in ([1] + sample.x.row(i)).enumerated() { score[j] += residual * x }
        }
        #expect(score.allSatisfy { abs($0) < 1e-9 })
    }

    @Test func `aliased columns are left out, complete separation is answered`() throws {
        let fit = try LogisticRegression(penalty: .firth).fit(
            Matrix(columns: [[1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12]]), outcome: [0, 0, 0, 1, 1, 1],
            names: ["x", "twice"])
        #expect(fit.aliased.map(\.name) == ["twice"])
        #expect(fit.coefficients[1] > 0.5 && fit.coefficients[1] < 5)
    }

    @Test func `coordinate descent says that it cannot`() {
        #expect(throws: FitError.self) {
            try ReferenceDesign("spector").fit(.init(penalty: .firth, solver: "coordinate-descent"))
        }
    }
}
