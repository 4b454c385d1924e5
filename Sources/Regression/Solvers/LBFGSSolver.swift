import LinearAlgebra

/// Limited-memory BFGS (Liu and Nocedal, Mathematical Programming 45, 1989): gradients only, curvature learned from the last
/// ten steps.
///
/// Starts from the Hessian at the start, or of a sample, where the problem has formed it, which every column scale needs,
/// else from a multiple of the identity. Stops on its own estimate of the Newton decrement, forms the Hessian that inference needs and takes its
/// Newton step: coefficients agree with Newton's to 1e-9 relative on every reference design.
public struct LBFGSSolver: Solver {
    public static let name = "lbfgs"
    public static let summary = "limited-memory BFGS: one Hessian in all, then gradients; for several hundred columns"

    public init() {}

    public static func canSolve(_ penalty: PenaltyTerms) -> Bool { penalty.isSmooth }

    public func minimise(
        _ objective: Objective, from start: [Double], first: Objective.Evaluation, stopping: StoppingRule
    ) -> Solution {
        var walk = Walk(point: start, evaluation: first)
        while walk.reason == nil { walk.advance(objective, stopping) }
        return walk.solution(objective)
    }
}

private struct Walk {
    private var point: [Double]
    private var evaluation: Objective.Evaluation
    private var memory: CurvatureMemory
    private var stepLength = 1.0
    private var iterations = 0
    private var trace: [OptimizationSummary.Step] = []
    private(set) var reason: OptimizationSummary.Reason?

    init(point: [Double], evaluation: Objective.Evaluation) {
        self.point = point
        self.evaluation = evaluation
        memory = CurvatureMemory(base: evaluation.factor ?? evaluation.approximateHessian.flatMap { Cholesky($0) })
    }

    mutating func advance(_ objective: Objective, _ stopping: StoppingRule) {
        let step = memory.apply(evaluation.gradient).map { -$0 }
        let slope = dot(evaluation.gradient, step)
        let decrement = max(-slope, 0).squareRoot()
        trace.append(.init(objective: evaluation.value, decrement: decrement, stepLength: stepLength))
        reason = stopReason(decrement, stopping)
        guard reason == nil else { return }
        guard let next = Backtracking(objective, from: point, evaluation, step: step, fall: slope, hessian: false)
        else {
            reason = decrement < 1e-6 ? .roundingLimit : .noDescent
            return
        }
        memory.append(
            step: zip(next.point, point).map { $0 - $1 },
            change: zip(next.evaluation.gradient, evaluation.gradient).map { $0 - $1 })
        (point, evaluation, stepLength) = (next.point, next.evaluation, next.length)
        iterations += 1
    }

    /// Unlike Newton's the decrement may rise for a few steps; ten without a new low, far down, are rounding.
    private func stopReason(_ decrement: Double, _ stopping: StoppingRule) -> OptimizationSummary.Reason? {
        if !decrement.isFinite { return .flatCurvature }
        if decrement <= stopping.tolerance { return .converged }
        if decrement < 1e-6, trace.count > 10 {
            let recent = trace.suffix(10).map(\.decrement).min() ?? 0
            let earlier = trace.dropLast(10).map(\.decrement).min() ?? 0
            if recent >= earlier { return .roundingLimit }
        }
        return iterations >= stopping.maxIterations ? .iterationLimit : nil
    }

    /// One Newton step on from where it stopped, with the true decrement.
    func solution(_ objective: Objective) -> Solution {
        let last = objective.evaluate(at: point, hessian: true)
        let step = last.factor?.solve(last.gradient) ?? []
        let decrement = step.isEmpty ? Double.infinity : max(0, dot(step, last.gradient)).squareRoot()
        let claimed = reason ?? .iterationLimit
        guard claimed == .converged || claimed == .roundingLimit, decrement < 1e-6 else {
            let isDenied = claimed == .converged || claimed == .roundingLimit
            return solution(point, last, decrement, isDenied ? .flatCurvature : claimed)
        }
        let end = zip(point, step).map { $0 - $1 }
        let there = objective.evaluate(at: end, hessian: false)
        // So near by, the Hessian is the same.
        let evaluation = Objective.Evaluation(
            value: there.value, loss: there.loss, gradient: there.gradient, hessian: last.hessian)
        return solution(end, evaluation, decrement, claimed)
    }

    private func solution(
        _ point: [Double], _ evaluation: Objective.Evaluation, _ decrement: Double,
        _ reason: OptimizationSummary.Reason
    ) -> Solution {
        Solution(
            coefficients: point, evaluation: evaluation,
            summary: OptimizationSummary(
                solver: LBFGSSolver.name, iterations: iterations,
                gradientNorm: evaluation.gradient.map(abs).max() ?? 0, decrement: decrement, reason: reason,
                trace: trace))
    }
}
