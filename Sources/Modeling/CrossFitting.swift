import LinearAlgebra
import Metrics
import Regression
import Tables

/// The one loop back in training: every candidate penalty is fitted inside each fold, preparation included, and judged on
/// the rows held out. The held-out scores of the chosen one calibrate the model.
struct CrossFitting: Sendable {
    let plan: FoldPlan
    /// Mean held-out log loss by penalty strength, in the order of `lambdas`; NaN where a fold could not be fitted.
    let losses: [(lambda: Double?, logLoss: Double)]
    let chosen: Double?
    /// Mean held-out log loss under it.
    let bestLoss: Double
    /// Rows that were held out, and their raw log-odds under the chosen penalty.
    let rows: [Int]
    let logOdds: [Double]

    /// - Parameters:
    ///   - terms: of the numeric predictors, their knots learned in each fold.
    ///   - lambdas: candidates; `[nil]` is maximum likelihood.
    init(
        _ data: Observations, plan: FoldPlan, terms: NumericTerms, lambdas: [Double?], options: TrainingOptions
    ) throws(TrainingError) {
        var held = [[Double]](repeating: [], count: lambdas.count)
        var rows: [Int] = []
        for fold in plan.folds {
            let prepared = try PreparedFit(data, training: fold.training, terms: terms, options: options)
            for (index, lambda) in lambdas.enumerated() {
                let scores = try prepared.fit(lambda: lambda, errors: .model).linearPredictor(prepared.design)
                held[index] += fold.test.map { scores[$0] }
            }
            rows += fold.test
        }
        let judged = data.outcomes(of: rows)
        let losses = held.map { LogLoss.mean(logOdds: $0, outcomes: judged.outcomes, weights: judged.weights) }
        let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
        (self.plan, self.rows) = (plan, rows)
        self.losses = zip(lambdas, losses).map { ($0, $1) }
        (chosen, bestLoss) = (lambdas[best], losses[best])
        logOdds = held[best]
    }
}
