import Tables

/// Calibration in the large: the shift in log-odds that makes the mean prediction right, with the slope held at 1
/// (Van Calster et al. 2019). 0 is right; above 0 the losses are underestimated. Wald interval with clustered errors.
public enum CalibrationIntercept: Metric {
    public static let name = "calibration_intercept"
    public static let title = "calibration intercept"
    public static let summary = "log-odds shift that makes the mean prediction right; 0 is right"
    public static let aim = MetricAim.target(0)
    public static let isRankingOnly = false
    public static let isHeadline = true
    public static let format = NumberFormat.decimals(2)

    public static func value(_ scored: ScoredOutcomes) -> Double {
        CalibrationLine(scored, isSlopeFixed: true)?.intercept ?? .nan
    }

    public static func analytic(_ scored: ScoredOutcomes) -> Estimate? {
        guard let line = CalibrationLine(scored, isSlopeFixed: true) else { return .undefined }
        return Estimate(line.intercept, standardError: line.interceptError(scored))
    }
}
