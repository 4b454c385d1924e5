import Tables

/// Share of the cost that acting at each row's own threshold saves, against the cheaper of acting on nobody and on
/// everybody (Elkan 2001; Correa Bahnsen et al. 2014, "Example-dependent cost-sensitive decision trees"):
///
///     1 - Σ w cost(act where p ≥ tᵢ) / min(Σ w cost(none), Σ w cost(all)),  tᵢ = (FP - TN) / (FP - TN + FN - TP) of row i
///
/// 1 saves everything, 0 nothing; below 0 the probabilities do harm. Undefined where the cheaper of the two costs nothing. It
/// asks for calibrated probabilities: a threshold on others is a threshold elsewhere.
public enum MinimumRiskSavings: Metric {
    public static let name = "savings"
    public static let title = "savings"
    public static let summary = "share of the cost saved by acting where p reaches the row's minimum-risk threshold"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = false
    public static let needs = MetricNeed.costs

    public static func value(_ scored: ScoredOutcomes) -> Double {
        guard let costs = scored.stakes.costs else { return .nan }
        var (none, all, ours) = (0.0, 0.0, 0.0)
        for row in 0..<scored.count {
            let (weight, event) = (scored.weights[row], scored.outcomes[row] == 1)
            let acting = weight * costs.cost(row, acting: true, event: event)
            let waiting = weight * costs.cost(row, acting: false, event: event)
            all += acting
            none += waiting
            ours += Sigmoid.probability(scored.logOdds[row]) >= costs.threshold(row) ? acting : waiting
        }
        return min(none, all) > 0 ? 1 - ours / min(none, all) : .nan
    }
}
