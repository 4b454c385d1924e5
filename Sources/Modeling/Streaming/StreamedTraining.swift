import LinearAlgebra
import Metrics
import Regression
import Tables

/// A model trained by mini-batch gradient descent over a table on disk, in bounded memory, and how it came about.
///
/// The table is read once for `TableSurvey` (types, means, levels), then by `StochasticGradient.fit`: epochs, then passes of
/// correction. A twentieth of the rows, at most 50,000, is left out of the descent: its log loss is the progress that is shown,
/// ends the descent, and decides on the calibration. The last corrections take those rows in, so the saved coefficients are
/// the optimum of all rows. The preparation, which looks at no outcome, is learned on all rows from the start. Memory does not
/// depend on the number of rows.
///
/// What needs every row in memory is refused or replaced, in `notes`: terms are linear, ridge has the strength 1 (one standard
/// deviation of a predictor is drawn towards 0 as by a single row) instead of one chosen by cross-validation, standard errors
/// are of the model, rows are held out at random, not by date.
public struct StreamedTraining: Sendable {
    /// The trained model.
    public let model: ChurnModel
    /// Held-out rows under calibrated scores of coefficients that have not seen them; the calibration has. nil where there is none.
    public let heldOut: ScoredOutcomes?
    /// How the descent went.
    public let streamed: StreamedFit

    /// - Parameters:
    ///   - source: the rows, which can be read again and again.
    ///   - descent: options of the descent.
    ///   - threads: how many run at once, by default one a processor; the result is the same.
    ///   - survey: of the same table, all of it.
    ///   - options: those that `refusal` lets through.
    ///   - progress: called after every block of rows.
    /// - Throws: `TrainingError`, and whatever the source throws.
    public init(
        _ source: some FrameSource, survey: TableSurvey, options: TrainingOptions,
        descent: StochasticGradient = StochasticGradient(), threads: Int = Parallel.defaultThreads,
        progress: @escaping (DescentProgress) -> Void = { _ in }
    ) throws {
        let table = try survey.result(options)
        let columns = table.preparation.columns
        guard columns.count <= StreamedTraining.columnLimit else {
            throw TrainingError.data(
                "\(columns.count) design columns, more than the \(StreamedTraining.columnLimit) that fit into bounded memory; leave some out with --ignore"
            )
        }
        let rows = DesignRows(
            source: source, table: table,
            holdOut: RowHoldOut(rows: table.tableRows, columns: columns.count, seed: options.seed))
        let lambda = options.penalty == .none ? nil : options.lambda ?? 1
        do {
            streamed = try descent.fit(
                rows, names: columns.map(\.name), moments: table.moments,
                penalty: StreamedTraining.penalty(lambda, table.preparation), threads: threads, progress: progress)
        } catch let error as FitError { throw TrainingError.regression(error) }
        let calibration = try StreamedTraining.calibrated(streamed.heldOut, options)
        let notes =
            StreamedTraining.notes(options, table.roles, streamed) + table.preparation.notes + streamed.fit.notes
            + [calibration.note].compactMap(\.self)
            + [Training.sizeNote(events: table.events, rows: table.rows, streamed.fit)].compactMap(\.self)
        model = StreamedTraining.model(
            table, options, lambda: lambda, streamed.fit, calibration.map, notes: notes)
        heldOut = try streamed.heldOut.flatMap { try StreamedTraining.scored($0, calibration.map) }
    }

    /// A model from sums that were made elsewhere, and some of the rows to begin with.
    ///
    /// As of rows on disk, but that none is held out: the model is not calibrated, since the coefficients of all rows are
    /// judged by none.
    /// - Parameters:
    ///   - sample: rows of the table, with its columns; nil begins with the mean.
    ///   - words: where the rows are, for the notes.
    /// - Throws: `TrainingError`, and whatever the sums throw.
    package init(
        sums: some RowSums, table: SurveyedTable, sample: Frame?, options: TrainingOptions, words: String,
        progress: @escaping (DescentProgress) -> Void = { _ in }
    ) throws {
        let lambda = options.penalty == .none ? nil : options.lambda ?? 1
        let rows = sample.map { DesignRows(source: OneFrame(frame: $0), table: table, holdOut: .none) }
        do {
            streamed = try StochasticGradient(epochs: 2).fit(
                sums: sums, names: table.preparation.columns.map(\.name), moments: table.moments,
                penalty: StreamedTraining.penalty(lambda, table.preparation), sample: rows, progress: progress)
        } catch let error as FitError { throw TrainingError.regression(error) }
        var notes = [
            "learned in \(words): \(streamed.corrections) Newton steps, each a look at all rows there",
            "not calibrated: no row was held out",
        ]
        if lambda != nil, options.lambda == nil {
            notes.append("penalty: ridge 1, not chosen by cross-validation, for which rows would have to be here")
        }
        notes += table.preparation.notes + streamed.fit.notes
        notes += [Training.sizeNote(events: table.events, rows: table.rows, streamed.fit)].compactMap(\.self)
        model = StreamedTraining.model(
            table, options, lambda: lambda, streamed.fit, Calibration(NoCalibrator()), notes: notes)
        heldOut = nil
    }

    private static func model(
        _ table: SurveyedTable, _ options: TrainingOptions, lambda: Double?, _ fit: LogisticFit,
        _ calibration: Calibration, notes: [String]
    ) -> ChurnModel {
        ChurnModel(
            description: ModelDescription(
                origin: .table(outcome: table.roles.outcome, positive: table.event), features: [], rows: table.rows,
                events: table.events, period: nil),
            options: options, lambda: lambda, preparation: table.preparation, fit: fit, calibration: calibration,
            notes: notes)
    }

