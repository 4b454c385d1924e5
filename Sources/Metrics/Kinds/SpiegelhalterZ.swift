import Tables

/// Spiegelhalter's (1986) z: whether the Brier score is what calibrated probabilities would have,
///
///     z = Σ w (y - p)(1 - 2p) / √(Σ w (1 - 2p)² p (1 - p))
///
/// Standard normal for calibrated probabilities and rows that stand alone; above 0 the probabilities claim more than they
/// hold. Rows of one account make it larger: `CalibrationTest` allows for them. Undefined where all p are ½, 0 or 1.
public enum SpiegelhalterZ: Metric {
    public static let name = "spiegelhalter_z"
    public static let title = "Spiegelhalter's z"
    public static let summary =
        "Brier score less its expectation, in standard errors; 0 is right"
    public static let aim = MetricAim.target(0)
    public static let isRankingOnly = false
    public static let format = NumberFormat.decimals(2)

    public static func value(_ scored: ScoredOutcomes) -> Double {
        var (sum, variance) = (0.0, 0.0)
        for (level, p) in scored.levels.probabilities.enumerated() {
            let (events, others, slope) = (scored.events[level], scored.others[level], 1 - 2 * p)
            let q = Sigmoid.probability(-scored.levels.logOdds[level])
            sum += slope * (events * q - others * p)
            variance += (events + others) * slope * slope * p * q
        }
        return variance > 0 ? sum / variance.squareRoot() : .nan
    }
}
