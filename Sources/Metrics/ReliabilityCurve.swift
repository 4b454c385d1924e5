/// Observed shares beside predicted probabilities, in bins of equal weight by rank. Tied scores stay in one bin, so the
/// order of the rows decides nothing.
public struct ReliabilityCurve: Sendable, Equatable {
    /// One bin of the curve: rows, what was predicted in the mean, what was observed, with its interval.
    public struct Bin: Sendable, Equatable {
        /// Rows in the bin, weighted.
        public let weight: Double
        /// Events in the bin, weighted.
        public let events: Double
        /// Mean of their probabilities.
        public let meanPredicted: Double
        /// Σ w (p - mean p)² and Σ w (p - mean p)(outcome - observed) of the bin's rows.
        let predictedVariation: Double
        let predictedCovariation: Double

        /// Share of events, 0 to 1.
        public var observed: Double { events / weight }
        /// Wilson interval of the observed share; it does not collapse in bins without losses.
        public var observedInterval: ClosedRange<Double>? { Intervals.wilson(events: events, total: weight) }
    }

    /// From the lowest predictions to the highest; empty bins are left out.
    public let bins: [Bin]

    /// A group of tied scores goes to the bin that holds the middle of its ranks.
    public init(_ scored: ScoredOutcomes, bins count: Int = 10) {
        var sums = [Sums](repeating: Sums(), count: count)
        let total = scored.totalWeight
        var above = 0.0
        for level in scored.events.indices {
            let weight = scored.events[level] + scored.others[level]
            guard weight > 0 else { continue }
            let middle = 1 - (above + weight / 2) / total
            let bin = min(count - 1, max(0, Int(middle * Double(count))))
            sums[bin].add(weight, scored.events[level], scored.levels.probabilities[level])
            above += weight
        }
        bins = sums.filter { $0.weight > 0 }.map(\.bin)
    }

    /// Running mean, variation and covariation (Welford 1962, West 1979): no difference of large sums.
    private struct Sums {
        var weight = 0.0
        var events = 0.0
        var mean = 0.0
        var observed = 0.0
        var variation = 0.0
        var covariation = 0.0

        mutating func add(_ added: Double, _ addedEvents: Double, _ probability: Double) {
            weight += added
            events += addedEvents
            let (share, distance) = (added / weight, probability - mean)
            let outcome = addedEvents / added - observed
            mean += share * distance
            observed += share * outcome
            variation += added * distance * (probability - mean)
            covariation += added * (probability - mean) * outcome
        }

        var bin: Bin {
            Bin(
                weight: weight, events: events, meanPredicted: mean, predictedVariation: variation,
                predictedCovariation: covariation)
        }
    }
}
