import Metrics
import Scoring
import Tables

extension ChurnReport {
    /// Three sentences: what is coming, whether to believe it, what to change.
    var verdict: [String] { [outlook, belief, advice].compactMap(\.self) }

    private var outlook: String? {
        guard let scores = evidence.scores, let summary = evidence.summary else { return nil }
        let money = scores.compactMap(\.arrAtRisk).reduce(0, +)
        let grr = evidence.forecast.map { forecast in
            let share = NumberFormat.percent(1)
            return ", and a year from now GRR is expected at \(share.text(forecast.grr.mean)) "
                + "(80% interval \(share.text(forecast.grr.low80)) to \(share.text(forecast.grr.high80)))"
        }
        let losses = summary.expectedLosses.words(.decimals(0))
        return "Of \(NumberFormat.grouped(scores.count)) accounts about \(losses) are "
            + "expected to be lost at their next renewal: \(Amount.words(money, evidence.currency)) of ARR is at risk"
            + "\(grr ?? "")."
    }

    private var belief: String? {
        guard let checked = evidence.checked else { return nil }
        let auc = checked.evaluation["auc"].map { "AUC \($0.words(.decimals(2)))" } ?? "no AUC"
        let words = EvaluationVerdict.words(checked.evaluation)
        return "On \(NumberFormat.grouped(checked.learned.count)) past renewals, \(checked.words), the model "
            + "\(words.hasSuffix(".") ? String(words.dropLast()) : words); \(auc)."
    }

    private var advice: String? {
        guard let comparison = evidence.checked?.comparison, let weights = evidence.comparison else { return nil }
        let worst = weights.byDistance.filter(\.disagrees).prefix(3).map(\.measure)
        let differ =
            worst.isEmpty
            ? "; no hand-set weight is contradicted by the data"
            : "; hand-set weights to look at first: \(worst.joined(separator: ", "))"
        let duel = comparison.verdict
        return PageFigure.sentence((duel.hasSuffix(".") ? String(duel.dropLast()) : duel) + differ)
    }
}

/// Money as people say it.
enum Amount {
    static func words(_ amount: Double, _ currency: String?) -> String {
        let text =
            switch abs(amount) {
            case 1e6...: NumberFormat.fixed(amount / 1e6, 2) + " M"
            case 1e4...: NumberFormat.fixed(amount / 1e3, 0) + " k"
            default: NumberFormat.fixed(amount, 0)
            }
        return currency.map { "\(text) \($0)" } ?? text
    }
}
