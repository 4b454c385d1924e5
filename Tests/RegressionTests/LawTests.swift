import Foundation
import LinearAlgebra
import Regression
import Testing

/// What must not change a fit, and what weights mean.
struct LawTests {
    static let penalties: [any Penalty] = [NoPenalty(), RidgePenalty(lambda: 3), LassoPenalty(lambda: 0.01)]
    let sample = Sample(rows: 20_000)

    private func fit(
        _ sample: Sample, _ penalty: any Penalty, weights: [Double]? = nil, errors: ErrorKind = .model,
        clusters: [Int32]? = nil, threads: Int = 2
    ) throws -> LogisticFit {
        try LogisticRegression(penalty: penalty, errors: errors).fit(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: weights, offset: sample.offset,
            clusters: clusters, threads: threads)
    }

    private func expectSame(_ a: LogisticFit, _ b: LogisticFit, within tolerance: Double) {
        #expect(a.estimated == b.estimated)
        for j in a.estimated {
            #expect(relativeError(a.coefficients[j], b.coefficients[j]) <= tolerance)
            #expect(a.standardErrors[j].isNaN == (a.coefficients[j] == 0))
            #expect(!(relativeError(a.standardErrors[j], b.standardErrors[j]) > tolerance))
        }
        #expect(relativeError(a.deviance, b.deviance) <= tolerance)
    }

    @Test func `the number of threads changes no bit`() throws {
        for penalty in Self.penalties {
            let one = try fit(sample, penalty, weights: sample.weights, errors: .hc3, threads: 1)
            for threads in [2, 3, 7] {
                let many = try fit(sample, penalty, weights: sample.weights, errors: .hc3, threads: threads)
                #expect(one == many)
            }
        }
    }

    @Test func `row order`() throws {
        for penalty in Self.penalties {
            let reversed = sample.rows(sample.outcome.indices.reversed())
            expectSame(try fit(reversed, penalty), try fit(sample, penalty), within: 1e-11)
        }
    }

    @Test func `a weight of 2 or 3 is the row twice or thrice`() throws {
        let repeated = sample.outcome.indices.flatMap { Array(repeating: $0, count: Int(sample.weights[$0])) }
        #expect(Set(sample.weights) == [1, 2, 3])
        for penalty in Self.penalties {
            let weighted = try fit(sample, penalty, weights: sample.weights)
            let expanded = try fit(sample.rows(repeated), penalty)
            expectSame(weighted, expanded, within: 1e-12)
            #expect(relativeError(weighted.nullDeviance, expanded.nullDeviance) < 1e-12)
        }
    }

    @Test func `a weight of 0 is no row at all`() throws {
        var emptied = sample
        for i in stride(from: 0, to: 20_000, by: 3) { emptied.weights[i] = 0 }
        // Only rows of weight 0 tell this column from a constant.
        emptied.columns[2] = emptied.weights.map { $0 == 0 ? 1 : 4 }
        let kept = emptied.outcome.indices.filter { emptied.weights[$0] > 0 }
        let part = emptied.rows(kept)
        let full = try fit(emptied, NoPenalty(), weights: emptied.weights)
        expectSame(full, try fit(part, NoPenalty(), weights: part.weights), within: 1e-12)
        #expect(full.aliased.map(\.name) == ["flag"] && full.observations == kept.count)
    }

    @Test(arguments: [1e-150, 1e-9, 1e9, 1e150])
    func `column scale`(_ scale: Double) throws {
        var scaled = sample
        scaled.columns[0] = sample.columns[0].map { $0 * scale }
        let (a, b) = (try fit(scaled, NoPenalty()), try fit(sample, NoPenalty()))
        #expect(relativeError(a.coefficients[1] * scale, b.coefficients[1]) < 1e-11)
        #expect(relativeError(a.standardErrors[1] * scale, b.standardErrors[1]) < 1e-11)
        for j in [0, 2, 3, 4, 5] { #expect(relativeError(a.coefficients[j], b.coefficients[j]) < 1e-11) }
        #expect(a.optimization.iterations == b.optimization.iterations)
    }

    @Test func `an offset shifts the intercept alone`() throws {
        var shifted = sample
        shifted.offset = sample.offset.map { $0 + 2 }
        let (a, b) = (try fit(shifted, NoPenalty()), try fit(sample, NoPenalty()))
        #expect(abs(a.coefficients[0] + 2 - b.coefficients[0]) < 1e-11)
        #expect(relativeError(a.coefficients[1], b.coefficients[1]) < 1e-11)
        #expect(relativeError(a.nullDeviance, b.nullDeviance) < 1e-11)
    }

    @Test func `data are not changed`() throws {
        let x = sample.x
        _ = try fit(sample, RidgePenalty(lambda: 1))
        #expect(x == sample.x)
    }
}
