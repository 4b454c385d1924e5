import Bellwether

/// What `train` shows.
struct TrainingReport {
    let results: Results

    /// Weights shown to people; all are in JSON.
    private static let weightsShown = 20

    init(_ run: TrainingRun) throws {
        var results = Results()
        let model = run.training.model
        for line in TrainingReport.opening(run) { results.line(line) }
        TrainingReport.addFit(model, to: &results)
        let bootstrap = run.training.bootstrapIntervals()
        results.table(
            TrainingReport.weights(model, curves: run.training.curvedTerms, bootstrap), isMain: true)
        results.line(TrainingReport.weightNote(model, bootstrap))
        DiagnosisReport(run).add(to: &results)
        try TrainingReport.addSurvival(run, to: &results)
        TrainingReport.addQuality(run, to: &results)
        for note in model.notes { results.line("note: \(note)") }
        self.results = results
    }

    private static func opening(_ run: TrainingRun) -> [String] {
        func line(_ verb: String, _ rows: Observations, _ when: String) -> String {
            let share = NumberFormat.percent(1).text(Double(rows.eventCount) / Double(max(1, rows.count)))
            let number = NumberFormat.grouped(rows.count)
            return "\(verb)  \(String(repeating: " ", count: max(0, 6 - number.count)))\(number) rows, "
                + "\(NumberFormat.grouped(rows.eventCount)) lost (\(share))\(when)"
        }
        var lines = [line("learned on", run.learned, run.from.map { ", known before the check from \($0)" } ?? "")]
        if let checked = run.checked {
            lines.append(line("checked on", checked, run.from.map { ", from \($0)" } ?? ", held out"))
        }
        if run.purged > 0 {
            lines.append("left out    \(run.purged) rows whose outcome was not yet known at the first check's cut-off")
        }
        if let plan = run.training.plan, let lambda = run.training.model.lambda {
            let penalty = run.training.model.options.penalty
            let name = penalty == .auto ? RidgePenalty.name : penalty.rawValue
            lines.append(
                "penalty     \(name) \(NumberFormat.significant(3).text(lambda)), chosen on \(plan.folds.count) \(plan.scheme.rawValue) folds"
            )
        }
        return lines
    }

    /// The contract's figures of the fit, for JSON.
    static func addFit(_ model: ChurnModel, to results: inout Results) {
        let fit = model.fit
        results.value("coefficients", fit.coefficientTable().json)
        results.value("log_likelihood", .number(fit.logLikelihood))
        results.value("deviance", .number(fit.deviance))
        results.value("null_deviance", .number(fit.nullDeviance))
        results.value("aic", .number(fit.aic))
        results.value("bic", .number(fit.bic))
        results.value("observations", .integer(fit.observations))
        results.value("converged", .bool(fit.isConverged))
        results.value("iterations", .integer(fit.optimization.iterations))
        results.value("lambda", .optional(model.lambda))
        results.value("calibration", .string(type(of: model.calibration.map).name))
        results.value("notes", .strings(model.notes))
    }

    /// Weights of one standard deviation, and bent terms as one line each, the largest first.
    static func weights(_ model: ChurnModel, curves: [CurvedTerm], _ bootstrap: BootstrapIntervals?) -> Table {
        let lines = weightLines(model, curves, bootstrap) + curveLines(model, curves)
        let hasP = model.fit.pValues != nil
        return Table(
            "weights",
            columns: [
                .init("signal"), .init("dimension"), .init("weight", .decimals(2)),
                .init("std_error", title: "std error", .decimals(2)),
                .init("low", .decimals(2)), .init("high", .decimals(2)),
                .init("odds_ratio", title: "odds x", .decimals(2)),
            ] + (hasP ? [.init("p", .pValue)] : []),
            rows: lines.sorted { $0.size > $1.size }.prefix(weightsShown).map(\.cells))
    }

    private typealias Line = (size: Double, cells: [Table.Cell])

    private static func dimension(_ model: ChurnModel, _ predictor: String) -> Table.Cell {
        .optional(model.description.features.first { $0.name == predictor }?.dimension.rawValue)
    }

    /// A curve has a strength and a way it goes; an error, an interval and an odds ratio it has at every point, not as one.
    private static func curveLines(_ model: ChurnModel, _ curves: [CurvedTerm]) -> [Line] {
        let hasP = model.fit.pValues != nil
        return curves.map { term in
            let blank = [Table.Cell](repeating: .missing, count: hasP ? 5 : 4)
            let name = Table.Cell.text("\(term.predictor), \(term.direction.rawValue) curve")
            return (
                term.deviation,
                [name, dimension(model, term.predictor), .number(term.deviation)] + blank
            )
        }
    }

