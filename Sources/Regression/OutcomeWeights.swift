import LinearAlgebra

/// Weights of the two outcomes in a fit, with the correction of the intercept that they ask for.
///
/// Weighting events by w₁ and others by w₀ multiplies the odds by w₁ / w₀: every probability is then wrong, although ranks
/// are not. Under the model only the intercept takes it up, so log(w₁ / w₀) is taken off again (prior correction; King and
/// Zeng, Political Analysis 9, 2001). Off by default: weights add nothing to what the likelihood knows and cost precision;
/// they serve where a fit of a wrong model should be closer around the rarer outcome.
///
/// Keeping all events and a share s of the others is the same with w₁ / w₀ = 1 / s. There the kept rows
/// follow the logistic model with log(1 / s) in the intercept exactly, so that errors from the model hold (Prentice and Pyke,
/// Biometrika 66, 1979); weighted rows do not, and ask for robust ones.
public struct OutcomeWeights: Sendable, Equatable, Codable {
    /// Factor of rows in which the event came, above 0.
    public let event: Double
    /// Factor of all others, above 0.
    public let other: Double

    /// - Throws: `FitError.invalid` where a weight is not positive and finite.
    public init(event: Double, other: Double) throws(FitError) {
        for weight in [event, other] where !(weight > 0 && weight.isFinite) {
            throw .invalid("the weight of an outcome is positive, found \(FitError.text(weight))")
        }
        (self.event, self.other) = (event, other)
    }

    /// What the intercept of the weighted fit has too much.
    public var logOdds: Double { Elementary.log(event) - Elementary.log(other) }

    /// Each row's weight times its outcome's. Precondition: as many weights as outcomes, which are 0 or 1.
    public func applied(to outcome: [Double], weights: [Double]? = nil) -> [Double] {
        outcome.indices.map { (weights?[$0] ?? 1) * (outcome[$0] == 1 ? event : other) }
    }
}

extension LogisticFit {
    /// The same fit with `step` added to its intercept: what corrects weighted or sampled outcomes. Likelihoods stay those
    /// of the rows that were fitted.
    public func shiftingIntercept(by step: Double) -> LogisticFit {
        var copy = self
        copy.estimates[0] = estimates[0].map { $0 + step }
        copy.standardizedCoefficients[0] += step
        return copy
    }
}

extension LogisticRegression {
    /// Fits with weighted outcomes and corrects the intercept. Other arguments as for `fit`.
    /// - Throws: `FitError.invalid` besides, where outcomes are shares or errors come from the model, which do not hold.
    public func fit(
        _ x: Matrix, outcome: [Double], outcomeWeights: OutcomeWeights, names: [String], weights: [Double]? = nil,
        offset: [Double]? = nil, clusters: [Int32]? = nil, threads: Int = Parallel.defaultThreads
    ) throws(FitError) -> LogisticFit {
        guard errors != .model || outcomeWeights.logOdds == 0 else {
            throw .invalid("errors from the model do not hold for weighted outcomes; use hc0 or cluster")
        }
        guard outcome.allSatisfy({ $0 == 0 || $0 == 1 }) else {
            throw .invalid("outcomes that are shares cannot be weighted by outcome")
        }
        guard weights?.count ?? outcome.count == outcome.count else {
            throw .invalid("\(weights?.count ?? 0) weights for \(outcome.count) rows")
        }
        return try fit(
            x, outcome: outcome, names: names, weights: outcomeWeights.applied(to: outcome, weights: weights),
            offset: offset, clusters: clusters, threads: threads
        ).shiftingIntercept(by: -outcomeWeights.logOdds)
    }
}
