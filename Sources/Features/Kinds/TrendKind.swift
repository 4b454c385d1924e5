import Documents
import Signals

/// Whether a measure rises or falls.
public struct TrendKind: FeatureKind {
    public static let name = "trend"
    public static let summary = "the slope of a measure over the periods of the window"
    public static let details = """
        The least-squares slope of the measure of each period against time, per period: window / period adjoining \
        periods, the newest ends at t; only fully tracked ones count. With relative: true it is divided by the \
        absolute mean of the periods (-0.2: loses a fifth of its level each period); then all zero is 0. Periods \
        without a mean are left out. Missing with fewer than min_periods.
        """
    public static let options =
        FeatureOption.selection + [
            .measure(), .window, .minimumPeriods,
            FeatureOption("period", .days, "length of a period; default 30"),
            FeatureOption("relative", .flag, "as a part of the mean level; default false"),
        ]
    public static let examples = [
        "{kind: trend, signal: login, of: users, window: 180, period: 30}",
        "{kind: trend, signal: sentiment, of: mean, window: 360, period: 90, relative: true}",
    ]

    private let selection: Selection
    private let measure: Measure
    private let window: Int
    private let period: Int
    private let minimumPeriods: Int
    private let isRelative: Bool

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        measure = try entry.measure()
        window = try entry.window(default: 180)
        period = try entry.days("period", default: 30)
        minimumPeriods = try entry.count("min_periods", in: 2...120, default: 3)
        isRelative = try entry.flag("relative")
        guard window % period == 0, window / period >= minimumPeriods else {
            throw entry.error(
                "period", "a window of \(window) days is not \(minimumPeriods) or more periods of \(period) days")
        }
    }

    public var traits: FeatureTraits {
        FeatureTraits(
            "trend of the \(measure.words) \(selection.words) over \(window) days",
            unit: isRelative ? "of the mean per \(period) days" : "per \(period) days")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let periods = plan.periods(selection, days: period, count: window / period)
        let (measure, least, isRelative) = (measure, minimumPeriods, isRelative)
        return .number { evidence in
            TrendKind.slope(evidence.measures(measure, periods), minimumPeriods: least, isRelative: isRelative)
        }
    }

    /// The slope of values that stand newest first, at times 0, -1, -2...; NaN values are left out.
    static func slope(_ values: [Double], minimumPeriods: Int, isRelative: Bool) -> Double {
        let present = values.indices.filter { !values[$0].isNaN }
        guard present.count >= minimumPeriods else { return .nan }
        let n = Double(present.count)
        let meanTime = present.reduce(0) { $0 - Double($1) } / n
        let mean = present.reduce(0) { $0 + values[$1] } / n
        var (products, squares) = (0.0, 0.0)
        for index in present {
            let time = -Double(index) - meanTime
            products += time * values[index]
            squares += time * time
        }
        let slope = products / squares
        if !isRelative { return slope }
        return slope == 0 ? 0 : mean == 0 ? .nan : slope / abs(mean)
    }
}
