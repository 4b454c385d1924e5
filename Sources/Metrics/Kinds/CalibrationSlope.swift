import Tables

/// Slope of the outcomes' log-odds on the predicted log-odds: 1 is right, below 1 the predictions are too extreme
/// (overfitted). Undefined where the scores are constant. Wald interval with clustered errors.
public enum CalibrationSlope: Metric {
    public static let name = "calibration_slope"
    public static let title = "calibration slope"
    public static let summary = "slope of the outcomes on the predicted log-odds; 1 is right, below 1 too extreme"
    public static let aim = MetricAim.target(1)
    public static let isRankingOnly = false
    public static let isHeadline = true
    public static let format = NumberFormat.decimals(2)

    public static func value(_ scored: ScoredOutcomes) -> Double {
        CalibrationLine(scored, isSlopeFixed: false)?.slope ?? .nan
    }

    public static func analytic(_ scored: ScoredOutcomes) -> Estimate? {
        guard let line = CalibrationLine(scored, isSlopeFixed: false) else { return .undefined }
        return Estimate(line.slope, standardError: line.slopeError(scored))
    }
}
