import Tables

/// Area under the ROC curve: P(score of an event > score of a non-event) + ½ P(tie).
/// Interval: DeLong, DeLong and Clarke-Pearson (1988), with clustered structural components (Obuchowski 1997) where an
/// account has several rows, on the logit scale so that it stays within 0 and 1.
public enum AreaUnderCurve: Metric {
    public static let name = "auc"
    public static let title = "AUC"
    public static let summary = "P(a lost renewal scores above a kept one), ties count half"
    public static let aim = MetricAim.higher
    public static let isRankingOnly = true

    public static func value(_ scored: ScoredOutcomes) -> Double {
        var (eventsAbove, area) = (0.0, 0.0)
        scored.tieGroups { _, events, others in
            area += others * (eventsAbove + events / 2)
            eventsAbove += events
        }
        let others = scored.totalWeight - eventsAbove
        return eventsAbove > 0 && others > 0 ? area / (eventsAbove * others) : .nan
    }

    public static func estimate(_ scored: ScoredOutcomes, bootstrap: Bootstrap) -> Estimate {
        let value = value(scored)
        guard value.isFinite else { return .undefined }
        let error = Intervals.clusteredStandardError(influence(scored, area: value), clusters: scored.clusters)
        guard value > 0, value < 1 else { return Estimate(value) }
        let (centre, half) = (Logit.of(value), Intervals.z95 * error / (value * (1 - value)))
        return Estimate(value, low: Sigmoid.probability(centre - half), high: Sigmoid.probability(centre + half))
    }

    /// DeLong's structural components as influence: for an event, (share of non-events below - AUC) · w / Σw events; for a
    /// non-event, (share of events above - AUC) · w / Σw non-events.
    public static func influence(_ scored: ScoredOutcomes, area: Double) -> [Double] {
        let eventWeight = scored.eventWeight
        let otherWeight = scored.totalWeight - eventWeight
        var influence = [Double](repeating: 0, count: scored.count)
        var (eventsAbove, othersAbove) = (0.0, 0.0)
        var index = 0
        scored.tieGroups { score, events, others in
            while index < scored.order.count, scored.logOdds[Int(scored.order[index])] == score {
                let row = Int(scored.order[index])
                let isEvent = scored.outcomes[row] == 1
                let beaten =
                    isEvent ? 1 - (othersAbove + others / 2) / otherWeight : (eventsAbove + events / 2) / eventWeight
                influence[row] = scored.weights[row] * (beaten - area) / (isEvent ? eventWeight : otherWeight)
                index += 1
            }
            eventsAbove += events
            othersAbove += others
        }
        return influence
    }
}
