import Tables

/// Expected calibration error over ten equal-frequency bins: Σ share of bin · |mean p - event share|. Biased upwards in
/// small samples, so it is never 0 for a perfect model; the slope and intercept are the sharper tests.
public enum ExpectedCalibrationError: Metric {
    public static let name = "ece"
    public static let title = "calibration error"
    public static let summary = "mean |predicted - observed| over 10 equal-frequency bins"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let isInflated = true
    public static let isHeadline = true

    public static func value(_ scored: ScoredOutcomes) -> Double {
        let total = scored.totalWeight
        return ReliabilityCurve(scored, bins: 10).bins.reduce(0) { sum, bin in
            sum + bin.weight / total * abs(bin.meanPredicted - bin.observed)
        }
    }
}
