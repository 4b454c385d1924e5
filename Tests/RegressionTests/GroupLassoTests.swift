import LinearAlgebra
import Regression
import Testing

/// Group lasso: optimality conditions, the lasso as its special case, terms that come and go whole.
struct GroupLassoTests {
    let sample = Sample(rows: 2000)

    private func fit(_ penalty: any Penalty, errors: ErrorKind = .model) throws -> LogisticFit {
        try LogisticRegression(penalty: penalty, errors: errors).fit(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: sample.weights, offset: sample.offset)
    }

    @Test(arguments: [0.2, 0.05, 0.01, 0.001])
    func `groups of one column are the lasso`(_ lambda: Double) throws {
        let (group, lasso) = (
            try fit(GroupLassoPenalty(lambda: lambda, groups: [3, 1, 0, 9, 4])), try fit(LassoPenalty(lambda: lambda))
        )
        #expect(group.optimization.solver == "group-descent" && group.isConverged)
        for (a, b) in zip(group.coefficients, lasso.coefficients) { #expect(abs(a - b) < 1e-9) }
        let held = zip(group.standardErrors, lasso.standardErrors).map { ($0.isNaN, $1.isNaN) }
        for (a, b) in held { #expect(a == b) }
    }

    /// With r = w (y - μ), dⱼ standard deviations and W the sum of weights: a group at 0 has ‖D⁻¹Xᵀr‖ ≤ W λ √size, one that is
    /// not has Xᵀr = W λ √size D²b / ‖Db‖.
    @Test(arguments: [0.15, 0.04, 0.008, 0.0005])
    func `the optimality conditions hold`(_ lambda: Double) throws {
        let groups = [0, 1, 0, 1, -1]
        let fit = try fit(GroupLassoPenalty(lambda: lambda, groups: groups))
        let total = sample.weights.reduce(0, +)
        let mu = fit.probabilities(sample.x, offset: sample.offset)
        let residual = sample.outcome.indices.map { sample.weights[$0] * (sample.outcome[$0] - mu[$0]) }
        let pulls = sample.columns.map { column in zip(column, residual).reduce(0) { $0 + $1.0 * $1.1 } }
        let deviations = sample.columns.map { column -> Double in
            let mean = zip(column, sample.weights).reduce(0) { $0 + $1.0 * $1.1 } / total
            return (zip(column, sample.weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) } / total)
                .squareRoot()
        }
        #expect(abs(pulls[4]) < 1e-7 * total && abs(residual.reduce(0, +)) < 1e-7 * total)
        for group in [0, 1] {
            let members = groups.indices.filter { groups[$0] == group }
            let strength = total * lambda * 2.0.squareRoot()
            let lengths = members.map { deviations[$0] * fit.weights[$0 + 1] }
            let norm = lengths.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if norm == 0 {
                let pull = members.reduce(0) { $0 + pulls[$1] / deviations[$1] * (pulls[$1] / deviations[$1]) }
                #expect(pull.squareRoot() <= strength * (1 + 1e-9))
            } else {
                for (k, j) in members.enumerated() {
                    let expected = strength * deviations[j] * lengths[k] / norm
                    #expect(abs(pulls[j] - expected) < 1e-7 * strength * deviations[j], "\(lambda) column \(j)")
                }
            }
        }
    }

    @Test func `groups come and go whole, and freedom falls with the penalty`() throws {
        let strong = try fit(GroupLassoPenalty(lambda: 0.08, groups: [0, 1, 0, 1, 1]))
        #expect(strong.weights[1] != 0 && strong.weights[3] != 0)
        #expect(strong.weights[2] == 0 && strong.weights[4] == 0 && strong.weights[5] == 0)
        #expect(strong.standardErrors[2].isNaN && strong.standardErrors[1] > 0)
        #expect(strong.effectiveDegreesOfFreedom > 1 && strong.effectiveDegreesOfFreedom < 3)
        let weak = try fit(GroupLassoPenalty(lambda: 1e-7, groups: [0, 1, 0, 1, 1]))
        let none = try fit(NoPenalty())
        for (a, b) in zip(weak.coefficients, none.coefficients) { #expect(abs(a - b) < 1e-3) }
        #expect(abs(weak.effectiveDegreesOfFreedom - 6) < 1e-3)
    }

    /// The norm of one column is its absolute value, which does not bend: what stays in costs its whole degree of freedom.
    @Test func `a group of one column has the freedom of the lasso`() throws {
        let sample = Sample(rows: 500)
        let fit = try LogisticRegression(penalty: GroupLassoPenalty(lambda: 0.02, groups: [0, 1, 2, 3, 4])).fit(
            sample.x, outcome: sample.outcome, names: Sample.names)
        let kept = fit.weights.dropFirst().count { $0 != 0 }
        #expect(kept > 0 && abs(fit.effectiveDegreesOfFreedom - Double(1 + kept)) < 1e-6)
    }

    @Test func `nearly collinear groups converge`() throws {
        var close = sample
        close.columns[1] = zip(sample.columns[0], sample.columns[1]).map { $0 + 1e-4 * $1 }
        for groups in [[0, 0, 1, 1, 2], [0, 1, 0, 1, 2]] {
            let fit = try LogisticRegression(penalty: GroupLassoPenalty(lambda: 0.01, groups: groups)).fit(
                close.x, outcome: close.outcome, names: Sample.names)
            #expect(fit.isConverged && fit.optimization.gradientNorm < 1e-6)
        }
    }

    @Test func `wrong groups are refused`() {
        for groups in [[], [0, 1], [0, 1, 2, 3, 4, 5]] {
            #expect(throws: FitError.self) { try fit(GroupLassoPenalty(lambda: 0.1, groups: groups)) }
        }
        #expect(throws: FitError.self) { try fit(GroupLassoPenalty(lambda: -1, groups: [0, 0, 0, 0, 0])) }
    }
}
