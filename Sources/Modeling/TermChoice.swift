import Metrics
import Tables

/// Which `ModelTerms` a table can carry and has earned, decided on training rows alone.
///
/// Linear terms are kept unless others lower the cross-validated log loss, each under its own best penalty and in the same
/// folds, by more than one standard error of the rows' differences (the one-standard-error rule of Breiman et al.,
/// Classification and Regression Trees, 1984, 3.4.3). Among those that do the lowest loss wins. Products of two predictors are
/// then tried on top of the winner, by the same rule against it. Not promised: that the winner's loss is unbiased; `Validation` repeats the choice inside each fold and is.
struct TermChoice: Sendable {
    let terms: ModelTerms
    let cross: CrossFitting
    /// What was chosen and why.
    let notes: [String]

    /// A design must leave this many rows of the rarer outcome a column before it is tried. With ridge fewer would do for
    /// a fit, but not for a comparison that can tell terms apart.
    static let eventsPerColumn = 3
    /// With fewer rows of the rarer outcome products are not tried: in a fold of five at most three could enter.
    static let minimumPairEvents = 80.0

    /// Terms are compared on at most about so many rows: there the standard error of a comparison is a small part of any
    /// difference worth having, and trials on millions of rows would take an hour.
    static let mostRows = 100_000

    /// A random share of the accounts (rows where there are none), stratified by outcome; nil where all rows are few enough.
    static func sample(_ data: Observations, seed: UInt64) -> Observations? {
        guard data.count > 2 * mostRows else { return nil }
        return data.rows(FoldPlan.random(data, folds: data.count / mostRows, seed: seed).folds[0].test)
    }

    /// - Parameter lambdas: candidates for each kind of terms.
    init(_ data: Observations, plan: FoldPlan, lambdas: [Double?], options: TrainingOptions) throws(TrainingError) {
        let linear = try CrossFitting(data, plan: plan, terms: ModelTerms.linear, lambdas: lambdas, options: options)
        let base = try Training.scored(linear.logOdds, data.outcomes(of: linear.rows))
        let (able, unable) = TermChoice.candidates(data, options)
        var best: Trial?
        var lost: [Trial] = []
        for terms in able.map({ ModelTerms($0) }) {
            let trial = try Trial(data, terms, base, plan: plan, lambdas: lambdas, options: options)
            if trial.isEarned, trial.gain > best?.gain ?? 0 { best = trial }
            if !trial.isEarned { lost.append(trial) }
        }
        var words = best.map { [$0.words(linear, .linear)] } ?? lost.map { $0.words(linear, .linear) }
        if best == nil, let unable { words.append(unable) }
        let main = (terms: best?.terms ?? .linear, cross: best?.cross ?? linear)
        guard TermChoice.canPair(data) else {
            (terms, cross, notes) = (main.terms, main.cross, words)
            return
        }
        let own = try Training.scored(main.cross.logOdds, data.outcomes(of: main.cross.rows))
        let pairs = try Trial(
            data, main.terms.withPairs, own, plan: plan, lambdas: lambdas, options: options, on: main.cross)
        notes = words + [pairs.words(main.cross, main.terms)]
        (terms, cross) = pairs.isEarned ? (pairs.terms, pairs.cross) : main
    }

    /// Whether one product at least may enter.
    private static func canPair(_ data: Observations) -> Bool {
        let scarce = min(data.eventCount, data.count - data.eventCount)
        return Double(scarce) >= minimumPairEvents && data.predictors.columns.count > 1
    }

    /// Terms worth a trial, and words for those that are not.
    private static func candidates(_ data: Observations, _ options: TrainingOptions) -> ([NumericTerms], String?) {
        func columns(_ terms: NumericTerms) -> [DesignColumn] {
            Preparation.learned(data.predictors, weights: data.weights, terms: terms, options).columns
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

/// One kind of terms against simpler ones.
private struct Trial {
    let terms: ModelTerms
    let cross: CrossFitting
    /// By how much the mean held-out log loss is lower than with the simpler terms.
    let gain: Double
    let standardError: Double

    init(
        _ data: Observations, _ terms: ModelTerms, _ simpler: ScoredOutcomes, plan: FoldPlan, lambdas: [Double?],
        options: TrainingOptions, on main: CrossFitting? = nil
    ) throws(TrainingError) {
        cross = try CrossFitting(
            data, plan: plan, terms: terms, lambdas: lambdas, options: options, simpler: main)
        let own = try Training.scored(cross.logOdds, data.outcomes(of: cross.rows))
        (gain, standardError) = PairedDifference.logLoss(simpler, own)
        self.terms = terms
    }

    var isEarned: Bool { gain > standardError }

    func words(_ simpler: CrossFitting, _ kind: ModelTerms) -> String {
        let (own, other) = (NumberFormat.fixed(cross.bestLoss, 4), NumberFormat.fixed(simpler.bestLoss, 4))
        if terms.hasPairs, !cross.hasProducts { return "pairs: no product of two predictors stood out in any fold" }
        let error = "standard error of the difference \(NumberFormat.fixed(standardError, 4))"
        return isEarned
            ? "terms: \(terms.name), cross-validated log loss \(own) against \(other) with \(kind.name) ones (\(error))"
            : "terms: \(kind.name), cross-validated log loss \(other) against \(own) with \(terms.name) (\(error))"
    }
}
