import Documents
import Signals

/// Whether a measure rises or falls.
public struct TrendKind: FeatureKind {
    public static let name = "trend"
    public static let summary = "the slope of a measure over the periods of the window"
    public static let details = """
        The least-squares slope of the measure of each period against time, per period: window / period adjoining \
        periods, the newest ends at t; only fully tracked ones count. With relative: true it is divided by the \
        absolute mean of the periods (-0.2: loses a fifth of its level each period); then all zero is 0. A slope \
        smaller than min_change either way is 0. Periods without a mean are left out. Missing with fewer than \
        min_periods.
        """
    public static let options =
        PeriodSeries.options + [
            FeatureOption("relative", .flag, "as a part of the mean level; default false"), PeriodSeries.minimumChange,
        ]
    public static let examples = [
        "{kind: trend, signal: login, of: users, window: 180, period: 30}",
        "{kind: trend, signal: sentiment, of: mean, window: 360, period: 90, relative: true}",
        "{kind: trend, signal: login, relative: true, min_change: 0.05}",
    ]

    private let series: PeriodSeries
    private let minimumChange: Double

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        series = try PeriodSeries(&entry)
        minimumChange = try entry.laterNumber("min_change", in: 0...1e12, default: 0)
    }

    public var traits: FeatureTraits {
        FeatureTraits(
            "trend of the \(series.words)",
            unit: series.isRelative ? "of the mean per \(series.period) days" : "per \(series.period) days")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let values = series.values(&plan)
        let (series, minimumChange) = (series, minimumChange)
        return .number { evidence in
            series.slope(evidence.values(values), minimumChange: minimumChange)
        }
    }
}
