/// The first of the full, half, quarter... step that lowers the objective enough (Armijo's rule; Nocedal and Wright, Numerical
/// Optimization, 2nd ed., 3.1).
struct Backtracking {
    let point: [Double]
    let evaluation: Objective.Evaluation
    /// Share of the step that was taken.
    let length: Double

    /// nil where not even a share of 2⁻³⁹ does.
    /// - Parameter fall: the change that the full step promises to first order, at most 0.
    init?(
        _ objective: Objective, from start: [Double], _ now: Objective.Evaluation, step: [Double], fall: Double,
        hessian: Bool
    ) {
        // Sums of losses carry rounding errors of about this size.
        let slack = 1e-12 * abs(now.value)
        var length = 1.0
        for _ in 0..<40 {
            let candidate = zip(start, step).map { $0 + length * $1 }
            let next = objective.evaluate(at: candidate, hessian: hessian)
            if next.value <= now.value + 1e-4 * length * fall + slack {
                (point, evaluation, self.length) = (candidate, next, length)
                return
            }
            length /= 2
        }
        return nil
    }
}
