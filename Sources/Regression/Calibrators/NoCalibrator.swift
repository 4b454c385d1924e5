/// The identity: p = 1 / (1 + exp(-score)).
public struct NoCalibrator: StraightCalibrator {
    public static let name = "none"
    public static let summary = "no calibration: the score's own probability"

    /// The identity has no parameters.
    public init() {}

    public static func fit(_ data: CalibrationData) -> NoCalibrator { NoCalibrator() }

    var slope: Double { 1 }
    var intercept: Double { 0 }
}
