import LinearAlgebra

/// Log-likelihoods and deviances of a fit and of the intercept alone.
struct Likelihood {
    let model: Double
    let null: Double
    let deviance: Double
    let nullDeviance: Double

    /// - Parameter loss: Σ w·loss at the estimate.
    init(_ data: TrainingData, loss: Double) {
        let nullLoss = Likelihood.nullLoss(data)
        let (perfect, constant) = Likelihood.perfect(data)
        model = constant - loss
        null = constant - nullLoss
        deviance = 2 * (perfect + loss)
        nullDeviance = 2 * (perfect + nullLoss)
    }

    /// The kernel of a fit that hits every share, and the binomial constant; both 0 where outcomes are 0 or 1.
    private static func perfect(_ data: TrainingData) -> (kernel: Double, constant: Double) {
        var (kernel, constant) = (0.0, 0.0)
        for (i, y) in data.outcome.enumerated() where y > 0 && y < 1 {
            let w = data.weights?[i] ?? 1
            kernel += w * (Elementary.xlogx(y) + Elementary.xlogx(1 - y))
            constant += Elementary.logChoose(w, w * y)
        }
        return (kernel, constant)
    }

    /// Without an offset the mean fits; with one the intercept is found by Newton's method.
    private static func nullLoss(_ data: TrainingData) -> Double {
        let mean = data.meanOutcome
        guard let offset = data.offset else {
            return -data.totalWeight * (Elementary.xlogx(mean) + Elementary.xlogx(1 - mean))
        }
        let design = StandardizedDesign(data.x, columns: [], centers: [], scales: [])
        let objective = Objective(
            design: design, outcome: data.outcome, weights: data.weights, offset: offset, loss: LogisticLoss(),
            penalty: .none(columns: 0), threads: 1)
        let start = [Elementary.log(mean) - Elementary.log(1 - mean) - offset.reduce(0, +) / Double(offset.count)]
        let solution = NewtonSolver().minimise(
            objective, from: start, first: objective.evaluate(at: start, hessian: true),
            stopping: StoppingRule(tolerance: 1e-10, maxIterations: 100))
        return solution.evaluation.loss
    }
}
