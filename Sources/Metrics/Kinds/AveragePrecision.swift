import Tables

/// Average precision: Σ (recall step) × precision over the distinct scores from the highest down; tied rows enter
/// together. Not interpolated. Chance level is the event rate.
public enum AveragePrecision: Metric {
    public static let name = "average_precision"
    public static let title = "average precision"
    public static let summary = "sum of recall steps times precision, ties enter together"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true
    public static let isHeadline = true

    public static func value(_ scored: ScoredOutcomes) -> Double {
        let total = scored.eventWeight
        guard total > 0 else { return .nan }
        var (seenEvents, seen, sum) = (0.0, 0.0, 0.0)
        scored.tieGroups { _, events, others in
            seenEvents += events
            seen += events + others
            if events > 0 { sum += events / total * (seenEvents / seen) }
        }
        return sum
    }
}
