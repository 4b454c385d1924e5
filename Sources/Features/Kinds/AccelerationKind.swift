import Documents
import Signals

/// Whether the trend itself changes.
public struct AccelerationKind: FeatureKind {
    public static let name = "acceleration"
    public static let summary = "how the trend of a measure changes: negative where a rise slows or a fall quickens"
    public static let details = """
        2c of the least-squares parabola a + b u + c u^2 through the measure of each period against time u in periods: \
        by how much the slope changes from one period to the next. The periods are those of trend. With relative: true \
        it is divided by the absolute mean of the periods; then all zero is 0. Periods without a mean are left out. \
        Missing with fewer than min_periods; three make a parabola that goes through every point, so 4 is the default. \
        Not promised: with few readings a period it is mostly noise.
        """
    public static let options =
        PeriodSeries.options.filter { $0.name != "min_periods" } + [
            FeatureOption(
                "min_periods", .count(3...120), "fully tracked periods without which the value is missing; default 4"),
            FeatureOption("relative", .flag, "as a part of the mean level; default false"),
        ]
    public static let examples = [
        "{kind: acceleration, signal: login, window: 180, period: 30, relative: true}",
        "{kind: acceleration, signal: invoice, of: sum, window: 360, period: 60}",
    ]

    private let series: PeriodSeries

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { series = try PeriodSeries(&entry, least: 3...4) }

    public var traits: FeatureTraits {
        FeatureTraits(
            "acceleration of the \(series.words)",
            unit: series.isRelative
                ? "of the mean per \(series.period) days squared" : "per \(series.period) days squared")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let values = series.values(&plan)
        let series = series
        return .number { evidence in series.acceleration(evidence.values(values)) }
    }
}
