import Documents
import Metrics
import Regression
import Tables

/// A model and how it came about.
public struct Training: Sendable {
    /// The trained model.
    public let model: ChurnModel
    /// Held-out scores of cross-validation under the chosen penalty, calibrated: an honest view of the learned rows. Nil
    /// where nothing was cross-validated.
    public let heldOut: ScoredOutcomes?
    /// The folds of the cross-validation; nil where there was none.
    public let plan: FoldPlan?
    /// Mean held-out log loss by penalty strength.
    public let path: [(lambda: Double?, logLoss: Double)]
    let final: PreparedFit
    /// Rows of the observations that were learned from, in order; all but where only a share of the kept renewals was.
    public let rows: [Int]

    /// Trains on all rows of `observations` (but see `TrainingOptions.keptShare`): chooses terms and penalty by
    /// cross-validation, fits, and calibrates on held-out scores.
    public init(
        _ observations: Observations, description: ModelDescription, options: TrainingOptions
    ) throws(TrainingError) {
        try options.check()
        try options.checkDirections(observations.predictors)
        let (data, rows) = try options.sample(observations)
        let lambdas = options.candidates
        let (terms, cross, words) = try Training.crossFitted(data, lambdas, options)
        let lambda = cross?.chosen ?? lambdas[0]
        let final = try PreparedFit(data, terms: terms, options: options)
        let fit = try final.fit(lambda: lambda, errors: try Training.errorKind(options, data))
        let calibration = try CalibrationChoice(cross, data, options)
        var notes = options.weightingNotes(rows: rows.count, of: observations.count) + words
        notes += final.preparation.notes + fit.notes + calibration.notes
        if let note = options.directionNote(final.preparation, fit) { notes.append(note) }
        notes += LeakSuspicion.all(in: data).map(\.note)
        if let scale = try final.handSetScale(lambda) { notes.append(Training.priorNote(scale)) }
        if let note = cross?.plan.note { notes.append(note) }
        if let note = Training.sizeNote(events: data.eventCount, rows: data.count, fit) { notes.append(note) }
        model = ChurnModel(
            description: description, options: options, lambda: lambda, preparation: final.preparation, fit: fit,
            calibration: calibration.calibration, notes: notes)
        heldOut = try cross.map { cross throws(TrainingError) in
            try Training.scored(calibration.calibration.logOdds(cross.logOdds), data.outcomes(of: cross.rows))
        }
        (plan, path, self.final, self.rows) = (cross?.plan, cross?.losses ?? [], final, rows)
    }

    /// Terms and cross-validation as far as the options ask for them. Maximum likelihood is on the columns as given.
    private static func crossFitted(
        _ data: Observations, _ lambdas: [Double?], _ options: TrainingOptions
    ) throws(TrainingError) -> (ModelTerms, CrossFitting?, [String]) {
        let fixed = options.terms.fixed ?? (options.penalty.hasStrength ? nil : .linear)
        let needsFolds = fixed == nil || lambdas.count > 1 || options.calibration != NoCalibrator.name
        guard needsFolds else { return (fixed ?? .linear, nil, []) }
        let plan = FoldPlan.automatic(data, folds: options.folds, seed: options.seed)
        guard let fixed else {
            guard let sample = TermChoice.sample(data, seed: options.seed) else {
                let choice = try TermChoice(data, plan: plan, lambdas: lambdas, options: options)
                return (choice.terms, choice.cross, choice.notes)
            }
            let some = FoldPlan.automatic(sample, folds: options.folds, seed: options.seed)
            let choice = try TermChoice(sample, plan: some, lambdas: lambdas, options: options)
            let words =
                "terms chosen on a random \(NumberFormat.grouped(sample.count)) of \(NumberFormat.grouped(data.count)) rows"
            return (
                choice.terms,
                try CrossFitting(data, plan: plan, terms: choice.terms, lambdas: lambdas, options: options),
                choice.notes + [words]
            )
        }
        return (fixed, try CrossFitting(data, plan: plan, terms: fixed, lambdas: lambdas, options: options), [])
    }

    private static func errorKind(_ options: TrainingOptions, _ data: Observations) throws(TrainingError) -> ErrorKind {
        let repeats = data.groups.map { Set($0).count < $0.count } ?? false
        switch options.errors {
        // Firth's errors come from the Fisher information.
        case .auto where options.classWeight != nil: return repeats ? .cluster : .hc0
        case .auto: return repeats && options.penalty != .firth ? .cluster : .model
        case .model where options.classWeight != nil:
            throw .data("errors from the model do not hold for weighted outcomes; use hc0 or cluster (or auto)")
        case .model: return .model
        case .hc0: return .hc0
        case .hc1: return .hc1
        case .hc2: return .hc2
        case .hc3: return .hc3
        case .cluster:
            guard data.groups != nil else { throw .data("clustered errors need a group column or accounts") }
            return .cluster
        }
    }

    private static func priorNote(_ scale: Double) -> String {
        guard scale > 0 else {
            return
                "prior: losses do not follow the hand-set score, so weights are drawn towards 0 (its scale is held at 0)"
        }
        return
            "prior: weights are drawn towards the hand-set ones, where ten points less health add \(NumberFormat.fixed(scale, 2)) to the log-odds of loss"
    }

    /// Ten events a parameter is the usual floor under which estimates and intervals are not to be trusted (Peduzzi 1996).
    static func sizeNote(events: Int, rows: Int, _ fit: LogisticFit) -> String? {
        let scarce = min(events, rows - events)
        let parameters = fit.effectiveDegreesOfFreedom
        guard Double(scarce) < 10 * parameters else { return nil }
        return
            "few events: \(scarce) for \(NumberFormat.fixed(parameters, 1)) effective parameters (below 10 each); weights are uncertain"
    }

    static func scored(_ logOdds: [Double], _ data: Observations) throws(TrainingError) -> ScoredOutcomes {
        do {
            return try ScoredOutcomes(
                logOdds: logOdds, outcomes: data.outcomes, weights: data.weights, clusters: data.groups)
        } catch { throw .data(error.description) }
    }
}

extension Training {
    /// Predictors whose terms are not lines.
    public var curvedTerms: [CurvedTerm] { final.curvedTerms(model.fit.weights) }
}
