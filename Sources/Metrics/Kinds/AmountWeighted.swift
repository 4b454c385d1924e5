import Tables

/// A metric in which every row counts by its amount (its ARR, say): the metric per unit of money instead of per account.
/// Undefined where no amounts are known.
public enum AmountWeighted<Base: Metric>: Metric {
    public static var name: String { "arr_" + Base.name }
    public static var title: String { Base.title + ", by amount" }
    public static var summary: String { Base.summary + "; each row counts by its amount" }
    public static var aim: MetricAim { Base.aim }
    public static var isRankingOnly: Bool { Base.isRankingOnly }
    public static var format: NumberFormat { Base.format }
    public static var needs: MetricNeed { .amounts }

    public static func value(_ scored: ScoredOutcomes) -> Double { scored.weightedByAmount().map(Base.value) ?? .nan }

    public static func analytic(_ scored: ScoredOutcomes) -> Estimate? {
        scored.weightedByAmount().map(Base.analytic) ?? .undefined
    }
}
