import LinearAlgebra

/// Coordinate descent for objectives with kinks (lasso, elastic net) and bounds.
///
/// Proximal Newton iterations over a working set of columns, whose quadratic models are minimised coordinate by coordinate.
/// When the working set is solved the optimality conditions of *all* columns are checked and those that fail join it, so that
/// leaving columns out never costs exactness. Where nothing is held it does what `newton` does.
public struct CoordinateDescentSolver: Solver {
    public static let name = "coordinate-descent"
    public static let summary = "proximal Newton by coordinates over a working set: for lasso, elastic net, bounds"

    public init() {}

    public static func canSolve(_ penalty: PenaltyTerms) -> Bool {
        !penalty.usesJeffreys && penalty.groups.isEmpty
    }

    public func minimise(
        _ objective: Objective, from start: [Double], first: Objective.Evaluation, stopping: StoppingRule
    ) -> Solution {
        var descent = WorkingSetDescent(point: start, gradient: first.gradient, verifying: true)
        descent.solve(objective, working: descent.candidates(objective.penalty), stopping)
        return Solution(
            coefficients: descent.point,
            evaluation: objective.evaluate(at: descent.point, hessian: objective.penalty.isSmooth),
            summary: descent.summary(objective))
    }
}

/// Descent over a growing set of columns; keeps what a neighbouring problem can use again.
struct WorkingSetDescent {
    /// Over all columns, intercept first.
    private(set) var point: [Double]
    /// The objective's gradient at `point`.
    private(set) var gradient: [Double]
    /// Σ w·loss at `point`; NaN before the first solution.
    private(set) var loss = Double.nan
    /// Whether each end is confirmed by the Hessian there: the true decrement tells separation from overlap.
    private let verifying: Bool
    private var columns: [Int] = []
    /// XᵀCX over `columns`, of some point on the way; nil before the first.
    private var gram: Matrix?
    private var trace: [OptimizationSummary.Step] = []
    private var iterations = 0
    private var reason = OptimizationSummary.Reason.iterationLimit

    init(point: [Double], gradient: [Double], verifying: Bool) {
        self.verifying = verifying
        self.point = point
        self.gradient = gradient
    }

    /// Columns that are off their kink or bound, or want to be.
    func candidates(_ penalty: PenaltyTerms) -> [Int] {
        penalty.curvature.indices.filter { j in
            !penalty.isHeld(j, at: point[j + 1]) || isViolated(penalty, j)
        }
    }

    /// Makes `gradient` that of the same data under another penalty.
    mutating func exchange(_ old: PenaltyTerms, for new: PenaltyTerms) {
        let coefficients = point.dropFirst()
        let (before, after) = (old.gradient(at: coefficients), new.gradient(at: coefficients))
        for j in before.indices { gradient[j + 1] += after[j] - before[j] }
    }

    /// Solves for the columns `working` and adds others until every column's optimality condition holds.
    mutating func solve(_ objective: Objective, working: [Int], _ stopping: StoppingRule) {
        (trace, iterations) = ([], 0)
        var working = working
        while true {
            solveWorking(objective, working, stopping)
            let missing = Set(candidates(objective.penalty)).subtracting(working)
            guard !missing.isEmpty, reason == .converged || reason == .roundingLimit else { return }
            working = (working + missing).sorted()
        }
    }

    private func isViolated(_ penalty: PenaltyTerms, _ j: Int) -> Bool {
        let smooth = gradient[j + 1] - penalty.kinkSlope(j, at: point[j + 1])
        return penalty.residual(j, at: point[j + 1], smooth: smooth) > 1e-10 * penalty.absolute[j] + 1e-13 * abs(smooth)
    }

    private mutating func solveWorking(_ objective: Objective, _ working: [Int], _ stopping: StoppingRule) {
        let all = objective.penalty.curvature.count
        let part = working.count == all ? objective : objective.fixing(allBut: working, at: point)
        let places = [0] + working.map { $0 + 1 }
        var newton = ProximalNewton(
            part, point: places.map { point[$0] }, evaluation: known(part, places),
            hessian: hessian(part, working))
        newton.run(stopping, verifying: verifying)
        for (k, j) in ([-1] + working).enumerated() { point[j + 1] = newton.point[k] }
        gradient =
            working.count == all ? newton.evaluation.gradient : objective.evaluate(at: point, hessian: false).gradient
        loss = newton.evaluation.loss
        remember(newton.hessian, part, working)
        trace += newton.trace
        iterations += newton.iterations
        reason = newton.reason ?? .iterationLimit
    }

    /// Value and gradient among the working columns, as an earlier problem found them at this very point.
    private func known(_ part: Objective, _ places: [Int]) -> Objective.Evaluation? {
        guard loss.isFinite else { return nil }
        let penalty = part.penalty.value(at: places.dropFirst().map { point[$0] })
        return Objective.Evaluation(
            value: loss + penalty, loss: loss, gradient: places.map { gradient[$0] }, hessian: nil)
    }

    /// The Hessian of the working columns as far as an earlier problem formed it.
    private func hessian(_ part: Objective, _ working: [Int]) -> Matrix? {
        guard let gram else { return nil }
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset + 1) })
        var kept = [0]
        for j in working {
            guard let place = places[j] else { return nil }
            kept.append(place)
        }
        var matrix = gram.principal(kept)
        for j in 1..<kept.count { matrix[j, j] += part.penalty.curvature[j - 1] }
        return matrix
    }

    private mutating func remember(_ hessian: Matrix, _ part: Objective, _ working: [Int]) {
        var matrix = hessian
        for j in working.indices { matrix[j + 1, j + 1] -= part.penalty.curvature[j] }
        (columns, gram) = (working, matrix)
    }

    /// The largest violation of an optimality condition, columns centred and scaled; the smooth gradient's size where
    /// nothing is held.
    func largestResidual(_ penalty: PenaltyTerms) -> Double {
        penalty.curvature.indices.reduce(abs(gradient[0])) { largest, j in
            let smooth = gradient[j + 1] - penalty.kinkSlope(j, at: point[j + 1])
            return max(largest, penalty.residual(j, at: point[j + 1], smooth: smooth))
        }
    }

    func summary(_ objective: Objective) -> OptimizationSummary {
        OptimizationSummary(
            solver: CoordinateDescentSolver.name, iterations: iterations,
            gradientNorm: largestResidual(objective.penalty), decrement: trace.last?.decrement ?? .infinity,
            reason: reason, trace: trace)
    }
}
