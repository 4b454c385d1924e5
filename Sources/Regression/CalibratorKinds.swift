/// The registry of calibrators.
public enum CalibratorKinds {
    /// Every calibrator.
    public static let all: [any Calibrator.Type] = [
        NoCalibrator.self,
        PlattCalibrator.self,
        TemperatureCalibrator.self,
        BetaCalibrator.self,
        SplineCalibrator.self,
        IsotonicCalibrator.self,
        VennAbersCalibrator.self,
    ]

    /// The calibrator of this name. Errors: an unknown name, with the nearest.
    public static func named(_ name: String) throws(FitError) -> any Calibrator.Type {
        try KindLookup.find(name, among: all, called: "calibrator") { $0.name }
    }
}
