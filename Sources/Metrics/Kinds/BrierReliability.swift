import Tables

/// Murphy's (1973) reliability over ten equal-frequency bins: Σ share of bin · (mean p - event share)². See
/// `BrierDecomposition`.
public enum BrierReliability: Metric {
    public static let name = "brier_reliability"
    public static let title = "Brier: reliability"
    public static let summary = "mean squared gap of predicted and observed over 10 bins; 0 is right"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let isInflated = true
    public static let format = NumberFormat.decimals(4)

    public static func value(_ scored: ScoredOutcomes) -> Double { BrierDecomposition(scored).reliability }
}
