/// What a campaign earns that contacts all accounts down to a score, as a function of the acceptance γ: (γ · saved - spent),
/// in total, from nobody contacted (0, 0) to everybody.
///
/// Contacting account i with amount vᵢ costs f; if it would leave, it accepts δvᵢ with probability γ and its vᵢ stays; if
/// not, it takes δvᵢ for nothing. So a contacted loss saves γ(1 - δ)vᵢ and spends f; a contacted renewal spends f + δvᵢ.
/// With one amount for all this is the profit of Verbeke et al. (2012), New insights into churn prediction in the
/// telecommunication sector.
struct ProfitCurve: Sendable {
    /// Whoever would leave and is contacted saves this times γ; running sums by falling score.
    let saved: [Double]
    let spent: [Double]

    /// nil where no amounts are known or an outcome is missing.
    init?(_ scored: ScoredOutcomes) {
        guard scored.hasBothOutcomes, let amounts = scored.stakes.amounts else { return nil }
        let campaign = scored.stakes.campaign
        let (saves, gives) = (1 - campaign.incentive, campaign.incentive)
        saved = ProfitCurve.running(scored.levelSums { scored.outcomes[$0] * amounts[$0] * saves })
        spent = ProfitCurve.running(
            scored.levelSums { campaign.contact + (1 - scored.outcomes[$0]) * amounts[$0] * gives })
    }

    private static func running(_ values: [Double]) -> [Double] {
        var sum = 0.0
        return [0]
            + values.map {
                sum += $0
                return sum
            }
    }

    /// The corners of the upper hull of saved over spent: for any γ the best cut-off is one of them.
    var hull: [Int] {
        var hull: [Int] = [0]
        for next in saved.indices.dropFirst() where saved[next] > saved[hull[hull.count - 1]] {
            while hull.count > 1, isBelow(hull[hull.count - 1], hull[hull.count - 2], next) { hull.removeLast() }
            hull.append(next)
        }
        return hull
    }

    /// Whether `point` lies on or below the line from `left` to `right`.
    private func isBelow(_ point: Int, _ left: Int, _ right: Int) -> Bool {
        (saved[point] - saved[left]) * (spent[right] - spent[left])
            <= (saved[right] - saved[left]) * (spent[point] - spent[left])
    }
}