    private static func weightLines(
        _ model: ChurnModel, _ curves: [CurvedTerm], _ bootstrap: BootstrapIntervals?
    ) -> [Line] {
        let fit = model.fit
        let intervals =
            fit.confidenceIntervals()?.map { ($0.low, $0.high) }
            ?? bootstrap?.intervals.map { ($0.lowerBound, $0.upperBound) }
        let (errors, p) = (fit.standardErrors, fit.pValues)
        let sizes = zip(model.preparation.columns, fit.weights.dropFirst()).map { $0.scale * $1 }
        let bent = Set(curves.flatMap(\.columns))
        let shown = sizes.indices.filter { fit.estimates[$0 + 1] != nil && !bent.contains($0) }
        return shown.map { index in
            let (column, weight) = (model.preparation.columns[index], sizes[index])
            let error = errors[index + 1] * column.scale
            let interval = intervals.map { ($0[index + 1].0 * column.scale, $0[index + 1].1 * column.scale) }
            let cells: [Table.Cell] = [
                .text(column.name), dimension(model, column.predictor), .number(weight), .number(error),
                .optional(interval?.0), .optional(interval?.1), .number(OddsRatio.of(weight)),
            ]
            return (abs(weight), cells + (p.map { [.number($0[index + 1])] } ?? []))
        }
    }

    static func weightNote(_ model: ChurnModel, _ bootstrap: BootstrapIntervals?) -> String {
        let curved = model.preparation.columns.filter(\.isCurved)
        let count = model.preparation.columns.count - curved.count
        let scope = count > weightsShown ? " (the \(weightsShown) largest of \(count))" : ""
        let meaning =
            "weight: log-odds of churn for one standard deviation more\(scope)"
            + (curved.isEmpty ? "" : "; of a curve: the standard deviation of what it adds over the learned rows")
        guard model.fit.isPenalized else { return meaning }
        let intervals = bootstrap.map {
            $0.isShrunken
                ? ", intervals by bootstrap of the shrunken weights"
                : ", intervals by bootstrap with the penalty's pull taken out"
        }
        let aim = model.options.penalty == .prior ? "the hand-set ones" : "0"
        return meaning + "; the penalty draws weights towards \(aim): no p-values\(intervals ?? "")"
    }

    /// Who was at risk and lost in each period, and how many are left after it (Kaplan-Meier), where rows are periods.
    private static func addSurvival(_ run: TrainingRun, to results: inout Results) throws {
        guard let periods = run.source.periods else { return }
        let hazard = try DiscreteHazard(periods.withoutColumns)
        let curve = try hazard.survival()
        results.line(
            "p is the chance of loss in a period among those still there; below, periods by themselves (Kaplan-Meier)")
        results.table(
            Table(
                "survival",
                columns: [
                    .init("period"), .init("at_risk", .grouped), .init("lost", .grouped), .init("hazard", .percent(1)),
                    .init("survival", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
                ],
                rows: curve.table.rows.enumerated().map { place, row in
                    [row[0], .integer(hazard.atRisk[place]), .integer(hazard.lost[place])] + row.dropFirst()
                }))
    }

    private static func addQuality(_ run: TrainingRun, to results: inout Results) {
        guard let main = run.checkedEvaluation ?? run.learnedEvaluation else { return }
        results.table(quality(main, learned: run.checkedEvaluation == nil ? nil : run.learnedEvaluation))
        addFindings(main, to: &results)
    }

    /// What an evaluation says in words, and its figures for JSON.
    static func addFindings(_ main: Evaluation, to results: inout Results) {
        results.value("evaluation", .object(main.json))
        if let capture = main.captureTopFifth {
            results.line(
                "The 20% scored riskiest hold \(NumberFormat.fixed(capture.events, 0)) of the \(NumberFormat.fixed(capture.totalEvents, 0)) lost "
                    + "(\(NumberFormat.percent(0).text(capture.recall)), lift \(NumberFormat.fixed(capture.lift, 1))).")
        }
        results.verdict(EvaluationVerdict.words(main))
    }

    /// Metrics of the checked rows beside those of cross-validation; of cross-validation alone where nothing was held out.
    static func quality(_ main: Evaluation, learned: Evaluation?, title: String = "cross-validated") -> Table {
        let figure = Table.Column("value", title: learned == nil ? title : "checked on", .decimals(3))
        let own =
            [Table.Column("metric", title: "")]
            + (learned == nil ? [] : [.init("cross_validated", title: "cross-validated", .decimals(3))])
        return Table(
            "quality", columns: own + [figure, .init("low", .decimals(3)), .init("high", .decimals(3))],
            rows: main.estimates.map { metric, estimate in
                [.text(metric.title)] + (learned.map { [.optional($0[metric.name]?.value)] } ?? [])
                    + [.number(estimate.value), .optional(estimate.low), .optional(estimate.high)]
            })
    }
}
