import Documents
import Metrics
import Regression
import Tables

/// A model and how it came about.
public struct Training: Sendable {
    public let model: ChurnModel
    /// Held-out scores of cross-validation under the chosen penalty, calibrated: an honest view of the learned rows. Nil
    /// where nothing was cross-validated.
    public let heldOut: ScoredOutcomes?
    public let plan: FoldPlan?
    /// Mean held-out log loss by penalty strength.
    public let path: [(lambda: Double?, logLoss: Double)]
    private let final: PreparedFit

    /// Trains on all rows of `data`: chooses terms and penalty by cross-validation, fits, and calibrates on held-out scores.
    public init(_ data: Observations, description: ModelDescription, options: TrainingOptions) throws(TrainingError) {
        try options.check()
        try options.checkDirections(data.predictors)
        let lambdas = options.candidates
        let (terms, cross, words) = try Training.crossFitted(data, lambdas, options)
        let lambda = cross?.chosen ?? lambdas[0]
        let final = try PreparedFit(data, terms: terms, options: options)
        let fit = try final.fit(lambda: lambda, errors: try Training.errorKind(options, data))
        let calibration = try Training.calibrated(cross, data, options)
        var notes = words + final.preparation.notes + fit.notes + calibration.notes
        if let note = options.directionNote(final.preparation, fit) { notes.append(note) }
        if let note = cross?.plan.note { notes.append(note) }
        if let note = Training.sizeNote(events: data.eventCount, rows: data.count, fit) { notes.append(note) }
        model = ChurnModel(
            description: description, options: options, lambda: lambda, preparation: final.preparation, fit: fit,
            calibration: calibration.map, notes: notes)
        heldOut = try cross.map { cross throws(TrainingError) in
            try Training.scored(calibration.map.logOdds(cross.logOdds), data.outcomes(of: cross.rows))
        }
        (plan, path, self.final) = (cross?.plan, cross?.losses ?? [], final)
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
            let choice = try TermChoice(data, plan: plan, lambdas: lambdas, options: options)
            return (choice.terms, choice.cross, choice.notes)
        }
        return (fixed, try CrossFitting(data, plan: plan, terms: fixed, lambdas: lambdas, options: options), [])
    }

    private static func errorKind(_ options: TrainingOptions, _ data: Observations) throws(TrainingError) -> ErrorKind {
        let repeats = data.groups.map { Set($0).count < $0.count } ?? false
        switch options.errors {
        // Firth's errors come from the Fisher information.
        case .auto: return repeats && options.penalty != .firth ? .cluster : .model
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

    /// A bootstrap of refits costs about rows × columns² each; above this it is left out.
    private static let largestBootstrap = 5e7

    /// 95% percentile intervals of the weights of a penalised fit, intercept first: clustered bootstrap of the fit with the
    /// penalty and the chosen products held. They show how far the shrunken weights move from sample to sample, not where unshrunken ones would lie.
    /// - Returns: nil where the fit is not penalised (`LogisticFit.confidenceIntervals` serves), or too large to repeat.
    public func bootstrapIntervals(replicates: Int = 200) -> [ClosedRange<Double>]? {
        let columns = Double(model.preparation.columns.count)
        guard let lambda = model.lambda, Double(final.data.count) * columns * columns <= Training.largestBootstrap
        else { return nil }
        let drawn = final.bootstrap(lambda: lambda, replicates: replicates, seed: model.options.seed)
        guard drawn.count * 10 >= replicates * 9 else { return nil }
        return model.fit.weights.indices.map { place in
            let sorted = drawn.map { $0[place] }.sorted()
            return Quantile.of(sorted, 0.025)...Quantile.of(sorted, 0.975)
        }
    }

    /// The calibrator learned on held-out scores: `auto` takes Platt's line where there are enough losses and kept renewals
    /// to learn it, else none. A named one is refused where they are too few.
    private static func calibrated(
        _ cross: CrossFitting?, _ data: Observations, _ options: TrainingOptions
    ) throws(TrainingError) -> (map: Calibration, notes: [String]) {
        guard let cross, options.calibration != NoCalibrator.name else { return (Calibration(NoCalibrator()), []) }
        let held = data.outcomes(of: cross.rows)
        let scarce = min(held.eventCount, held.count - held.eventCount)
        let isEnough = scarce >= TrainingOptions.minimumCalibrationEvents
        if options.calibration == "auto", !isEnough {
            return (
                Calibration(NoCalibrator()),
                [
                    "not calibrated: \(scarce) held-out rows of the rarer outcome, below \(TrainingOptions.minimumCalibrationEvents)"
                ]
            )
        }
        guard isEnough else {
            throw .data(
                "--calibration \(options.calibration) needs \(TrainingOptions.minimumCalibrationEvents) held-out rows of the rarer outcome, found \(scarce); use auto or none"
            )
        }
        do {
            let kind = try CalibratorKinds.named(
                options.calibration == "auto" ? PlattCalibrator.name : options.calibration)
            return (
                Calibration(try kind.fit(logOdds: cross.logOdds, outcomes: held.outcomes, weights: held.weights)), []
            )
        } catch { throw .regression(error) }
    }
}