    /// The correction holds about ten matrices of columns² numbers: some 700 MB at this many.
    private static let columnLimit = 3000

    /// Why these options cannot be served while streaming, in words; nil where they can.
    public static func refusal(_ options: TrainingOptions) -> String? {
        switch options.terms {
        case .auto, .linear: break
        default: return "--terms \(options.terms.rawValue) needs all rows in memory; --solver sgd takes linear terms"
        }
        switch options.penalty {
        case .auto, .none, .ridge: break
        default:
            return "--penalty \(options.penalty.rawValue) needs all rows in memory; --solver sgd takes ridge or none"
        }
        if let directions = options.directions, !directions.isEmpty {
            return "terms that must go one way need all rows in memory; --solver sgd takes none"
        }
        switch options.errors {
        case .auto, .model: return nil
        default: return "--errors \(options.errors.rawValue) needs all rows in memory; --solver sgd takes model"
        }
    }

    private static func penalty(_ lambda: Double?, _ preparation: Preparation) -> any Penalty {
        guard let lambda else { return NoPenalty() }
        return RidgePenalty(lambda: lambda, factors: preparation.penaltyFactors)
    }

    private static func notes(_ options: TrainingOptions, _ roles: ColumnRoles, _ streamed: StreamedFit) -> [String] {
        let gap = NumberFormat.significant(2).text(streamed.gap)
        var notes = [
            "gradient descent: \(streamed.epochs) \(streamed.epochs == 1 ? "epoch" : "epochs") at learning rate \(NumberFormat.significant(2).text(streamed.learningRate)), then \(streamed.corrections) passes of correction; before the last step the log loss lay \(gap) above the optimum"
        ]
        if options.terms == .auto { notes.append("terms: linear, as rows are not in memory to try others on") }
        if options.penalty != .none, options.lambda == nil {
            notes.append("penalty: ridge 1, not chosen by cross-validation, for which rows would have to be in memory")
        }
        if roles.group != nil, options.errors == .auto {
            notes.append(
                "standard errors are of the model: to cluster them by \(roles.group!) takes all rows in memory")
        }
        if let time = roles.time { notes.append("rows were held out at random: \(time) is not used") }
        return notes
    }

    private static func scored(_ held: HeldOutScores, _ map: Calibration) throws(TrainingError) -> ScoredOutcomes? {
        do {
            return try ScoredOutcomes(
                logOdds: map.logOdds(held.logOdds), outcomes: held.outcomes, weights: held.weights)
        } catch MetricError.noWeight {
            return nil
        } catch { throw .data(error.description) }
    }
}

extension StreamedTraining {
    /// 99% point of χ² with the two parameters of Platt's line.
    private static let criticalRatio = 9.21

    /// `auto`: Platt's line where it fits the held-out rows better than the raw scores do, by the likelihood-ratio test at 1%,
    /// else none. Coefficients from so many rows are calibrated as they come, unless the linear form is wrong, and a line learned
    /// from fewer rows would add its own noise.
    private static func calibrated(
        _ held: HeldOutScores?, _ options: TrainingOptions
    ) throws(TrainingError) -> (map: Calibration, note: String?) {
        guard options.calibration != NoCalibrator.name else { return (Calibration(NoCalibrator()), nil) }
        let isAutomatic = options.calibration == "auto"
        let events = held.map { $0.outcomes.reduce(0) { $0 + Int($1) } } ?? 0
        let scarce = min(events, (held?.outcomes.count ?? 0) - events)
        guard let held, scarce >= TrainingOptions.minimumCalibrationEvents else {
            let words =
                "\(scarce) held-out rows of the rarer outcome, below \(TrainingOptions.minimumCalibrationEvents)"
            guard isAutomatic else { throw .data("--calibration \(options.calibration): \(words); use auto or none") }
            return (Calibration(NoCalibrator()), "not calibrated: \(words)")
        }
        do {
            let kind = try CalibratorKinds.named(isAutomatic ? PlattCalibrator.name : options.calibration)
            let map = Calibration(
                try kind.fit(logOdds: held.logOdds, outcomes: held.outcomes, weights: held.weights))
            guard isAutomatic else { return (map, nil) }
            let ratio = 2 * (sumLoss(held, held.logOdds) - sumLoss(held, map.logOdds(held.logOdds)))
            if ratio > criticalRatio { return (map, "calibrated on \(held.outcomes.count) held-out rows") }
            return (
                Calibration(NoCalibrator()),
                "not calibrated: \(held.outcomes.count) held-out rows show no need (likelihood ratio \(NumberFormat.fixed(ratio, 1)), 1% point \(NumberFormat.fixed(criticalRatio, 1)))"
            )
        } catch { throw .regression(error) }
    }

    private static func sumLoss(_ held: HeldOutScores, _ logOdds: [Double]) -> Double {
        LogLoss.mean(logOdds: logOdds, outcomes: held.outcomes, weights: held.weights)
            * (held.weights?.reduce(0, +) ?? Double(logOdds.count))
    }
}

extension SurveyedTable {
    var moments: StreamMoments {
        StreamMoments(
            observations: observations, totalWeight: totalWeight, eventWeight: eventWeight,
            means: preparation.columns.map(\.mean), deviations: preparation.columns.map(\.scale))
    }
}
