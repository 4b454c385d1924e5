import Foundation
import LinearAlgebra
import Regression
import Testing

/// Lasso and elastic net: exact solutions, optimality conditions, paths.
struct ElasticNetTests {
    let sample = Sample(rows: 800)

    private func fit(_ penalty: any Penalty, solver: String = SolverKinds.auto) throws -> LogisticFit {
        try LogisticRegression(penalty: penalty, solver: solver).fit(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights, offset: sample.offset)
    }

    /// Gradient of the mean loss by each original coefficient, intercept first.
    private func gradient(_ weights: [Double]) -> [Double] {
        let total = sample.weights.reduce(0, +)
        var sums = [Double](repeating: 0, count: 6)
        for i in sample.outcome.indices {
            let row = [1] + sample.x.row(i)
            let eta = zip(row, weights).reduce(sample.offset[i]) { $0 + $1.0 * $1.1 }
            let residual = sample.weights[i] * (1 / (1 + exp(-eta)) - sample.outcome[i]) / total
            for j in row.indices { sums[j] += residual * row[j] }
        }
        return sums
    }

    private var deviations: [Double] {
        let total = sample.weights.reduce(0, +)
        return sample.columns.map { column in
            let mean = zip(column, sample.weights).reduce(0) { $0 + $1.0 * $1.1 } / total
            let squares = zip(column, sample.weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
            return (squares / total).squareRoot()
        }
    }

    @Test(arguments: [(0.02, 1.0), (0.02, 0.5), (0.1, 1), (0.1, 0.2), (0.001, 0.9), (0.02, 0)])
    func `the optimality conditions hold`(_ lambda: Double, _ alpha: Double) throws {
        let factors: [Double] = [1, 2, 0, 1, 0.5]
        let fit = try fit(ElasticNetPenalty(lambda: lambda, alpha: alpha, factors: factors))
        let slopes = gradient(fit.coefficients)
        #expect(abs(slopes[0]) < 1e-12)
        for j in 0..<5 {
            let (b, strength, scale) = (fit.coefficients[j + 1], lambda * factors[j], deviations[j])
            let smooth = slopes[j + 1] + strength * (1 - alpha) * scale * scale * b
            let kink = strength * alpha * scale
            if b == 0 {
                #expect(abs(smooth) <= kink + 1e-12)
            } else {
                #expect(abs(smooth + (b > 0 ? kink : -kink)) < 1e-12)
            }
        }
        #expect(fit.coefficients[3] != 0 && fit.isPenalized && fit.pValues == nil && fit.confidenceIntervals() == nil)
    }

    @Test func `alpha 0 is ridge and factor 0 is maximum likelihood`() throws {
        let total = sample.weights.reduce(0, +)
        let squares = deviations.map { $0 * $0 }
        let ridge = try fit(RidgePenalty(lambda: 0.05 * total, factors: squares))
        let same = try fit(ElasticNetPenalty(lambda: 0.05, alpha: 0), solver: "coordinate-descent")
        for (a, b) in zip(ridge.coefficients, same.coefficients) { #expect(relativeError(a, b) < 1e-10) }
        let free = try fit(LassoPenalty(lambda: 1, factors: [0, 0, 0, 0, 0]))
        for (a, b) in zip(try fit(NoPenalty()).coefficients, free.coefficients) { #expect(relativeError(a, b) < 1e-10) }
        #expect(!free.isPenalized)
    }

    @Test func `what is held at 0 has no standard error, and the freedom counts what is not`() throws {
        let fit = try fit(.lasso(0.1))
        let zeros = fit.coefficients.indices.filter { fit.coefficients[$0] == 0 }
        #expect(!zeros.isEmpty && zeros.count < 5)
        for j in 0..<6 { #expect(fit.standardErrors[j].isNaN == zeros.contains(j)) }
        #expect(abs(fit.effectiveDegreesOfFreedom - Double(6 - zeros.count)) < 1e-9)
        #expect(fit.linearPredictorVariance(sample.x).allSatisfy { $0 > 0 })
        let back = try JSONDecoder().decode(LogisticFit.self, from: JSONEncoder().encode(fit))
        #expect(back == fit)
    }

    @Test func `a path visits fits, from the least lambda that holds everything`() throws {
        let options = LogisticRegression(penalty: LassoPenalty(lambda: 7, factors: [1, 1, 0, 2, 1]))
        let path = try options.path(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights, offset: sample.offset,
            lambdas: .automatic(count: 30))
        #expect(path.points.count == 30 && path.points[0].selected == 1 && path.points[1].selected > 1)
        #expect(path.points.allSatisfy { $0.residual < 1e-10 })
        #expect(zip(path.devianceRatios, path.devianceRatios.dropFirst()).allSatisfy { $0 < $1 })
        for point in path.points.dropFirst() where point.selected < 5 || point == path.points[29] {
            let fit = try fit(LassoPenalty(lambda: point.lambda, factors: [1, 1, 0, 2, 1]))
            for (a, b) in zip(point.weights, fit.weights) { #expect(abs(a - b) < 1e-10) }
            #expect(relativeError(point.deviance, fit.deviance) < 1e-12)
        }
    }

    @Test func `a ridge path visits fits, towards a prior and with free columns`() throws {
        let sample = Sample(rows: 20_000)
        func penalty(_ lambda: Double) -> RidgePenalty {
            RidgePenalty(lambda: lambda, factors: [1, 2, 0, 4, 1], prior: [0.5, 0, 0, -0.25, 0.1])
        }
        let path = try LogisticRegression(penalty: penalty(1)).path(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights,
            lambdas: .values([0.1, 10, 1000, 1e5]))
        #expect(path.points.map(\.lambda) == [1e5, 1000, 10, 0.1])
        for point in path.points {
            let fit = try LogisticRegression(penalty: penalty(point.lambda)).fit(
                sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights)
            for (a, b) in zip(point.weights, fit.weights) { #expect(relativeError(a, b) < 1e-9) }
            let predictors = zip(point.linearPredictor(sample.x), fit.linearPredictor(sample.x))
            #expect(predictors.map { abs($0 - $1) }.max()! < 1e-10)
        }
    }

    @Test func `more columns than rows, and a column twice`() throws {
        var random = Random(state: 11)
        let columns = (0..<200).map { _ in (0..<60).map { _ in random.next() - 0.5 } }
        let outcome = (0..<60).map { columns[3][$0] - columns[50][$0] + 0.3 * (random.next() - 0.5) > 0 ? 1.0 : 0 }
        let x = Matrix(columns: columns + [columns[3]])
        let names = (0...200).map { "x\($0)" }
        let path = try LogisticRegression(penalty: .lasso(1)).path(
            x, outcome: outcome, names: names, lambdas: .automatic(count: 40, ratio: 0.01))
        #expect(path.points.allSatisfy { $0.residual < 1e-10 })
        for point in [path.points[20], path.points[39]] {
            #expect((point.weights[4] == 0) != (point.weights[201] == 0) && point.selected < 60)
            let fit = try LogisticRegression(penalty: .lasso(point.lambda)).fit(x, outcome: outcome, names: names)
            #expect(abs(point.weights[4] + point.weights[201] - fit.weights[4] - fit.weights[201]) < 1e-8)
            for j in 5..<201 { #expect(abs(point.weights[j] - fit.weights[j]) < 1e-8) }
        }
    }

    @Test func `what has no path is refused`() {
        let options: [(any Penalty, LambdaGrid)] = [
            (.ridge(1), .automatic()), (.elasticNet(1, alpha: 0), .automatic()),
            (.elasticNet(1, alpha: 2), .values([1])),
            (.lasso(1), .values([])), (.lasso(1), .values([0.1, 0])), (.lasso(1), .automatic(count: 0)),
        ]
        for (penalty, grid) in options {
            #expect(throws: FitError.self) {
                try LogisticRegression(penalty: penalty).path(
                    sample.x, outcome: sample.outcome, names: Sample.names, lambdas: grid)
            }
        }
    }
}

/// Exact elastic-net solutions of `glmnet_binomial.csv`, 100 rows and 30 columns.
@Suite(.enabled(if: ReferenceFolder.shared.has("enet_ref.tsv"), "../shared/reference is not available"))
struct ElasticNetReferenceTests {
    @Test func `every value of every solution, alone and along a path`() throws {
        let rows = try ReferenceFolder.shared.lines("glmnet_binomial.csv").map { $0.map { Double($0)! } }
        let x = Matrix(columns: (1...30).map { j in rows.map { $0[j] } })
        let (outcome, names) = (rows.map { $0[0] }, (1...30).map { "x\($0)" })
        let cases = try Self.cases()
        #expect(cases.count == 18)
        for (key, expected) in cases {
            let (alpha, lambda, standardize) = (Double(key[0])!, Double(key[1])!, key[2] == "1")
            let penalty = ElasticNetPenalty(lambda: lambda, alpha: alpha, standardize: standardize)
            let options = LogisticRegression(penalty: penalty)
            let fit = try options.fit(x, outcome: outcome, names: names)
            let path = try options.path(x, outcome: outcome, names: names, lambdas: .values([0.3, 0.15, lambda]))
            #expect(fit.optimization.gradientNorm / 100 < 1e-10 && path.points[2].residual < 1e-10)
            for values in [fit.coefficients, path.points.last!.weights] {
                for (j, b) in values.enumerated() {
                    #expect((b == 0) == (expected[j] == 0))
                    #expect(relativeError(b, expected[j]) < 1e-9, "\(key) \(j): \(b), expected \(expected[j])")
                }
            }
        }
    }

    /// alpha, lambda, std → coefficients, intercept first.
    private static func cases() throws -> [[String]: [Double]] {
        let text = String(decoding: try ReferenceFolder.shared.bytes("enet_ref.tsv"), as: UTF8.self)
        var cases: [[String]: [Double]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(separator: "\t").map(String.init)
            cases[Array(cells[..<3]), default: []].append(Double(cells[4])!)
        }
        return cases
    }
}
