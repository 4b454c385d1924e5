/// The registry of metrics, in the order in which tables show them.
public enum MetricKinds {
    /// Every metric.
    public static let all: [any Metric.Type] = [
        AreaUnderCurve.self,
        AveragePrecision.self,
        KolmogorovSmirnov.self,
        LogLoss.self,
        BrierScore.self,
        BrierReliability.self,
        BrierResolution.self,
        BrierUncertainty.self,
        BrierWithin.self,
        ExpectedCalibrationError.self,
        IntegratedCalibrationIndex.self,
        CalibrationSlope.self,
        CalibrationIntercept.self,
        SpiegelhalterZ.self,
        TopDecileLift.self,
        CapacityLift.self,
        AmountWeighted<AreaUnderCurve>.self,
        AmountWeighted<AveragePrecision>.self,
        AmountWeighted<LogLoss>.self,
        AmountWeighted<BrierScore>.self,
        AmountWeighted<TopDecileLift>.self,
        AmountCaught.self,
        MaximumProfit.self,
        ExpectedMaximumProfit.self,
        MinimumRiskSavings.self,
    ]

    /// Those that training shows: the ranking, the losses, and whether the probabilities are right on the whole.
    public static var headline: [any Metric.Type] { all.filter { $0.isHeadline } }

    /// The metric of this name; nil where there is none.
    public static func named(_ name: String) -> (any Metric.Type)? { all.first { $0.name == name } }
}
