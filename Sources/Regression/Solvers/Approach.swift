import LinearAlgebra

/// The way to the neighbourhood of the minimum by gradients alone, which cost a third of a Hessian or less: steps of the
/// Hessian of a sample, corrected by the curvature that the steps themselves show (`CurvatureMemory`). Ends with the
/// Hessian: near the minimum, or where the sample misleads.
struct Approach {
    private(set) var point: [Double]
    /// At `point`, with its Hessian.
    private(set) var evaluation: Objective.Evaluation
    private(set) var trace: [OptimizationSummary.Step] = []

    /// More steps than this would cost more than the Hessians they spare.
    private static let longest = 12

    init(_ objective: Objective, from start: [Double], _ first: Objective.Evaluation) {
        (point, evaluation) = (start, first)
        if first.hessian == nil, let sample = first.approximateHessian, let factor = Cholesky(sample) {
            // The Hessian of a point this near serves the minimum: predictors move by 1e-11 in the mean square.
            walk(objective, factor, near: 1e-11 * sample[0, 0].squareRoot())
        }
        if evaluation.hessian == nil { evaluation = objective.evaluate(at: point, hessian: true) }
    }

    private mutating func walk(_ objective: Objective, _ factor: Cholesky, near: Double) {
        var memory = CurvatureMemory(base: factor)
        while evaluation.hessian == nil {
            let step = memory.apply(evaluation.gradient).map { -$0 }
            let slope = dot(evaluation.gradient, step)
            let (decrement, last) = (max(-slope, 0).squareRoot(), trace.last?.decrement)
            trace.append(.init(objective: evaluation.value, decrement: decrement, stepLength: 1))
            // The next decrement is expected to fall as the last did.
            let share = last.map { decrement / $0 } ?? 0.1
            let isLast = decrement * share <= near || share > 0.5 || trace.count == Approach.longest
            guard
                let next = Backtracking(objective, from: point, evaluation, step: step, fall: slope, hessian: isLast)
            else { return }
            memory.append(
                step: zip(next.point, point).map { $0 - $1 },
                change: zip(next.evaluation.gradient, evaluation.gradient).map { $0 - $1 })
            (point, evaluation) = (next.point, next.evaluation)
            if next.length < 1 { return }
        }
    }
}
