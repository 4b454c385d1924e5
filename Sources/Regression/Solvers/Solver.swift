/// A way to minimise an `Objective`. It sees numbers only: neither which loss nor which penalty made them.
public protocol Solver: Kind {
    /// Solvers have no options of their own: what stops them is the `StoppingRule`.
    init()

    /// Whether it can minimise objectives with these penalty terms and so many coefficients.
    static func canSolve(_ penalty: PenaltyTerms) -> Bool

    /// Walks from `start` (whose evaluation with Hessian is `first`) to the minimum, or until `stopping` says so.
    func minimise(
        _ objective: Objective, from start: [Double], first: Objective.Evaluation, stopping: StoppingRule
    ) -> Solution
}

/// When a solver stops.
public struct StoppingRule: Sendable, Equatable {
    /// Bound on the Newton decrement √(gᵀH⁻¹g): the distance to the optimum in standard errors.
    public let tolerance: Double
    /// The most iterations that are taken.
    public let maxIterations: Int

    /// When the decrement counts as nothing, and the most iterations.
    public init(tolerance: Double, maxIterations: Int) {
        self.tolerance = tolerance
        self.maxIterations = maxIterations
    }
}

/// Where a solver stopped.
public struct Solution: Sendable {
    /// The minimiser, the intercept first, on the scale of the design.
    public let coefficients: [Double]
    /// At `coefficients` to rounding, with its Hessian.
    public let evaluation: Objective.Evaluation
    /// How it got there.
    public let summary: OptimizationSummary
    /// The Newton decrement at the point of `evaluation`.
    let evaluatedDecrement: Double

    /// The minimiser, what the objective is there, and how it was found.
    public init(coefficients: [Double], evaluation: Objective.Evaluation, summary: OptimizationSummary) {
        self.init(coefficients, evaluation, summary, evaluatedDecrement: summary.decrement)
    }

    /// Where the last step was taken without another read: `evaluation` is of the point before it.
    init(
        _ coefficients: [Double], _ evaluation: Objective.Evaluation, _ summary: OptimizationSummary,
        evaluatedDecrement: Double
    ) {
        (self.coefficients, self.evaluation, self.summary) = (coefficients, evaluation, summary)
        self.evaluatedDecrement = evaluatedDecrement
    }
}
