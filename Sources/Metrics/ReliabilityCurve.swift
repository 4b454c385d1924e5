/// Observed shares beside predicted probabilities, in bins of equal weight by rank. Tied scores stay in one bin, so the
/// order of the rows decides nothing.
public struct ReliabilityCurve: Sendable, Equatable {
    public struct Bin: Sendable, Equatable {
        public let weight: Double
        public let events: Double
        public let meanPredicted: Double

        public var observed: Double { events / weight }
        /// Wilson interval of the observed share; it does not collapse in bins without losses.
        public var observedInterval: ClosedRange<Double>? { Intervals.wilson(events: events, total: weight) }
    }

    /// From the lowest predictions to the highest; empty bins are left out.
    public let bins: [Bin]

    /// A group of tied scores goes to the bin that holds the middle of its ranks.
    public init(_ scored: ScoredOutcomes, bins count: Int = 10) {
        var sums = [(weight: Double, events: Double, predicted: Double)](repeating: (0, 0, 0), count: count)
        let total = scored.totalWeight
        var above = 0.0
        scored.tieGroups { logOdds, events, others in
            let weight = events + others
            guard weight > 0 else { return }
            let middle = 1 - (above + weight / 2) / total
            let bin = min(count - 1, max(0, Int(middle * Double(count))))
            sums[bin].weight += weight
            sums[bin].events += events
            sums[bin].predicted += weight * Sigmoid.probability(logOdds)
            above += weight
        }
        bins = sums.filter { $0.weight > 0 }.map {
            Bin(weight: $0.weight, events: $0.events, meanPredicted: $0.predicted / $0.weight)
        }
    }
}
