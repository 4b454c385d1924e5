import LinearAlgebra

/// Proximal Newton iteration (Lee, Sun and Saunders, SIAM J. Optimization 24, 2014) for objectives with kinks and bounds: each
/// step goes to the minimum of the quadratic model with the penalty as it is, halved until the objective falls.
///
/// The Hessian is kept over iterations while steps shrink tenfold each without a new one, because a gradient costs a small
/// part of it.
struct ProximalNewton {
    let objective: Objective
    private(set) var point: [Double]
    private(set) var evaluation: Objective.Evaluation
    /// Of this point or of an earlier one.
    private(set) var hessian: Matrix
    private var isFresh: Bool
    private var stepLength = 1.0
    private(set) var iterations = 0
    private(set) var trace: [OptimizationSummary.Step] = []
    private(set) var reason: OptimizationSummary.Reason?

    /// - Parameters:
    ///   - evaluation: at `point`, if it is known.
    ///   - hessian: of a point nearby, penalty included, if there is one.
    init(_ objective: Objective, point: [Double], evaluation: Objective.Evaluation? = nil, hessian: Matrix? = nil) {
        self.objective = objective
        self.point = point
        let known = evaluation?.hessian ?? hessian
        let first = known == nil ? nil : evaluation
        self.evaluation = first ?? objective.evaluate(at: point, hessian: known == nil)
        self.hessian = known ?? self.evaluation.hessian!
        isFresh = evaluation?.hessian != nil || known == nil
    }

    /// - Parameter verifying: whether the end must be confirmed by the Hessian there.
    mutating func run(_ stopping: StoppingRule, verifying: Bool) {
        while reason == nil {
            advance(stopping)
            guard verifying, !isFresh, reason == .converged else { continue }
            reason = nil
            refresh()
        }
    }

    private mutating func advance(_ stopping: StoppingRule) {
        guard let step = modelStep() else {
            if isFresh { reason = .flatCurvature } else { refresh() }
            return
        }
        let decrement = length(step)
        let last = trace.last?.decrement
        let isShrinking = last.map { decrement <= $0 / 10 } ?? true
        if !isShrinking, !isFresh, decrement > stopping.tolerance {
            refresh()
            return
        }
        trace.append(.init(objective: evaluation.value, decrement: decrement, stepLength: stepLength))
        reason = stopReason(decrement, last: last, stopping)
        guard reason == nil else { return }
        if take(step, fresh: !isShrinking || (last == nil && isFresh)) {
            iterations += 1
        } else if isFresh {
            reason = decrement < 1e-6 ? .roundingLimit : .noDescent
        } else {
            refresh()
        }
    }

    private func stopReason(
        _ decrement: Double, last: Double?, _ stopping: StoppingRule
    ) -> OptimizationSummary.Reason? {
        if !decrement.isFinite { return .flatCurvature }
        if decrement <= stopping.tolerance { return .converged }
        if let last, decrement < 1e-6, decrement > last / 2 { return .roundingLimit }
        return iterations >= stopping.maxIterations ? .iterationLimit : nil
    }

    private mutating func refresh() {
        evaluation = objective.evaluate(at: point, hessian: true)
        hessian = evaluation.hessian!
        isFresh = true
    }

    private func modelStep() -> [Double]? {
        var model = QuadraticModel(
            hessian: hessian, gradient: evaluation.gradient, point: point, penalty: objective.penalty)
        guard model.minimise() else { return nil }
        return zip(model.point, point).map { $0 - $1 }
    }

    /// √(dᵀHd): the Newton decrement where nothing is held.
    private func length(_ step: [Double]) -> Double {
        let values = hessian.values
        var sum = 0.0
        for (j, d) in step.enumerated() where d != 0 {
            var part = 0.0
            for i in step.indices { part += values[i + j * step.count] * step[i] }
            sum += d * part
        }
        return max(sum, 0).squareRoot()
    }

    private mutating func take(_ step: [Double], fresh: Bool) -> Bool {
        guard
            let next = Backtracking(
                objective, from: point, evaluation, step: step, fall: modelFall(step), hessian: fresh)
        else { return false }
        (point, evaluation, stepLength, isFresh) = (next.point, next.evaluation, next.length, fresh)
        if let matrix = evaluation.hessian { hessian = matrix }
        return true
    }

    /// The change of the objective that the gradient promises, at most 0: smooth slope times step, and the kinks' own change.
    private func modelFall(_ step: [Double]) -> Double {
        var fall = evaluation.gradient[0] * step[0]
        for (j, d) in step.enumerated().dropFirst() {
            let smooth = evaluation.gradient[j] - objective.penalty.kinkSlope(j - 1, at: point[j])
            fall += smooth * d + objective.penalty.absolute[j - 1] * (abs(point[j] + d) - abs(point[j]))
        }
        return min(fall, 0)
    }
}
