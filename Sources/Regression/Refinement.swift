import LinearAlgebra

/// The last digits of a solution whose columns nearly explain each other.
///
/// Repeats Newton steps with the Hessian of the solution and gradients in twice the working precision, as iterative
/// refinement does for linear systems (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., ch. 12).
struct Refinement {
    let objective: Objective

    /// Below this unexplained share of some column, plain gradients cost more than about six digits.
    static let threshold = 1e-5

    /// The refined coefficients; unchanged where columns are far enough from each other.
    func refine(_ start: [Double], _ evaluation: Objective.Evaluation) -> [Double] {
        guard let factor = evaluation.factor,
            factor.unexplainedShares.contains(where: { $0 < Refinement.threshold })
        else { return start }
        var point = start
        var last = Double.infinity
        for _ in 0..<5 {
            let gradient = objective.twofoldGradient(at: point)
            let step = factor.solve(gradient)
            let decrement = zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
            // Steps shrink by many digits each until rounding of the coefficients themselves stops them.
            guard decrement < last / 4 else { break }
            last = decrement
            point = zip(point, step).map { $0 - $1 }
        }
        return point
    }
}
