import Foundation
import LinearAlgebra
import Regression
import Testing

/// Bounds and directions of coefficients.
struct BoundsTests {
    let sample = Sample(rows: 700)

    private func fit(
        _ bounds: CoefficientBounds?, _ penalty: any Penalty = NoPenalty(), solver: String = SolverKinds.auto
    ) throws -> LogisticFit {
        try LogisticRegression(penalty: penalty, bounds: bounds, solver: solver).fit(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights, offset: sample.offset)
    }

    /// Derivative of the log-likelihood by each coefficient, intercept first.
    private func score(_ fit: LogisticFit) -> [Double] {
        let p = fit.probabilities(sample.x, offset: sample.offset)
        var sums = [Double](repeating: 0, count: 6)
        for i in p.indices {
            let residual = sample.weights[i] * (sample.outcome[i] - p[i])
            for (j, x) in ([1] + sample.x.row(i)).enumerated() { sums[j] += residual * x }
        }
        return sums
    }

    @Test func `a coefficient rests on its bound only where the score pushes against it`() throws {
        let lower: [Double?] = [nil, 0, 0.5, -0.01, 0]
        let upper: [Double?] = [0.6, nil, 0.75, 1, 0.001]
        let fit = try fit(CoefficientBounds(lower: lower, upper: upper))
        let score = score(fit)
        #expect(abs(score[0]) < 1e-8)
        var held = 0
        for j in 0..<5 {
            let b = fit.coefficients[j + 1]
            #expect(b >= lower[j] ?? -.infinity && b <= upper[j] ?? .infinity)
            if b == lower[j] {
                #expect(score[j + 1] < 0)
            } else if b == upper[j] {
                #expect(score[j + 1] > 0)
            } else {
                #expect(abs(score[j + 1]) < 1e-7)
            }
            let isHeld = b == lower[j] || b == upper[j]
            held += isHeld ? 1 : 0
            #expect(fit.standardErrors[j + 1].isNaN == isHeld)
        }
        #expect(held >= 3 && fit.coefficients[1] == 0.6 && fit.pValues == nil && fit.isConverged)
        let back = try JSONDecoder().decode(LogisticFit.self, from: JSONEncoder().encode(fit))
        #expect(back == fit)
    }

    @Test func `bounds that do not bind change nothing but the p-values`() throws {
        let wide = try fit(
            CoefficientBounds(lower: Array(repeating: -50, count: 5), upper: Array(repeating: 50, count: 5)))
        let plain = try fit(nil)
        for (a, b) in zip(wide.coefficients, plain.coefficients) { #expect(relativeError(a, b) < 1e-10) }
        for (a, b) in zip(wide.standardErrors, plain.standardErrors) { #expect(relativeError(a, b) < 1e-9) }
        #expect(wide.pValues == nil && plain.pValues != nil)
    }

    @Test func `a held coefficient is as good as an offset`() throws {
        let fit = try fit(
            CoefficientBounds(lower: [1.5, nil, nil, nil, nil], upper: [nil, nil, nil, nil, nil]), .ridge(2))
        #expect(fit.coefficients[1] == 1.5)
        let offset = zip(sample.offset, sample.columns[0]).map { $0 + 1.5 * $1 }
        let rest = try LogisticRegression(penalty: .ridge(2)).fit(
            Matrix(columns: Array(sample.columns[1...])), outcome: sample.outcome, names: Array(Sample.names[1...]),
            weights: sample.weights, offset: offset)
        for j in 1..<5 {
            #expect(relativeError(fit.coefficients[j + 1], rest.coefficients[j]) < 1e-9)
            #expect(relativeError(fit.standardErrors[j + 1], rest.standardErrors[j]) < 1e-9)
        }
    }

    @Test func `directions within lasso, alone and along a path`() throws {
        let bounds = CoefficientBounds(signs: [1, 1, 1, 1, 1])
        let options = LogisticRegression(penalty: .lasso(0.01), bounds: bounds)
        let path = try options.path(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights, offset: sample.offset,
            lambdas: .automatic(count: 20))
        #expect(path.points[0].selected == 0 && path.points[1].selected > 0)
        for point in path.points {
            #expect(point.weights.dropFirst().allSatisfy { $0 >= 0 } && point.residual < 1e-10)
            let fit = try fit(bounds, .lasso(point.lambda))
            for (a, b) in zip(point.weights, fit.weights) { #expect(abs(a - b) < 1e-9) }
        }
    }

    @Test func `a bound against the separating direction makes the estimate finite, one along it does not`() throws {
        let x = Matrix(columns: [[1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 1]])
        let outcome: [Double] = [0, 0, 0, 1, 1, 1]
        let against = try LogisticRegression(bounds: .init(lower: [nil, nil], upper: [2, nil])).fit(
            x, outcome: outcome, names: ["x", "z"])
        #expect(against.coefficients[1] == 2)
        let error = #expect(throws: FitError.self) {
            try LogisticRegression(bounds: .init(signs: [1, 0])).fit(x, outcome: outcome, names: ["x", "z"])
        }
        guard case .separated = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `columns that mirror each other may both be bounded`() throws {
        let mirrored = sample.columns + [sample.columns[3].map { -$0 }]
        let fit = try LogisticRegression(bounds: .init(signs: [0, 0, 0, 1, 0, 1])).fit(
            Matrix(columns: mirrored), outcome: sample.outcome, names: Sample.names + ["mirror"])
        let plain = try LogisticRegression().fit(sample.x, outcome: sample.outcome, names: Sample.names)
        #expect(plain.coefficients[4] < 0 && fit.coefficients[4] == 0)
        #expect(relativeError(fit.coefficients[6], -plain.coefficients[4]) < 1e-8)
    }

    @Test func `what is no range is refused`() {
        for bounds in [
            CoefficientBounds(lower: [1, nil, nil, nil, nil], upper: [1, nil, nil, nil, nil]),
            CoefficientBounds(lower: [nil, nil, .nan, nil, nil], upper: [nil, nil, nil, nil, nil]),
            CoefficientBounds(signs: [1]),
        ] {
            #expect(throws: FitError.self) { try fit(bounds) }
        }
        let signs = CoefficientBounds(signs: [1, 0, 0, 0, 0])
        #expect(throws: FitError.self) { try fit(signs, FirthPenalty()) }
        #expect(throws: FitError.self) { try fit(signs, solver: "newton") }
    }
}
