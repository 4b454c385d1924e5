import Tables

/// Integrated calibration index: mean |p - smoothed observed share| (Austin and Steyerberg 2019). The smoother is a logistic
/// regression of the outcomes on a natural cubic spline of the log-odds with four knots (`SmoothCalibration`); Austin and
/// Steyerberg smooth by loess, whose figures lie near but are others. Biased upwards in small samples, as every mean of
/// absolute gaps is; the interval allows for it (`Bootstrap`).
public enum IntegratedCalibrationIndex: Metric {
    public static let name = "ici"
    public static let title = "ICI"
    public static let summary = "mean |predicted - smoothed observed| (logistic natural spline, 4 knots)"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let isInflated = true

    public static func value(_ scored: ScoredOutcomes) -> Double {
        guard let smooth = SmoothCalibration(scored) else { return .nan }
        let gaps = zip(scored.levels.probabilities, smooth.probabilities).map { abs($0 - $1) }
        return scored.sum(gaps, gaps) / scored.totalWeight
    }
}
