import LinearAlgebra
import Regression
import Tables

/// A ridge fit that can be repeated on reweighted rows: the learned side of a comparison of weights.
public struct WeightFit: Sendable {
    private let prepared: PreparedFit
    private let lambda: Double
    private let weights: [String: Double]

    /// Chooses the ridge strength by cross-validation on `data` and fits. Terms are linear whatever the options say: shares
    /// are of one weight a predictor.
    public init(_ data: Observations, options: TrainingOptions) throws(TrainingError) {
        prepared = try PreparedFit(data, terms: .linear, options: options)
        let plan = FoldPlan.automatic(data, folds: options.folds, seed: options.seed)
        let cross = try CrossFitting(
            data, plan: plan, terms: .linear, lambdas: options.candidates, options: options)
        lambda = (cross.chosen ?? nil) ?? 1
        weights = WeightFit.weights(try prepared.fit(lambda: lambda, errors: .model))
    }

    private static func weights(_ fit: LogisticFit) -> [String: Double] {
        Dictionary(zip(fit.names, fit.weights)) { first, _ in first }
    }

    /// -β / Σ|β| of each predictor's own column (indicators of missing values are left out); other weights where given.
    public func shares(_ other: [String: Double]?) -> [String: Double] {
        let own = prepared.preparation.columns.filter { if case .number = $0.source { true } else { false } }
        let values = own.map { ($0.predictor, -((other ?? weights)[$0.name] ?? 0)) }
        let total = values.reduce(0) { $0 + abs($1.1) }
        return Dictionary(uniqueKeysWithValues: values.map { ($0.0, total > 0 ? $0.1 / total : 0) })
    }

    /// Shares of refits on clusters (accounts) drawn with replacement; replicates that cannot be fitted are left out.
    public func bootstrap(replicates: Int, seed: UInt64) -> [[String: Double]] {
        let names = [LogisticFit.interceptName] + prepared.preparation.columns.map(\.name)
        return prepared.bootstrap(lambda: lambda, replicates: replicates, seed: seed).map {
            shares(Dictionary(zip(names, $0)) { first, _ in first })
        }
    }
}
