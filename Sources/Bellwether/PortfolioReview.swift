import Features
import Health
import Scoring
import Signals

extension Portfolio {
    /// Every override that began before a day, with the score that was computed on its first day and what became of the
    /// renewal that was next then, as far as that was decided before the day; nil where there is no scorecard.
    public func overrideReview(asOf day: Day) -> OverrideReview? {
        guard let scorecard else { return nil }
        let cutoff = history.calendar.midnight(of: day)
        let places = Dictionary(
            history.accounts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let cases = scorecard.overrides.all.filter { $0.from < day }.compactMap { override in
            places[override.accountID].map { judged(override, $0, scorecard, before: cutoff) }
        }
        let decided = history.renewals.filter { $0.isDecided(before: cutoff, in: history.calendar) }
        let losses = decided.compactMap(\.outcome.isLoss).count { $0 }
        return OverrideReview(cases, lossRate: decided.isEmpty ? nil : Double(losses) / Double(decided.count))
    }

    private func judged(
        _ override: ScoreOverride, _ account: Int, _ scorecard: Scorecard, before cutoff: Instant
    ) -> OverrideReview.Case {
        let anchor = history.anchors(asOf: override.from)[account]
        let table = features.extract(history, at: [anchor])
        let computed = table.count == 1 ? HealthScores(scorecard, table.frame).rounded(0) : nil
        let renewal = anchor.renewal.flatMap { $0.isDecided(before: cutoff, in: history.calendar) ? $0 : nil }
        return OverrideReview.Case(override, computed: computed, isLoss: renewal?.outcome.isLoss)
    }
}
