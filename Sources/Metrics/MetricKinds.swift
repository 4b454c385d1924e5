/// The registry of metrics, in the order in which tables show them.
public enum MetricKinds {
    public static let all: [any Metric.Type] = [
        AreaUnderCurve.self,
        AveragePrecision.self,
        LogLoss.self,
        BrierScore.self,
        ExpectedCalibrationError.self,
        CalibrationSlope.self,
        CalibrationIntercept.self,
        TopDecileLift.self,
    ]

    public static func named(_ name: String) -> (any Metric.Type)? { all.first { $0.name == name } }
}
