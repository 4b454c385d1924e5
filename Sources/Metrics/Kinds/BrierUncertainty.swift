import Tables

/// Murphy's (1973) uncertainty: rate · (1 - rate), the Brier score of predicting the base rate. Of the data, not of the
/// scores. See `BrierDecomposition`.
public enum BrierUncertainty: Metric {
    public static let name = "brier_uncertainty"
    public static let title = "Brier: uncertainty"
    public static let summary = "Brier score of predicting the base rate: of the data, not of the scores"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let format = NumberFormat.decimals(4)

    public static func value(_ scored: ScoredOutcomes) -> Double { scored.eventRate * (1 - scored.eventRate) }
}
