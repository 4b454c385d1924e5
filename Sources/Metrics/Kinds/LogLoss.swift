import Tables

/// Mean log loss in nats, computed from the log-odds, so that a confident miss is large but exact; infinite where a
/// probability of 0 or 1 was wrong. No clipping.
public enum LogLoss: Metric {
    public static let name = "log_loss"
    public static let title = "log loss"
    public static let summary = "mean of -log P(what happened), in nats"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let format = NumberFormat.decimals(4)

    public static func value(_ scored: ScoredOutcomes) -> Double {
        Intervals.mean(scored.losses, weights: scored.weights, clusters: nil).value
    }

    public static func estimate(_ scored: ScoredOutcomes, bootstrap: Bootstrap) -> Estimate {
        let mean = Intervals.mean(scored.losses, weights: scored.weights, clusters: scored.clusters)
        return Estimate(mean.value, standardError: mean.standardError)
    }
}
