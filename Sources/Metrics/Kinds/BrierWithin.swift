import Tables

/// What binning leaves over, within-bin variance less within-bin covariance (Stephenson, Coelho and Jolliffe 2008): Brier
/// score = reliability - resolution + uncertainty + this. Below 0 where scores still rank well inside a bin.
public enum BrierWithin: Metric {
    public static let name = "brier_within"
    public static let title = "Brier: within bins"
    public static let summary = "what the bins leave over: Brier = reliability - resolution + uncertainty + this"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let format = NumberFormat.decimals(4)

    public static func value(_ scored: ScoredOutcomes) -> Double { BrierDecomposition(scored).within }
}
