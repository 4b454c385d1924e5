import LinearAlgebra

/// Averaged mini-batch gradient descent on rows in memory, then Newton steps for the digits that it lacks.
///
/// Shares everything but the reading with the descent over rows on disk (`StochasticGradient`, which has formulas and
/// sources), so that a table can be trained either way. In memory Newton's method alone is faster as a rule.
public struct StochasticGradientSolver: Solver {
    public static let name = "sgd"
    public static let summary =
        "averaged AdaGrad over mini-batches, then Newton steps; train --table streams rows from disk in bounded memory"

    private let options = StochasticGradient(epochs: 2)

    public init() {}

    /// Ridge or none: steps of a batch know neither kinks nor bounds nor the determinant of the whole information.
    public static func canSolve(_ penalty: PenaltyTerms) -> Bool { penalty.isSmooth && !penalty.usesJeffreys }

    public func minimise(
        _ objective: Objective, from start: [Double], first: Objective.Evaluation, stopping: StoppingRule
    ) -> Solution {
        let average = descend(objective, from: start)
        let there = objective.evaluate(at: average, hessian: true)
        let isNearer = there.value < first.value
        let end = NewtonSolver().minimise(
            objective, from: isNearer ? average : start, first: isNearer ? there : first, stopping: stopping)
        let summary = end.summary
        return Solution(
            end.coefficients, end.evaluation,
            OptimizationSummary(
                solver: Self.name, iterations: options.epochs + summary.iterations, gradientNorm: summary.gradientNorm,
                decrement: summary.decrement, reason: summary.reason, trace: summary.trace),
            evaluatedDecrement: end.evaluatedDecrement)
    }

    private func descend(_ objective: Objective, from start: [Double]) -> [Double] {
        let rows = DescentRows(design: objective.design, offset: objective.offset, pointwise: objective.pointwise)
        let (count, size) = (objective.design.rows, objective.size)
        let weight = objective.weights?.reduce(0, +) ?? Double(count)
        let problem = DescentProblem(
            penalty: objective.penalty, totalWeight: weight, meanWeight: weight / Double(count),
            batchRows: options.batchRows(of: count), seed: options.seed)
        var workspace = BatchWorkspace(rows: problem.batchRows, size: size)
        let rate = AveragedDescent.bestRate(
            of: StochasticGradient.rates, rows, problem, from: start, degree: options.averagingDegree,
            workspace: &workspace)
        var descent = AveragedDescent(from: start, rate: rate, degree: options.averagingDegree)
        for epoch in 0..<options.epochs { descent.walk(rows, problem, number: epoch, workspace: &workspace) }
        return descent.average
    }
}
