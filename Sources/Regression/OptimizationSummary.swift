import Tables

/// How a fit went: stored with its result.
public struct OptimizationSummary: Sendable, Equatable, Codable {
    /// Why the solver stopped.
    public enum Reason: String, Sendable, Codable {
        /// The Newton decrement fell to the tolerance.
        case converged
        /// The decrement stopped falling at the level of rounding errors, well below any standard error.
        case roundingLimit
        /// It ran out of iterations.
        case iterationLimit
        /// No step along the search direction lowered the objective.
        case noDescent
        /// The curvature vanished: the estimate runs off to infinity or columns are combinations of others.
        case flatCurvature
    }

    /// One iteration.
    public struct Step: Sendable, Equatable, Codable {
        /// Objective: Σ w·loss + penalty.
        public let objective: Double
        /// √(gᵀH⁻¹g): distance to the optimum in standard errors, whatever the scale of the columns.
        public let decrement: Double
        /// Share of the full step that was taken to get here; 1 at the start.
        public let stepLength: Double

        /// What one iteration reached.
        public init(objective: Double, decrement: Double, stepLength: Double) {
            self.objective = objective
            self.decrement = decrement
            self.stepLength = stepLength
        }
    }

    /// The solver's name in `SolverKinds`.
    public let solver: String
    /// Steps taken.
    public let iterations: Int
    /// Largest absolute gradient of the objective at the result, columns centred and scaled.
    public let gradientNorm: Double
    /// Newton decrement at the result.
    public let decrement: Double
    /// Why it stopped.
    public let reason: Reason
    /// One entry an iteration, the first before any step.
    public let trace: [Step]

    /// How a solver got to where it is.
    public init(
        solver: String, iterations: Int, gradientNorm: Double, decrement: Double, reason: Reason, trace: [Step]
    ) {
        self.solver = solver
        self.iterations = iterations
        self.gradientNorm = gradientNorm
        self.decrement = decrement
        self.reason = reason
        self.trace = trace
    }

    /// Whether the optimum was reached to the tolerance.
    public var isConverged: Bool { reason == .converged || reason == .roundingLimit }
}

extension OptimizationSummary: CustomStringConvertible {
    public var description: String {
        "\(solver), \(iterations) iterations, Newton decrement \(short(decrement)), "
            + "gradient \(short(gradientNorm)), stopped: \(reason.words)"
    }

    private func short(_ value: Double) -> String { NumberFormat.significant(3).text(value) }
}

extension OptimizationSummary.Reason {
    /// The reason for people.
    public var words: String {
        switch self {
        case .converged: "converged"
        case .roundingLimit: "converged to the limit of rounding"
        case .iterationLimit: "iteration limit reached"
        case .noDescent: "no step lowers the objective"
        case .flatCurvature: "the curvature vanished"
        }
    }
}
