import Tables

/// Expected maximum profit of a retention campaign (Verbraken, Verbeke and Baesens 2013), per account: the acceptance is
/// γ ~ Beta(α, β), each γ has its own best cut-off, and the profits are averaged over γ. Each account has its own amount;
/// constant scores leave nobody or everybody. The formula is at `ProfitCurve`:
///
///     Σ over corners k of the hull: ∫ from γₖ to γₖ₊₁ of (γ · savedₖ - spentₖ) dBeta(γ),  γₖ = Δspent / Δsaved
public enum ExpectedMaximumProfit: Metric {
    public static let name = "expected_max_profit"
    public static let title = "expected maximum profit"
    public static let summary = "profit per account of the best cut-off, averaged over an uncertain acceptance"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true
    public static let format = NumberFormat.decimals(2)
    public static let needs = MetricNeed.amounts

    public static func value(_ scored: ScoredOutcomes) -> Double {
        guard let curve = ProfitCurve(scored) else { return .nan }
        let campaign = scored.stakes.campaign
        let corners = curve.hull
        var (profit, from) = (0.0, Acceptance(0, campaign))
        for (place, corner) in corners.enumerated() {
            let next = place + 1 < corners.count ? corners[place + 1] : nil
            let to = Acceptance(next.map { curve.changeOver(corner, $0) } ?? 1, campaign)
            profit += curve.saved[corner] * (to.partialMean - from.partialMean)
            profit -= curve.spent[corner] * (to.below - from.below)
            from = to
        }
        return profit / scored.totalWeight
    }

    /// P(acceptance ≤ γ), and its mean over those.
    private struct Acceptance {
        let below: Double
        let partialMean: Double

        init(_ gamma: Double, _ campaign: Campaign) {
            let gamma = min(gamma, 1)
            below = Beta.cdf(gamma, campaign.alpha, campaign.beta)
            partialMean = campaign.acceptance * Beta.cdf(gamma, campaign.alpha + 1, campaign.beta)
        }
    }
}

extension ProfitCurve {
    /// The acceptance at which the later of two cut-offs begins to earn more.
    fileprivate func changeOver(_ earlier: Int, _ later: Int) -> Double {
        (spent[later] - spent[earlier]) / (saved[later] - saved[earlier])
    }
}
