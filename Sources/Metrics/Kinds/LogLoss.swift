import Tables

/// Mean log loss in nats, computed from the log-odds, so that a confident miss is large but exact; infinite where a
/// probability of 0 or 1 was wrong. No clipping.
public enum LogLoss: Metric {
    public static let name = "log_loss"
    public static let title = "log loss"
    public static let summary = "mean of -log P(what happened), in nats"
    public static let aim = MetricAim.lower
    public static let isRankingOnly = false
    public static let isHeadline = true
    public static let format = NumberFormat.decimals(4)

    public static func value(_ scored: ScoredOutcomes) -> Double {
        scored.sum(scored.levels.eventLosses, scored.levels.otherLosses) / scored.totalWeight
    }

    /// The same without a ranking of the rows, which costs more than the loss where many candidates are compared. NaN where
    /// a score is. Precondition: all have one value a row.
    public static func mean(logOdds: [Double], outcomes: [Double], weights: [Double]?) -> Double {
        precondition(logOdds.count == outcomes.count && weights?.count ?? outcomes.count == outcomes.count)
        var (sum, total) = (0.0, 0.0)
        for row in logOdds.indices {
            let weight = weights?[row] ?? 1
            sum += weight * Sigmoid.logLoss(logOdds: logOdds[row], outcome: outcomes[row])
            total += weight
        }
        return sum / total
    }

    public static func analytic(_ scored: ScoredOutcomes) -> Estimate? {
        let mean = Intervals.mean(scored.losses, weights: scored.weights, clusters: scored.clusters)
        return Estimate(mean.value, standardError: mean.standardError)
    }
}
