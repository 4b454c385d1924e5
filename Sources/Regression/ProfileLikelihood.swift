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
    public func test(_ names: [String]) throws(FitError) -> LikelihoodRatioTest {
        guard !names.isEmpty, Set(names).count == names.count else { throw .invalid("a test takes different names") }
        var normals: [[Double]] = []
        for name in names { normals.append(fit.originalRows[try place(name)]) }
        let minimum = try minimum(
            normals, names.map { _ in 0 }, from: fit.standardizedCoefficients, optimum, names.joined(separator: ", "))
        return LikelihoodRatioTest(
            statistic: max(0, 2 * (minimum.evaluation.value - optimum.value)), degreesOfFreedom: names.count)
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
        _ what: String
    ) throws(FitError) -> ConstrainedNewton.Minimum {
        let newton = ConstrainedNewton(
            objective: objective, normals: normals, stopping: StoppingRule(tolerance: 1e-8, maxIterations: 200))
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

/// Twice the log-likelihood lost under a hypothesis, and how surprising that is (Wilks, Annals of Mathematical Statistics 9,
/// 1938).
public struct LikelihoodRatioTest: Sendable, Equatable, Codable {
    public let statistic: Double
    public let degreesOfFreedom: Int

    public init(statistic: Double, degreesOfFreedom: Int) {
        self.statistic = statistic
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(χ² ≥ statistic).
    public var p: Double { ChiSquared.upperTail(statistic, degrees: degreesOfFreedom) }
}
