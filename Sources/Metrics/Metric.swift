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
    static var format: NumberFormat { get }
    /// Whether only the order of the scores counts.
    static var isRankingOnly: Bool { get }

    /// The figure; NaN where it is undefined.
    static func value(_ scored: ScoredOutcomes) -> Double

    /// The figure with its interval; the default is a clustered bootstrap.
    static func estimate(_ scored: ScoredOutcomes, bootstrap: Bootstrap) -> Estimate
}

public enum MetricAim: Sendable, Equatable {
    case higher
    case lower
    case target(Double)
}

extension Metric {
    public static var format: NumberFormat { .decimals(3) }

    public static func estimate(_ scored: ScoredOutcomes, bootstrap: Bootstrap) -> Estimate {
        bootstrap.estimate(scored, of: value)
    }
}
