import LinearAlgebra

/// Damped Newton iteration, for logistic regression the same as iteratively reweighted least squares.
///
/// Each iteration reads the data once and factors the Hessian (Cholesky). A step that does not lower the objective is halved
/// (Armijo's rule). Boyd and Vandenberghe, Convex Optimization (2004), 9.5. Quadratic convergence: 5 to 9 reads as a rule.
/// Where a sample of the rows has shown roughly what the Hessian is, `Approach` spares all Hessians but the last.
public struct NewtonSolver: Solver {
    public static let name = "newton"
    public static let summary =
        "damped Newton (iteratively reweighted least squares); exact to rounding, few reads of the data"

    public init() {}

    public static func canSolve(_ penalty: PenaltyTerms) -> Bool { penalty.isSmooth }

    public func minimise(
        _ objective: Objective, from start: [Double], first: Objective.Evaluation, stopping: StoppingRule
    ) -> Solution {
        var walk = Walk(Approach(objective, from: start, first))
        while walk.reason == nil { walk.advance(objective, stopping) }
        return walk.solution
    }
}

private struct Walk {
    var point: [Double]
    var evaluation: Objective.Evaluation
    var stepLength = 1.0
    var iterations = 0
    var trace: [OptimizationSummary.Step] = []
    var reason: OptimizationSummary.Reason?
    var evaluatedDecrement = Double.infinity

    init(_ approach: Approach) {
        (point, evaluation) = (approach.point, approach.evaluation)
        (iterations, trace) = (approach.trace.count, approach.trace)
    }

    mutating func advance(_ objective: Objective, _ stopping: StoppingRule) {
        guard let factor = evaluation.factor else {
            reason = .flatCurvature
            return
        }
        let step = factor.solve(evaluation.gradient).map { -$0 }
        let slope = zip(evaluation.gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
        let decrement = max(-slope, 0).squareRoot()
        evaluatedDecrement = decrement
        trace.append(.init(objective: evaluation.value, decrement: decrement, stepLength: stepLength))
        guard !finish(step, decrement, stopping) else { return }
        reason = stopReason(decrement, stopping)
        guard reason == nil else { return }
        if take(step, slope: slope, objective) {
            iterations += 1
        } else {
            reason = decrement < 1e-6 ? .roundingLimit : .noDescent
        }
    }

    /// Takes a last step without another read, where that cannot change what the read would show.
    ///
    /// Along a step whose predictors change by at most t curvatures change by factors within exp(±t), so the decrement
    /// after it is at most λ t to first order, and t ≤ λ / √(least curvature), which is at least half the least surprise. The
    /// Hessian is that of the end where predictors change by 1e-11 in the mean square, λ² / Σ curvature.
    private mutating func finish(_ step: [Double], _ decrement: Double, _ stopping: StoppingRule) -> Bool {
        guard let surprise = evaluation.leastSurprise, let total = evaluation.hessian?[0, 0] else { return false }
        let bound = decrement * decrement / (surprise / 2).squareRoot()
        guard bound <= stopping.tolerance, decrement <= 1e-11 * total.squareRoot() else { return false }
        point = zip(point, step).map { $0 + $1 }
        iterations += 1
        trace.append(.init(objective: evaluation.value, decrement: bound, stepLength: 1))
        reason = .converged
        return true
    }

    private func stopReason(_ decrement: Double, _ stopping: StoppingRule) -> OptimizationSummary.Reason? {
        if decrement <= stopping.tolerance { return .converged }
        // Near the optimum Newton squares the distance; where it no longer halves it, rounding rules.
        if trace.count > 1, decrement < 1e-6, decrement > trace[trace.count - 2].decrement / 2 { return .roundingLimit }
        return iterations >= stopping.maxIterations ? .iterationLimit : nil
    }

    private mutating func take(_ step: [Double], slope: Double, _ objective: Objective) -> Bool {
        guard
            let next = Backtracking(objective, from: point, evaluation, step: step, fall: slope, hessian: true)
        else { return false }
        (point, evaluation, stepLength) = (next.point, next.evaluation, next.length)
        return true
    }

    var solution: Solution {
        Solution(
            point, evaluation,
            OptimizationSummary(
                solver: NewtonSolver.name, iterations: iterations,
                gradientNorm: evaluation.gradient.map(abs).max() ?? 0, decrement: trace.last?.decrement ?? .infinity,
                reason: reason ?? .iterationLimit, trace: trace),
            evaluatedDecrement: evaluatedDecrement)
    }
}
