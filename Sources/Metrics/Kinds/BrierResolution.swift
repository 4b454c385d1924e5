import Tables

/// Murphy's (1973) resolution over ten equal-frequency bins: Σ share of bin · (event share - overall share)². See
/// `BrierDecomposition`.
public enum BrierResolution: Metric {
    public static let name = "brier_resolution"
    public static let title = "Brier: resolution"
    public static let summary = "how far the 10 bins' event rates lie from the overall rate, mean square"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = false
    public static let isInflated = true
    public static let format = NumberFormat.decimals(4)

    public static func value(_ scored: ScoredOutcomes) -> Double { BrierDecomposition(scored).resolution }
}
