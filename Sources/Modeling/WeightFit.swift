import Foundation
import LinearAlgebra
import Metrics
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
    /// - Parameter other: weights by predictor; nil for the fit's own.
    /// - Parameter errors: standard errors of the weights: noise in Σ|β| is then left out (`noise`).
    public func shares(_ other: [String: Double]?, errors: [String: Double]? = nil) -> [String: Double] {
        let own = prepared.preparation.columns.filter { if case .number = $0.source { true } else { false } }
        let values = own.map { ($0.predictor, -((other ?? weights)[$0.name] ?? 0)) }
        let noise = own.reduce(0) { sum, column in
            sum + WeightFit.noise((other ?? weights)[column.name] ?? 0, errors?[column.name] ?? 0)
        }
        let total = values.reduce(0) { $0 + abs($1.1) } - noise
        return Dictionary(uniqueKeysWithValues: values.map { ($0.0, total > 0 ? $0.1 / total : 0) })
    }

    /// By how much an estimate's absolute value lies above the true one, roughly: 0.7 s exp(-β²/2s²). |β| of a weight that is truly 0 is
    /// 0.8 s on average; less this it is 0.3 s, and a weight of one or two errors is off by no more than 0.2 s to the other side.
    private static func noise(_ weight: Double, _ error: Double) -> Double {
        guard error > 0 else { return 0 }
        let z = weight / error
        return 0.7 * error * exp(-z * z / 2)
    }

    /// A share with its 95% interval.
    public struct Share: Sendable {
        /// The share; all shares' absolute values sum to 1.
        public let value: Double
        /// 95% by bootstrap.
        public let interval: ClosedRange<Double>
    }

    /// Shares with intervals from refits on clusters (accounts) drawn with replacement, the penalty held.
    ///
    /// A penalty draws weights together, and with them their shares: intervals of such shares miss the truth by that bias. Where the rows
    /// carry the columns (as for `BootstrapIntervals`) the penalty's bias is taken out of the fit and of each refit, and in the refits the
    /// noise out of Σ|β|, which makes all shares too small; the interval is then their 2.5% and 97.5% points, stretched to hold the share.
    /// Elsewhere `isShrunken`: intervals show how far the shrunken shares move from sample to sample, and cover less than 95% of the truth.
    public func shares(replicates: Int, seed: UInt64) -> (shares: [String: Share], isShrunken: Bool) {
        let plain = prepared.unshrunken(lambda: lambda)
        let refits = prepared.bootstrap(
            lambda: lambda, replicates: replicates, seed: seed, isUnshrunken: plain != nil)
        let errors = plain == nil ? nil : named(WeightFit.deviations(refits))
        let drawn = refits.map { shares(named($0), errors: errors) }
        let all = shares(plain.map(named)).map { name, value -> (String, Share) in
            let replicates = drawn.compactMap { $0[name] }
            guard !replicates.isEmpty else { return (name, Share(value: value, interval: value...value)) }
            let range = Quantile.percentileInterval(replicates)
            return (name, Share(value: value, interval: min(value, range.lowerBound)...max(value, range.upperBound)))
        }
        return (Dictionary(uniqueKeysWithValues: all), plain == nil)
    }

    /// By column, intercept first.
    private func named(_ weights: [Double]) -> [String: Double] {
        let names = [LogisticFit.interceptName] + prepared.preparation.columns.map(\.name)
        return Dictionary(zip(names, weights)) { first, _ in first }
    }

    /// Standard deviation of each weight over the refits.
    private static func deviations(_ refits: [[Double]]) -> [Double] {
        guard let first = refits.first, refits.count > 1 else { return [] }
        return first.indices.map { place in
            let mean = refits.reduce(0) { $0 + $1[place] } / Double(refits.count)
            let squares = refits.reduce(0) { $0 + ($1[place] - mean) * ($1[place] - mean) }
            return (squares / Double(refits.count - 1)).squareRoot()
        }
    }
}
