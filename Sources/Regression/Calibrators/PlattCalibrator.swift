/// logit p = slope · score + intercept, fitted to the targets (n₁ + 1) / (n₁ + 2) for events and 1 / (n₀ + 2) for others.
///
/// Platt, Advances in Large Margin Classifiers (1999), with n₁ and n₀ the weights of the two outcomes. The targets keep the
/// line finite whatever the scores. The slope is held at 0 or above: scores that point the wrong way say nothing, they are
/// not turned round. Constant scores give slope 0 and the smoothed mean.
public struct PlattCalibrator: StraightCalibrator {
    public static let name = "platt"
    public static let summary = "a straight line on the log-odds; sound from about 50 rows on"

    /// At least 0; 1 leaves scores as they are.
    public let slope: Double
    /// Log-odds at a score of 0.
    public let intercept: Double

    public static func fit(_ data: CalibrationData) throws(FitError) -> PlattCalibrator {
        let (high, low) = targets(data)
        let smoothed = data.outcomes.map { $0 == 1 ? high : low }
        let line = try data.fitRising([("score", data.logOdds)], outcome: smoothed)
        return PlattCalibrator(slope: line.slopes[0], intercept: line.intercept)
    }

    /// What stands for outcome 1 and for outcome 0.
    static func targets(_ data: CalibrationData) -> (high: Double, low: Double) {
        ((data.events + 1) / (data.events + 2), 1 / (data.nonEvents + 2))
    }
}
