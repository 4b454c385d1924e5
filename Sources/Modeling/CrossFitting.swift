import LinearAlgebra
import Metrics
import Regression
import Tables

/// The one loop back in training: every candidate penalty is fitted inside each fold, preparation included, and judged on
/// the rows held out. The held-out scores of the chosen one calibrate the model.
package struct CrossFitting: Sendable {
    let plan: FoldPlan
    /// Mean held-out log loss by penalty strength, in the order of `lambdas`; NaN where a fold could not be fitted.
    let losses: [(lambda: Double?, logLoss: Double)]
    let chosen: Double?
    /// Mean held-out log loss under it.
    let bestLoss: Double
    /// Rows that were held out, and their raw log-odds under the chosen penalty.
    let rows: [Int]
    package let logOdds: [Double]
    /// Whether `PairScreen` found a product in some fold.
    let hasProducts: Bool
    /// Raw log-odds of the held-out rows by fold and penalty strength.
    private let scores: [[[Double]]]

    /// - Parameters:
    ///   - terms: their knots and products learned in each fold.
    ///   - lambdas: candidates; `[nil]` is maximum likelihood.
    ///   - simpler: the same without products, if it is there: it serves folds in which none is found.
    package init(
        _ data: Observations, plan: FoldPlan, terms: ModelTerms, lambdas: [Double?], options: TrainingOptions,
        simpler: CrossFitting? = nil
    ) throws(TrainingError) {
        var scores: [[[Double]]] = []
        var hasProducts = false
        for (number, fold) in plan.folds.enumerated() {
            let prepared = try PreparedFit(data, training: fold.training, terms: terms, options: options)
            hasProducts = hasProducts || prepared.hasProducts
            if let simpler, !prepared.hasProducts {
                scores.append(simpler.scores[number])
            } else {
                scores.append(try prepared.scores(of: fold.test, lambdas))
            }
        }
        let held = lambdas.indices.map { index in scores.flatMap { $0[index] } }
        let rows = plan.folds.flatMap(\.test)
        let judged = data.outcomes(of: rows)
        let losses = held.map { LogLoss.mean(logOdds: $0, outcomes: judged.outcomes, weights: judged.weights) }
        let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
        (self.plan, self.rows) = (plan, rows)
        self.losses = zip(lambdas, losses).map { ($0, $1) }
        (chosen, bestLoss) = (lambdas[best], losses[best])
        logOdds = held[best]
        (self.scores, self.hasProducts) = (scores, hasProducts)
    }
}
