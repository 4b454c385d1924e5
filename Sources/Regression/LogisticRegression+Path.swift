import LinearAlgebra

extension LogisticRegression {
    /// Fits along λ with warm starts: coordinate descent where there are kinks, else Newton steps whose Hessian is kept from
    /// one λ to the next while they shrink tenfold.
    ///
    /// Columns that the sequential strong rule expects to stay at 0 are left out at first (Tibshirani et al., J. Royal
    /// Statistical Society B 74, 2012: |gradient at the λ before| < 2 λ - λ before); the optimality conditions of all columns
    /// are checked afterwards, so the rule saves work and never changes a result.
    /// - Parameters:
    ///   - x: one row a row, one column a name.
    ///   - outcome: one a row, 0 or 1.
    ///   - names: of the columns, in order.
    ///   - weights: of the rows, at least 0; nil where all count alike.
    ///   - offset: added to every linear predictor; nil for 0.
    ///   - threads: how many run at once, by default one a processor; the result is the same.
    ///   - lambdas: the strengths, in the penalty's own units; ridge, which holds nothing at 0, needs them given.
    /// - Throws: `FitError`; `.invalid` where the penalty has no λ of that kind, `.notConverged` unless `allowUnconverged`.
    public func path(
        _ x: Matrix, outcome: [Double], names: [String], weights: [Double]? = nil, offset: [Double]? = nil,
        lambdas: LambdaGrid = .automatic(), threads: Int = Parallel.defaultThreads
    ) throws(FitError) -> RegularizationPath {
        try check()
        guard let penalty = penalty as? any PathPenalty else {
            throw .invalid("penalty \"\(type(of: penalty).name)\" has no path (expected ridge, lasso or elastic-net)")
        }
        let data = try TrainingData(
            x: x, outcome: outcome, names: names, weights: weights, offset: offset, clusters: nil, threads: threads)
        var unit = self
        unit.penalty = penalty.with(lambda: 1)
        var problem = try Problem(data, unit.terms(for: data.scale), threads: threads)
        guard problem.objective.penalty.curvature.indices.allSatisfy({ problem.objective.penalty.clamped($0, 0) == 0 })
        else { throw .invalid("a path starts at 0, which some bound excludes") }
        try problem.removeAliases(tolerance: rankTolerance, policy: aliasing)
        return try walk(PathWalk(problem, stopping: stopping), lambdas, problem)
    }

    private func walk(
        _ start: PathWalk, _ grid: LambdaGrid, _ problem: Problem
    ) throws(FitError) -> RegularizationPath {
        var walk = start
        let (data, likelihood) = (problem.data, Likelihood(problem.data, loss: 0))
        var points: [RegularizationPath.Point] = []
        for lambda in try grid.lambdas(largest: walk.largestLambda) {
            let summary = walk.advance(to: lambda)
            guard summary.isConverged || allowUnconverged else { throw .notConverged(summary) }
            points.append(
                .init(
                    lambda: lambda, estimates: problem.originalEstimates(walk.descent.point),
                    deviance: likelihood.deviance + 2 * walk.descent.loss,
                    residual: summary.gradientNorm / data.totalWeight, iterations: summary.iterations))
        }
        return RegularizationPath(
            names: [LogisticFit.interceptName] + data.names, points: points, nullDeviance: likelihood.nullDeviance,
            aliased: problem.aliased, options: self)
    }
}

/// The way along λ.
struct PathWalk {
    /// Under the penalty of λ = 1.
    private let unit: Objective
    private let stopping: StoppingRule
    private(set) var descent: WorkingSetDescent
    private var penalty: PenaltyTerms
    /// The least λ that holds every penalised column at 0; infinite where some has no kink.
    let largestLambda: Double

    /// Starts from the free columns alone.
    init(_ problem: Problem, stopping: StoppingRule) {
        (unit, self.stopping) = (problem.objective, stopping)
        let terms = problem.objective.penalty
        let free = terms.curvature.indices.filter(terms.isFree)
        let null = problem.objective.keeping(free)
        let fit = CoordinateDescentSolver().minimise(
            null, from: [problem.start[0]] + free.map { _ in 0 },
            first: null.evaluate(at: [problem.start[0]] + free.map { _ in 0 }, hessian: true), stopping: stopping)
        var point = [Double](repeating: 0, count: problem.objective.size)
        for (k, place) in ([0] + free.map { $0 + 1 }).enumerated() { point[place] = fit.coefficients[k] }
        let gradient = unit.evaluate(at: point, hessian: false).gradient
        let held = terms.curvature.indices.filter { !terms.isFree($0) }
        largestLambda = held.reduce(0) { largest, j in
            let pull = -gradient[j + 1]
            let isWelcome = pull > 0 ? terms.upper[j] > 0 : terms.lower[j] < 0
            return isWelcome ? max(largest, abs(pull) / terms.absolute[j]) : largest
        }
        penalty = largestLambda.isFinite ? terms.times(largestLambda) : terms
        descent = WorkingSetDescent(point: point, gradient: gradient, verifying: false)
    }

    /// Solves at the next λ.
    mutating func advance(to lambda: Double) -> OptimizationSummary {
        let next = unit.replacing(penalty: unit.penalty.times(lambda))
        let working = next.penalty.curvature.indices.filter { j in
            !next.penalty.isHeld(j, at: descent.point[j + 1])
                || abs(descent.gradient[j + 1]) >= 2 * next.penalty.absolute[j] - penalty.absolute[j]
        }
        descent.exchange(penalty, for: next.penalty)
        descent.solve(next, working: working, stopping)
        penalty = next.penalty
        return descent.summary(next)
    }
}
