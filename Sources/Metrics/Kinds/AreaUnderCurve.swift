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
    public static let isHeadline = true

    public static func value(_ scored: ScoredOutcomes) -> Double {
        var (eventsAbove, area) = (0.0, 0.0)
        scored.tieGroups { _, events, others in
            area += others * (eventsAbove + events / 2)
            eventsAbove += events
        }
        let others = scored.totalWeight - eventsAbove
        return eventsAbove > 0 && others > 0 ? area / (eventsAbove * others) : .nan
    }

    /// The same without intervals, for many rows of weight 1: events and others are sorted apart, in two halves on two cores,
    /// and pairs are counted in whole numbers, so the result is exact up to its division and the same on any machine.
    /// NaN where an outcome is missing. Precondition: as many outcomes (0 or 1) as scores, no score NaN.
    public static func value(logOdds: [Double], outcomes: [Double]) -> Double {
        precondition(logOdds.count == outcomes.count, "one outcome a score")
        return PairCount(logOdds, outcomes).area
    }

    public static func analytic(_ scored: ScoredOutcomes) -> Estimate? {
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
        for (level, (events, others)) in zip(scored.events, scored.others).enumerated() {
            let ofEvent = (1 - (othersAbove + others / 2) / otherWeight - area) / eventWeight
            let ofOther = ((eventsAbove + events / 2) / eventWeight - area) / otherWeight
            for place in scored.levels.rows(level) {
                let row = Int(scored.levels.order[place])
                influence[row] = scored.weights[row] * (scored.outcomes[row] == 1 ? ofEvent : ofOther)
            }
            eventsAbove += events
            othersAbove += others
        }
        return influence
    }
}
