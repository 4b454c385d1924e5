import Tables

/// A measure of scores against outcomes. Adding one is a new file in `Kinds/` and a line in `MetricKinds`.
public protocol Metric: Sendable {
    /// Key in JSON and behind gates.
    static var name: String { get }
    /// What people read in a table.
    static var title: String { get }
    /// Formula in one line.
    static var summary: String { get }
    /// Whether more is better, less is better, or a target value is best.
    static var aim: MetricAim { get }
    /// How people read its values.
    static var format: NumberFormat { get }
    /// Whether only the order of the scores counts.
    static var isRankingOnly: Bool { get }
    /// Whether training shows it; validation shows all.
    static var isHeadline: Bool { get }
    /// What it needs beside scores and outcomes; where that is not given, its value is NaN.
    static var needs: MetricNeed { get }

    /// Whether samples inflate it: a mean of absolute or squared gaps or a largest gap lies above the truth in
    /// small samples, never below 0. Its bootstrap interval allows for that.
    static var isInflated: Bool { get }

    /// The figure; NaN where it is undefined.
    static func value(_ scored: ScoredOutcomes) -> Double

    /// The figure with an interval by theory; nil where there is none and the bootstrap serves.
    static func analytic(_ scored: ScoredOutcomes) -> Estimate?
}

/// Which values of a metric are the good ones.
public enum MetricAim: Sendable, Equatable {
    /// More is better.
    case higher
    /// Less is better.
    case lower
    /// The nearer to this value, the better.
    case target(Double)
}

/// What a metric needs beside scores and outcomes.
public enum MetricNeed: Sendable {
    /// Scores and outcomes are enough.
    case nothing
    /// An amount of every row.
    case amounts
    /// What right and wrong decisions cost.
    case costs
    /// How many accounts can be acted upon.
    case capacity

    /// Whether the stakes hold what the metric needs.
    public func isMet(_ stakes: Stakes) -> Bool {
        switch self {
        case .nothing: true
        case .amounts: stakes.amounts != nil
        case .costs: stakes.costs != nil
        case .capacity: stakes.capacity != nil
        }
    }
}

extension Metric {
    /// Three decimals, as most metrics lie between 0 and 1.
    public static var format: NumberFormat { .decimals(3) }
    public static var isInflated: Bool { false }
    public static var isHeadline: Bool { false }
    public static var needs: MetricNeed { .nothing }
    public static func analytic(_ scored: ScoredOutcomes) -> Estimate? { nil }

    /// The figure with its interval: by theory where there is one, else by a clustered bootstrap.
    public static func estimate(_ scored: ScoredOutcomes, bootstrap: Bootstrap) -> Estimate {
        analytic(scored) ?? bootstrap.estimates(scored, inflated: isInflated ? [0] : []) { [value($0)] }[0]
    }
}
