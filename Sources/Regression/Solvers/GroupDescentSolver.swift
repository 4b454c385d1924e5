import LinearAlgebra

/// Proximal Newton iteration for penalties with groups (Lee, Sun and Saunders, SIAM J. Optimization 24, 2014): each step goes to
/// the minimum of the quadratic model with the groups' norms as they are (`GroupModel`), halved until the objective falls.
public struct GroupDescentSolver: Solver {
    public static let name = "group-descent"
    public static let summary = "proximal Newton by blocks of columns: for group lasso"

    public init() {}

    public static func canSolve(_ penalty: PenaltyTerms) -> Bool {
        !penalty.groups.isEmpty && penalty.ungrouped.isSmooth && !penalty.usesJeffreys
    }

    public func minimise(
        _ objective: Objective, from start: [Double], first: Objective.Evaluation, stopping: StoppingRule
    ) -> Solution {
        let plain = objective.replacing(penalty: objective.penalty.ungrouped)
        var (point, iterations, length) = (start, 0, 1.0)
        var trace: [OptimizationSummary.Step] = []
        var reason: OptimizationSummary.Reason?
        var smooth = plain.evaluate(at: point, hessian: true)
        while true {
            let coefficients = Array(point.dropFirst())
            let value = objective.penalty.groups.reduce(smooth.value) { $0 + $1.value(at: coefficients) }
            var model = GroupModel(smooth, point: point, groups: objective.penalty.groups)
            guard model.minimise() else {
                reason = .flatCurvature
                break
            }
            let (step, decrement) = (zip(model.point, point).map { $0 - $1 }, model.length(from: point))
            trace.append(.init(objective: value, decrement: decrement, stepLength: length))
            reason = GroupDescentSolver.reason(trace, iterations, stopping)
            guard reason == nil else { break }
            let now = Objective.Evaluation(value: value, loss: smooth.loss, gradient: smooth.gradient, hessian: nil)
            let fall = min(0, dot(smooth.gradient, step) + model.rise(from: point))
            guard let next = Backtracking(objective, from: point, now, step: step, fall: fall, hessian: false) else {
                reason = decrement < 1e-6 ? .roundingLimit : .noDescent
                break
            }
            (point, length) = (next.length == 1 ? model.point : next.point, next.length)
            iterations += 1
            smooth = plain.evaluate(at: point, hessian: true)
        }
        return Solution(
            coefficients: point, evaluation: objective.evaluate(at: point, hessian: true),
            summary: OptimizationSummary(
                solver: GroupDescentSolver.name, iterations: iterations,
                gradientNorm: GroupDescentSolver.residual(smooth.gradient, point, objective.penalty),
                decrement: trace.last?.decrement ?? .infinity, reason: reason ?? .iterationLimit, trace: trace))
    }

    private static func reason(
        _ trace: [OptimizationSummary.Step], _ iterations: Int, _ stopping: StoppingRule
    ) -> OptimizationSummary.Reason? {
        let decrement = trace[trace.count - 1].decrement
        if !decrement.isFinite { return .flatCurvature }
        if decrement <= stopping.tolerance { return .converged }
        if trace.count > 1, decrement < 1e-6, decrement > trace[trace.count - 2].decrement / 2 { return .roundingLimit }
        return iterations >= stopping.maxIterations ? .iterationLimit : nil
    }

    /// The largest violation of an optimality condition, columns centred and scaled: of a group at 0 by how much the norm of
    /// its pull, per unit of scale, is above its strength.
    private static func residual(_ gradient: [Double], _ point: [Double], _ penalty: PenaltyTerms) -> Double {
        let coefficients = Array(point.dropFirst())
        var slopes = Array(gradient.dropFirst())
        var largest = abs(gradient[0])
        for group in penalty.groups {
            group.addGradient(at: coefficients, to: &slopes)
            guard group.norm(at: coefficients) == 0 else { continue }
            let pull = zip(group.columns, group.scales).reduce(0) { $0 + slopes[$1.0] / $1.1 * (slopes[$1.0] / $1.1) }
            largest = max(largest, pull.squareRoot() - group.strength)
            for j in group.columns { slopes[j] = 0 }
        }
        return slopes.reduce(largest) { max($0, abs($1)) }
    }
}
