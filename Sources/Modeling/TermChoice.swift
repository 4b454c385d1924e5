import Metrics
import Tables

/// Which `NumericTerms` a table can carry and has earned, decided on training rows alone.
///
/// Linear terms are kept unless others lower the cross-validated log loss, each under its own best penalty and in the same
/// folds, by more than one standard error of the rows' differences (the one-standard-error rule of Breiman et al.,
/// Classification and Regression Trees, 1984, 3.4.3). Among those that do the lowest loss wins. Not promised: that the
/// winner's loss is unbiased; `Validation` repeats the choice inside each fold and is.
struct TermChoice: Sendable {
    let terms: NumericTerms
    let cross: CrossFitting
    /// What was chosen and why.
    let notes: [String]

    /// A design must leave this many rows of the rarer outcome a column before it is tried. With ridge fewer would do for
    /// a fit, but not for a comparison that can tell terms apart.
    static let eventsPerColumn = 3

    /// - Parameter lambdas: candidates for each kind of terms.
    init(_ data: Observations, plan: FoldPlan, lambdas: [Double?], options: TrainingOptions) throws(TrainingError) {
        let linear = try CrossFitting(data, plan: plan, terms: .linear, lambdas: lambdas, options: options)
        let base = try Training.scored(linear.logOdds, data.outcomes(of: linear.rows))
        let (able, unable) = TermChoice.candidates(data, options)
        var best: Trial?
        var lost: [Trial] = []
        for terms in able {
            let trial = try Trial(data, terms, base, plan: plan, lambdas: lambdas, options: options)
            if trial.isEarned, trial.gain > best?.gain ?? 0 { best = trial }
            if !trial.isEarned { lost.append(trial) }
        }
        let words = best.map { [$0.words(linear)] } ?? lost.map { $0.words(linear) } + (unable.map { [$0] } ?? [])
        (terms, cross, notes) = (best?.terms ?? .linear, best?.cross ?? linear, words)
    }

    /// Terms worth a trial, and words for those that are not.
    private static func candidates(_ data: Observations, _ options: TrainingOptions) -> ([NumericTerms], String?) {
        func columns(_ terms: NumericTerms) -> [DesignColumn] {
            Preparation.learned(
                data.predictors, weights: data.weights, minimumLevelCount: options.minimumLevelCount, terms: terms
            ).columns
        }
        let scarce = min(data.eventCount, data.count - data.eventCount)
        var able: [NumericTerms] = []
        var unable: [String] = []
        for terms in [NumericTerms.splines, .bins] {
            let columns = columns(terms)
            guard columns.contains(where: \.isCurved) else { continue }
            if scarce >= eventsPerColumn * columns.count {
                able.append(terms)
            } else {
                unable.append("the \(columns.count) columns of \(terms.rawValue)")
            }
        }
        guard !unable.isEmpty else { return (able, nil) }
        let words =
            "terms: linear; \(scarce) rows of the rarer outcome cannot carry \(unable.joined(separator: " or ")) (\(eventsPerColumn) each)"
        return (able, words)
    }
}

/// One kind of terms against linear ones.
private struct Trial {
    let terms: NumericTerms
    let cross: CrossFitting
    /// By how much the mean held-out log loss is lower than with linear terms.
    let gain: Double
    let standardError: Double

    init(
        _ data: Observations, _ terms: NumericTerms, _ linear: ScoredOutcomes, plan: FoldPlan, lambdas: [Double?],
        options: TrainingOptions
    ) throws(TrainingError) {
        cross = try CrossFitting(data, plan: plan, terms: terms, lambdas: lambdas, options: options)
        let own = try Training.scored(cross.logOdds, data.outcomes(of: cross.rows))
        (gain, standardError) = PairedDifference.logLoss(linear, own)
        self.terms = terms
    }

    var isEarned: Bool { gain > standardError }

    func words(_ linear: CrossFitting) -> String {
        let (own, other) = (NumberFormat.fixed(cross.bestLoss, 4), NumberFormat.fixed(linear.bestLoss, 4))
        let error = "standard error of the difference \(NumberFormat.fixed(standardError, 4))"
        return isEarned
            ? "terms: \(terms.rawValue), cross-validated log loss \(own) against \(other) with linear ones (\(error))"
            : "terms: linear, cross-validated log loss \(other) against \(own) with \(terms.rawValue) (\(error))"
    }
}
