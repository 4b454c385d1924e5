/// The registry of solvers. `auto` takes the first that can solve the penalty at hand.
public enum SolverKinds {
    /// Every solver, in the order in which `auto` tries them.
    public static let all: [any Solver.Type] = [
        NewtonSolver.self,
        CoordinateDescentSolver.self,
        LBFGSSolver.self,
        StochasticGradientSolver.self,
        GroupDescentSolver.self,
    ]

    /// The word that leaves the choice to the penalty at hand.
    public static let auto = "auto"

    /// The solver of this name. Errors: an unknown name, with the nearest.
    public static func named(_ name: String) throws(FitError) -> any Solver.Type {
        try KindLookup.find(name, among: all, called: "solver") { $0.name }
    }

    /// The solver called `name`, or the first fit one for `auto`.
    static func choose(_ name: String, for penalty: PenaltyTerms) throws(FitError) -> any Solver.Type {
        if name == auto {
            guard let first = all.first(where: { $0.canSolve(penalty) }) else {
                throw .invalid("no solver can minimise this penalty within bounds")
            }
            return first
        }
        let kind = try named(name)
        guard kind.canSolve(penalty) else { throw .invalid("solver \"\(name)\" cannot minimise this penalty") }
        return kind
    }
}
