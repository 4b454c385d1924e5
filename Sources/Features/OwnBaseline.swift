import Documents
import Signals

/// What is normal for one account: a measure of the window, and the same of the periods of equal length before it. What
/// `baseline`, `baseline_ratio` and `deviation` share.
///
/// With `season: weekly` the periods before are the window moved back by whole weeks, so that a window of 10 days is
/// compared with periods that have the same weekdays in it.
struct OwnBaseline: Sendable {
    let measure: Measure
    let selection: Selection
    let window: Int
    let baseline: Int
    /// Days from the begin of one period to that of the next: the window, or the whole weeks that hold it.
    let step: Int
    let minimumPeriods: Int

    static let options =
        FeatureOption.selection + [
            .measure(), .window, .baseline, .minimumPeriods,
            FeatureOption(
                "season", .choice(seasons),
                "weekly: the past windows begin whole weeks before, so the same weekdays are compared; default none"),
        ]

    private static let seasons = ["none", "weekly"]

    init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        measure = try entry.measure()
        window = try entry.window(default: 30)
        baseline = try entry.days("baseline", default: max(360, 4 * window))
        minimumPeriods = try entry.count("min_periods", in: 2...120, default: 3)
        let isWeekly = try entry.laterChoice("season", among: OwnBaseline.seasons) == "weekly"
        step = isWeekly ? (window + 6) / 7 * 7 : window
        guard baseline / step >= minimumPeriods else {
            throw entry.error(
                "baseline", "\(baseline) days hold fewer than \(minimumPeriods) windows of \(step) days")
        }
    }

    /// `login in 30 days`, with the measure before it.
    var words: String { "\(measure.words) \(selection.words) in \(window) days" }

    /// Reads both per row; `value` gets the window's measure and those of the tracked periods, at least `minimumPeriods`
    /// of them, newest first. Missing otherwise.
    func evaluator(
        _ plan: inout FeaturePlan, _ value: @escaping @Sendable (_ recent: Double, _ past: [Double]) -> Double
    ) -> FeatureEvaluator {
        let recent = plan.window(selection, days: window)
        let measure = measure
        return pastEvaluator(&plan) { evidence, past in value(evidence.measure(measure, recent), past) }
    }

    /// Reads the tracked periods before the window only.
    func pastEvaluator(
        _ plan: inout FeaturePlan, _ value: @escaping @Sendable (_ evidence: Evidence, _ past: [Double]) -> Double
    ) -> FeatureEvaluator {
        let periods = plan.periods(selection, days: window, count: baseline / step, ending: step, step: step)
        let series = plan.series(measure, periods)
        let (isEverNaN, minimumPeriods) = (!measure.isZeroWithoutReadings, minimumPeriods)
        return .number { evidence in
            var past = evidence.values(series)
            if isEverNaN { past.removeAll(where: \.isNaN) }
            return past.count < minimumPeriods ? .nan : value(evidence, past)
        }
    }

    static func mean(_ past: [Double]) -> Double { past.reduce(0, +) / Double(past.count) }

    /// √(Σ(x - mean)² / (n - 1)), the sample standard deviation.
    static func standardDeviation(_ past: [Double]) -> Double {
        let mean = mean(past)
        return (past.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(past.count - 1)).squareRoot()
    }

    /// (x - mean) / sd of the past values; 0 where they are all equal.
    static func standardScore(_ value: Double, _ past: [Double]) -> Double {
        let spread = standardDeviation(past)
        return spread == 0 && !value.isNaN ? 0 : (value - mean(past)) / spread
    }

    /// How many standard deviations a count lies from the account's own rate: with μ the mean of the n past counts,
    /// 2(√(x + 3/8) - √(μ + 3/8)) / √(φ(1 + 1/n)). The square roots make a Poisson count's spread 1 (Anscombe); φ, the
    /// variance of the past counts over their mean and at least 1, allows for accounts whose rate wanders; 1 + 1/n for
    /// μ being estimated.
    static func countDeviation(_ count: Double, _ past: [Double]) -> Double {
        let (n, mean) = (Double(past.count), mean(past))
        let squares = past.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let dispersion = mean > 0 ? max(1, squares / (n - 1) / mean) : 1
        return 2 * ((count + 0.375).squareRoot() - (mean + 0.375).squareRoot())
            / (dispersion * (1 + 1 / n)).squareRoot()
    }

    /// (x - median) / spread, where the spread is 1.4826 · MAD, or 1.2533 · mean absolute deviation where more than half
    /// of the past values are equal. Where all are equal: 0 for the same value again, else missing.
    static func robustDeviation(_ value: Double, _ past: [Double]) -> Double {
        let center = Median.of(past)
        var spread = Median.spread(past, around: center)
        if spread == 0 { spread = 1.2533 * past.reduce(0) { $0 + abs($1 - center) } / Double(past.count) }
        if spread == 0 { return value == center ? 0 : .nan }
        return (value - center) / spread
    }
}

extension Measure {
    var words: String {
        switch self {
        case .count: "number of"
        case .sum: "sum of"
        case .mean: "mean of"
        case .users: "users of"
        }
    }

    /// Whether its values are counts, whose spread follows from their mean.
    var isCount: Bool { self == .count || self == .users }
}
