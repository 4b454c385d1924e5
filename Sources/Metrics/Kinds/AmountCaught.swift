import Tables

/// Share of the lost amount that belongs to the tenth of accounts scored riskiest. Ties at the edge count as their expected
/// value.
public enum AmountCaught: Metric {
    public static let name = "arr_caught_top_decile"
    public static let title = "lost amount caught, top 10%"
    public static let summary =
        "share of the lost amount in the riskiest tenth, expected value under ties"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true
    public static let needs = MetricNeed.amounts

    public static func value(_ scored: ScoredOutcomes) -> Double {
        guard let amounts = scored.stakes.amounts else { return .nan }
        let lost = scored.levelSums { scored.outcomes[$0] * amounts[$0] }
        let total = lost.reduce(0, +)
        guard total > 0 else { return .nan }
        return Capture.held(scored, lost, [0.1])[0] / total
    }
}
