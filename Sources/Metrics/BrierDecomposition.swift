/// The Brier score taken apart over bins of equal frequency:
///
///     Brier = reliability - resolution + uncertainty + within
///
/// Murphy (1973), with the terms for what differs inside a bin (Stephenson, Coelho and Jolliffe 2008, "Two extra components
/// in the Brier score decomposition"), so that it adds up to the last digits for any probabilities.
public struct BrierDecomposition: Sendable, Equatable {
    /// Mean squared gap between what was predicted and what came, over bins; 0 is right.
    public let reliability: Double
    /// Mean squared distance of the bins' event shares from the overall one; the higher, the better they part.
    public let resolution: Double
    /// Brier score of predicting the base rate; of the data alone.
    public let uncertainty: Double
    /// Within-bin variance of the probabilities less twice their covariance with the outcomes.
    public let within: Double

    /// Bins of equal frequency, by default ten, as tables show them.
    public init(_ scored: ScoredOutcomes, bins: Int = 10) {
        let (total, rate) = (scored.totalWeight, scored.eventRate)
        var (reliability, resolution, within) = (0.0, 0.0, 0.0)
        for bin in ReliabilityCurve(scored, bins: bins).bins {
            let (gap, distance) = (bin.meanPredicted - bin.observed, bin.observed - rate)
            reliability += bin.weight * gap * gap / total
            resolution += bin.weight * distance * distance / total
            within += (bin.predictedVariation - 2 * bin.predictedCovariation) / total
        }
        (self.reliability, self.resolution, self.within) = (reliability, resolution, within)
        uncertainty = rate * (1 - rate)
    }

    /// The four terms together, which is the Brier score.
    public var brierScore: Double { reliability - resolution + uncertainty + within }
}
