import Documents
import Signals

/// Whether a measure rises, falls or holds, in a word.
public struct TrendStateKind: FeatureKind {
    public static let name = "trend_state"
    public static let summary = "rising, steady, falling or not enough history: the trend as a state"
    public static let details = """
        The slope of trend over the same periods, as a level: rising where it is at least min_change, falling where it \
        is at most -min_change, steady between (and where it is 0). not enough history is a level of its own, never a \
        slope of 0: tracking has begun, but fewer than min_periods have a value. Missing where tracking has not begun, \
        or where a relative slope has no mean to be a part of.
        """
    public static let options =
        PeriodSeries.options + [
            FeatureOption("relative", .flag, "the slope as a part of the mean level; default true"),
            FeatureOption(
                "min_change", .number,
                "the least slope either way that is no longer steady; default 0.05, 0 if absolute"),
        ]
    public static let examples = [
        "{kind: trend_state, signal: login}",
        "{kind: trend_state, signal: invoice, of: sum, window: 360, period: 90, relative: false, min_change: 100}",
    ]

    /// The levels.
    private enum State: String {
        case rising, steady, falling
        case unknown = "not enough history"

        init?(slope: Double, minimumChange: Double) {
            if slope.isNaN { return nil }
            self = abs(slope) < minimumChange || slope == 0 ? .steady : slope > 0 ? .rising : .falling
        }
    }

    private let series: PeriodSeries
    private let minimumChange: Double

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        series = try PeriodSeries(&entry, isRelative: true)
        minimumChange = try entry.number("min_change", in: 0...1e12, default: series.isRelative ? 0.05 : 0)
    }

    public var traits: FeatureTraits {
        FeatureTraits("direction of the \(series.words)", unit: "state", sense: .none, isCategory: true)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (values, readings) = (series.values(&plan), plan.tracking(series.selection))
        let (series, minimumChange) = (series, minimumChange)
        return .category { evidence in
            if evidence.trackedDays(readings) < 0 { return nil }
            let values = evidence.values(values)
            if values.count(where: { !$0.isNaN }) < series.minimumPeriods { return State.unknown.rawValue }
            return State(slope: series.slope(values), minimumChange: minimumChange)?.rawValue
        }
    }
}
