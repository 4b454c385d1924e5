import Documents
import Signals

/// What is normal for one account: a measure of the window, and the same of the periods of equal length before it. What
/// `baseline`, `baseline_ratio` and `deviation` share.
///
/// With `season: weekly` the periods before are the window moved back by whole weeks, so that a window of 10 days is
/// compared with periods that have the same weekdays in it.
///
/// With `shrink: K` the account's rate is (Σx + K r) / (n + K), where r is the median of its peers' own rates: the mean of
/// the gamma posterior of a Poisson rate whose gamma prior is worth K periods at r (Gelman et al., "Bayesian Data
/// Analysis", 3rd ed., 2.6). An account of three periods and K = 3 stands halfway; with a long history it is itself.
struct OwnBaseline: Sendable {
    let measure: Measure
    let selection: Selection
    let window: Int
    let baseline: Int
    /// Days from the begin of one period to that of the next: the window, or the whole weeks that hold it.
    let step: Int
    let minimumPeriods: Int
    /// K, in periods; 0 where an account stands for itself.
    let priorPeriods: Double
    private let peers: PeerGroup?
    /// Tells this question to the peers from others.
    private let key: String

    static let options =
        FeatureOption.selection + [
            .measure(), .window(default: 30),
            FeatureOption(
                "baseline", .days,
                "days before the window that tell what is normal for the account; default 360, or 4 windows if more"),
            .minimumPeriods,
            FeatureOption(
                "season", .choice(seasons),
                "weekly: the past windows begin whole weeks before, so the same weekdays are compared; default none"),
            FeatureOption(
                "shrink", .number,
                "counts and users: periods at the peers' median rate that the account's own are added to; default 0"),
        ] + PeerGroup.options

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
        priorPeriods = try entry.laterNumber("shrink", in: 0...1000, default: 0)
        if priorPeriods == 0, let option = PeerGroup.options.map(\.name).first(where: entry.names) {
            throw entry.error(option, "\(option) is for shrink, which is 0 here")
        }
        if priorPeriods > 0, !measure.isCount {
            throw entry.error("shrink", "only count and users are rates that can be shrunk, not \(measure.rawValue)")
        }
        peers = priorPeriods > 0 ? try PeerGroup(&entry) : nil
        key = entry.options
    }

    /// Refuses `shrink` where the value is not made of the account's rate.
    func refuseShrinkage(_ entry: FeatureEntry, for what: String) throws(DocumentError) {
        if priorPeriods > 0 { throw entry.error("shrink", "\(what) is not made of a rate that can be shrunk") }
    }

    func traits(_ words: String, unit: String? = nil, sense: FeatureTraits.Sense = .same) -> FeatureTraits {
        FeatureTraits(
            words, unit: unit, sense: sense, isUndated: peers?.isUndated ?? false, looksAtOthers: peers != nil)
    }

    /// `login in 30 days`, with the measure before it.
    var words: String { "\(measure.words) \(selection.words) in \(window) days" }

    /// Reads both per row; `value` gets the window's measure and the past. Missing where there is too little of it; with
    /// `shrink`, where the window itself was not tracked whole.
    func evaluator(
        _ plan: inout FeaturePlan, _ value: @escaping @Sendable (_ recent: Double, _ past: Past) -> Double
    ) -> FeatureEvaluator {
        let recent = plan.window(selection, days: window, needs: measure.needs)
        let (measure, isShrunk) = (measure, peers != nil)
        return pastEvaluator(&plan) { evidence, past in
            isShrunk && !evidence.isTracked(recent) ? .nan : value(evidence.measure(measure, recent), past)
        }
    }

    /// Reads the tracked periods before the window only. Missing with fewer than `minimumPeriods` of them, unless there
    /// are peers to make up for them.
    func pastEvaluator(
        _ plan: inout FeaturePlan, _ value: @escaping @Sendable (_ evidence: Evidence, _ past: Past) -> Double
    ) -> FeatureEvaluator {
        let periods = periods(&plan)
        let (series, readings) = (plan.series(measure, periods), plan.tracking(selection))
        let (isEverNaN, minimumPeriods, prior) = (!measure.isZeroWithoutReadings, minimumPeriods, priorPeriods)
        let reader = peers.map { $0.reader(&plan, key: "rate" + key, ownRate) }
        return .number { evidence in
            var values = evidence.values(series)
            if isEverNaN { values.removeAll(where: \.isNaN) }
            if let reader, evidence.trackedDays(readings) >= 0, let peers = reader.peers(of: evidence) {
                let rate = peers.values.median(without: peers.account)
                return value(evidence, Past(values: values, priorPeriods: prior, priorRate: rate))
            }
            return values.count < minimumPeriods ? .nan : value(evidence, Past(values: values))
        }
    }

    /// The periods before the window, the newest first.
    private func periods(_ plan: inout FeaturePlan) -> [WindowHandle] {
        plan.periods(
            selection, days: window, count: baseline / step, ending: step, step: step, needs: measure.needs)
    }

    /// The mean of an account's own past, without help of others.
    private func ownRate(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let periods = periods(&plan)
        let (series, minimumPeriods) = (plan.series(measure, periods), minimumPeriods)
        return .number { evidence in
            let values = evidence.values(series)
            return values.count < minimumPeriods ? .nan : Past(values: values).rate
        }
    }

    /// Measures of the past periods, newest first, and what peers add to them.
    struct Past {
        let values: [Double]
        var priorPeriods = 0.0
        var priorRate = 0.0

        /// The mean, with K more periods at the peers' rate.
        var rate: Double { (values.reduce(0, +) + priorPeriods * priorRate) / periods }

        /// How many periods stand behind the rate.
        var periods: Double { Double(values.count) + priorPeriods }
    }

    static func mean(_ past: [Double]) -> Double { past.reduce(0, +) / Double(past.count) }

    /// √(Σ(x - mean)² / (n - 1)), the sample standard deviation.
    static func standardDeviation(_ past: [Double]) -> Double {
        let mean = mean(past)
        return (past.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(past.count - 1)).squareRoot()
    }

    /// (x - mean) / sd of the past values; 0 where they are all equal.
    static func standardScore(_ value: Double, _ past: Past) -> Double {
        let spread = standardDeviation(past.values)
        return spread == 0 && !value.isNaN ? 0 : (value - mean(past.values)) / spread
    }

    /// How many standard deviations a measure lies from the account's own normal, as far as 10 either way: of counts by
    /// `countDeviation`, of others by `robustDeviation`.
    static func deviation(_ measure: Measure, _ value: Double, _ past: Past) -> Double {
        let deviation = measure.isCount ? countDeviation(value, past) : robustDeviation(value, past.values)
        return deviation.isNaN ? .nan : min(10, max(-10, deviation))
    }

    /// How many standard deviations a count lies from the account's own rate: with μ the rate of the n past periods,
    /// 2(√(x + 3/8) - √(μ + 3/8)) / √(φ(1 + 1/n)). The square roots make a Poisson count's spread 1 (Anscombe); φ, the
    /// variance of the past counts over their mean and at least 1, allows for accounts whose rate wanders; 1 + 1/n for
    /// μ being estimated. Periods that peers add count in n.
    static func countDeviation(_ count: Double, _ past: Past) -> Double {
        let change = 2 * ((count + 0.375).squareRoot() - (past.rate + 0.375).squareRoot())
        return change / (dispersion(past.values) * (1 + 1 / past.periods)).squareRoot()
    }

    /// The sample variance of counts over their mean, at least 1; 1 where there are fewer than two.
    private static func dispersion(_ counts: [Double]) -> Double {
        let mean = mean(counts)
        guard counts.count > 1, mean > 0 else { return 1 }
        return max(1, counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count - 1) / mean)
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
