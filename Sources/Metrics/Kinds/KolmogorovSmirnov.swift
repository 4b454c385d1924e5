import Tables

/// Largest distance between the score distributions of lost and kept renewals; ties enter together.
public enum KolmogorovSmirnov: Metric {
    public static let name = "ks"
    public static let title = "Kolmogorov-Smirnov"
    public static let summary = "largest gap between the score distributions of lost and kept renewals"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true
    public static let isInflated = true

    public static func value(_ scored: ScoredOutcomes) -> Double {
        guard scored.hasBothOutcomes else { return .nan }
        let (events, others) = (scored.eventWeight, scored.totalWeight - scored.eventWeight)
        var (seenEvents, seenOthers, largest) = (0.0, 0.0, 0.0)
        scored.tieGroups { _, eventWeight, otherWeight in
            seenEvents += eventWeight
            seenOthers += otherWeight
            largest = max(largest, abs(seenEvents / events - seenOthers / others))
        }
        return largest
    }
}
