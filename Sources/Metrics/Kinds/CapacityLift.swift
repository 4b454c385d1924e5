import Tables

/// Event rate among the N accounts that can be acted upon, the riskiest, over the event rate of all. Ties at the edge count
/// as their expected value; a capacity beyond all rows gives 1.
public enum CapacityLift: Metric {
    public static let name = "lift_capacity"
    public static let title = "lift at capacity"
    public static let summary = "event rate of the N riskiest that can be acted upon over the overall rate"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true
    public static let format = NumberFormat.decimals(2)
    public static let needs = MetricNeed.capacity

    public static func value(_ scored: ScoredOutcomes) -> Double {
        guard let capacity = scored.stakes.capacity else { return .nan }
        return Capture(scored, share: min(1, capacity / scored.totalWeight))?.lift ?? .nan
    }
}
