import Tables

/// Event rate among the tenth scored riskiest, over the event rate of all. Ties at the edge count as their expected
/// value, so integer scores are not flattered by the order of the rows.
public enum TopDecileLift: Metric {
    public static let name = "lift_top_decile"
    public static let title = "lift, top 10%"
    public static let summary = "event rate of the riskiest tenth over the overall rate, expected value under ties"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true
    public static let isHeadline = true
    public static let format = NumberFormat.decimals(2)

    public static func value(_ scored: ScoredOutcomes) -> Double {
        Capture(scored, share: 0.1)?.lift ?? .nan
    }
}
