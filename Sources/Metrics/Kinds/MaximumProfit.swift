import Tables

/// Maximum profit of a retention campaign (Verbeke et al. 2012), per account: the best cut-off's profit with a known
/// acceptance (`Campaign.acceptance`), with each account's own amount; 0 where no cut-off earns anything. In the unit of the
/// amounts. The formula is at `ProfitCurve`.
/// Not promised: the best cut-off is chosen on the same rows, so the figure flatters in small samples.
public enum MaximumProfit: Metric {
    public static let name = "max_profit"
    public static let title = "maximum profit"
    public static let summary = "profit per account of the best cut-off for a campaign with known acceptance"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true
    public static let format = NumberFormat.decimals(2)
    public static let needs = MetricNeed.amounts

    public static func value(_ scored: ScoredOutcomes) -> Double {
        guard let curve = ProfitCurve(scored) else { return .nan }
        let acceptance = scored.stakes.campaign.acceptance
        var best = 0.0
        for cut in curve.saved.indices { best = max(best, acceptance * curve.saved[cut] - curve.spent[cut]) }
        return best / scored.totalWeight
    }
}
