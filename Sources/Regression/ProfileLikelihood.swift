import LinearAlgebra

/// Intervals and tests by the likelihood itself, for maximum likelihood and Firth's estimates.
///
/// Where Wald's interval trusts a parabola, these fit all other coefficients again for each value of one: exact under
/// reparametrisation and sound in small data, at a few fits a limit (Venzon and Moolgavkar, Applied Statistics 37, 1988;
/// for Firth the penalised likelihood with the information of *all* coefficients, Heinze and Schemper 2002). Coverage is
/// nominal for independent rows only, not for clusters.
public struct ProfileLikelihood: Sendable {
    private let fit: LogisticFit
    private let objective: Objective
    private let optimum: Objective.Evaluation

    /// - Parameter x: one row a row, one column a name.
    /// - Parameter outcome: one a row, 0 or 1.
    /// - Parameter weights: of the rows, at least 0; nil where all count alike.
    /// - Parameter offset: added to every linear predictor; nil for 0.
    /// - Parameter threads: how many run at once, by default one a processor; the result is the same.
    /// - Parameter fit: of maximum likelihood or Firth, converged; `x`, `outcome`, `weights` and `offset` are its data.
    /// - Throws: `FitError.invalid` for another penalty, bounds, or other data than the fit's; `badValue` as `fit` does.
    public init(
        _ fit: LogisticFit, _ x: Matrix, outcome: [Double], weights: [Double]? = nil, offset: [Double]? = nil,
        threads: Int = Parallel.defaultThreads
    ) throws(FitError) {
        let seen = try FitDiagnosis(fit, x, outcome: outcome, weights: weights, offset: offset, threads: threads)
        let penalty = seen.whole.penalty
        guard penalty.isNone || (penalty.usesJeffreys && !penalty.isBounded) else {
            throw .invalid("profile likelihood is for maximum likelihood and Firth, not for other penalties or bounds")
        }
        (self.fit, objective, optimum) = (fit, seen.whole, seen.face.evaluation)
    }

    /// The interval of one coefficient at `level`. Throws for an unknown name, a column without an estimate, or where a
    /// constrained fit does not converge. Precondition: 0 < `level` < 1.
    public func interval(_ name: String, level: Double = 0.95) throws(FitError) -> LogisticFit.Interval {
        precondition(level > 0 && level < 1, "a level is between 0 and 1")
        let place = try place(name)
        let z = Normal.quantile(0.5 + level / 2)
        return LogisticFit.Interval(
            low: try limit(place, z: z, side: -1), high: try limit(place, z: z, side: 1))
    }

    /// One a name of the fit; nil for columns without an estimate.
    public func intervals(level: Double = 0.95) throws(FitError) -> [LogisticFit.Interval?] {
        var all = [LogisticFit.Interval?](repeating: nil, count: fit.names.count)
        for j in fit.estimated { all[j] = try interval(fit.names[j], level: level) }
        return all
    }

    /// The likelihood-ratio test of all these coefficients being 0 at once, such as the columns of one category.
    /// (Wilks, Annals of Mathematical Statistics 9, 1938): twice the log-likelihood lost.
    public func test(_ names: [String]) throws(FitError) -> ChiSquaredTest {
        let restricted = try restricted(names)
        return ChiSquaredTest(
            statistic: max(0, 2 * (restricted.value - optimum.value)), degreesOfFreedom: names.count)
    }

    /// Rao's score test of the same: gᵀI⁻¹g, the gradient g and the Fisher information I where these coefficients are 0 and
    /// the others are fitted again (Proceedings of the Cambridge Philosophical Society 44, 1948). In large samples as the
    /// likelihood-ratio test; it needs no estimate of the tested coefficients, so it holds up where they are huge. R's
    /// `anova(..., test = "Rao")`.
    /// - Throws: as `test`, and for Firth's estimates, whose score has no such variance.
    public func scoreTest(_ names: [String]) throws(FitError) -> ChiSquaredTest {
        guard objective.penalty.isNone else {
            throw .invalid("the score test is for maximum likelihood; for Firth there is the likelihood-ratio test")
        }
        let restricted = try restricted(names)
        guard let way = restricted.factor?.solve(restricted.gradient) else {
            throw .invalid("the information without \(names.joined(separator: ", ")) cannot be inverted")
        }
        return ChiSquaredTest(
            statistic: zip(restricted.gradient, way).reduce(0) { $0 + $1.0 * $1.1 }, degreesOfFreedom: names.count)
    }

    /// Where the likelihood is largest with these coefficients at 0.
    private func restricted(_ names: [String]) throws(FitError) -> Objective.Evaluation {
        guard !names.isEmpty, Set(names).count == names.count else { throw .invalid("a test takes different names") }
        var normals: [[Double]] = []
        for name in names { normals.append(fit.originalRows[try place(name)]) }
        // The score is not flat there, so it has the digits of the point: one step more than a value needs.
        return try minimum(
            normals, names.map { _ in 0 }, from: fit.standardizedCoefficients, optimum, names.joined(separator: ", "),
            tolerance: 1e-13
        ).evaluation
    }

    /// Place among the estimated coefficients.
    private func place(_ name: String) throws(FitError) -> Int {
        let j = try KindLookup.find(name, among: Array(fit.names.indices), called: "coefficient") { fit.names[$0] }
        guard let place = fit.estimated.firstIndex(of: j) else {
            throw .invalid("column \"\(name)\" was left out of the fit, so it has no likelihood")
        }
        return place
    }

    private func minimum(
        _ normals: [[Double]], _ values: [Double], from point: [Double], _ evaluation: Objective.Evaluation,
        _ what: String, tolerance: Double = 1e-8
    ) throws(FitError) -> ConstrainedNewton.Minimum {
        let newton = ConstrainedNewton(
            objective: objective, normals: normals, stopping: StoppingRule(tolerance: tolerance, maxIterations: 200))
        guard let found = newton.minimum(values: values, from: point, evaluation) else {
            throw .invalid("the likelihood of \(what) could not be profiled: a constrained fit did not converge")
        }
        return found
    }

    /// Where r(t) = √(2 (F(t) - least F)) reaches z, F(t) the minimum with the coefficient held at t. r is nearly a straight
    /// line, so Newton's method needs few fits; a bracket guards it.
    private func limit(_ place: Int, z: Double, side: Double) throws(FitError) -> Double {
        let row = fit.originalRows[place]
        let name = fit.names[fit.estimated[place]]
        let center = zip(row, fit.standardizedCoefficients).reduce(0) { $0 + $1.0 * $1.1 }
        let way = optimum.factor!.solve(row)
        let error = zip(row, way).reduce(0) { $0 + $1.0 * $1.1 }.squareRoot()
        // Distance from the estimate, its lower and upper bound.
        var (distance, low, high) = (z * error, 0.0, Double.infinity)
        var (point, evaluation) = (fit.standardizedCoefficients, optimum)
        for _ in 0..<60 {
            let found = try minimum([row], [center + side * distance], from: point, evaluation, name)
            (point, evaluation) = (found.point, found.evaluation)
            let r = max(2 * (evaluation.value - optimum.value), 0).squareRoot()
            if r < z { low = distance } else { high = distance }
            let next = distance + (z - r) * r / abs(found.multipliers[0])
            // Newton's error is about the square of the last one: this step is the last that matters.
            if abs(r - z) < 1e-7 * z { return center + side * next }
            let isInside = next > low && next < min(high, 4 * distance)
            distance = isInside ? next : high.isFinite ? (low + high) / 2 : 2 * distance
        }
        throw .invalid("the likelihood of \(name) could not be profiled: no limit found")
    }
}
