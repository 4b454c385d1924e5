import Tables

/// Mean squared difference of probability and outcome (Brier 1950).
public enum BrierScore: Metric {
    public static let name = "brier"
    public static let title = "Brier score"
    public static let summary = "mean of (p - outcome) squared"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let isHeadline = true
    public static let format = NumberFormat.decimals(4)

    public static func value(_ scored: ScoredOutcomes) -> Double {
        let p = scored.levels.probabilities
        return scored.sum(p.map { (1 - $0) * (1 - $0) }, p.map { $0 * $0 }) / scored.totalWeight
    }

    public static func analytic(_ scored: ScoredOutcomes) -> Estimate? {
        let mean = Intervals.mean(squares(scored), weights: scored.weights, clusters: scored.clusters)
        return Estimate(mean.value, standardError: mean.standardError, in: 0...1)
    }

    private static func squares(_ scored: ScoredOutcomes) -> [Double] {
        zip(scored.probabilities, scored.outcomes).map { ($0 - $1) * ($0 - $1) }
    }
}
