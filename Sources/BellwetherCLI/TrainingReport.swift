import Bellwether

/// What `train` shows.
struct TrainingReport {
    let results: Results

    init(_ run: TrainingRun) throws {
        var results = Results()
        let model = run.training.model
        for line in TrainingReport.opening(run) { results.line(line) }
        TrainingReport.addFit(model, to: &results)
        let bootstrap = run.training.bootstrapIntervals()
        let weights = WeightTable(model, curves: run.training.curvedTerms, bootstrap)
        results.table(weights.table, isMain: true)
        results.line(weights.note)
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
