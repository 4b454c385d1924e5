import Bellwether

/// What `validate` shows.
struct ValidationReport {
    /// What is at stake, and how much is shown.
    struct Judging {
        let stakes: Stakes
        let curves: Bool
        let seed: UInt64

        var bootstrap: Bootstrap { Bootstrap(seed: seed) }
    }

    let results: Results
    let evaluation: Evaluation
    private let predictions: [(row: Int, fold: Int, outcome: Double, probability: Double)]

    /// A model on rows with outcomes. Portfolio rows before its hold-out were learned from, so only later ones are judged.
    init(_ model: ChurnModel, _ source: LearningSource, _ judging: Judging) throws {
        var data = source.observations
        var rows = Array(0..<data.count)
        var opening: [String] = []
        if let from = model.description.heldOutFrom, let dates = data.dates {
            rows = rows.filter { dates[$0] >= from }
            data = data.rows(rows)
            opening.append(
                "checked on \(NumberFormat.grouped(rows.count)) rows from \(from), which the model has not seen")
        } else {
            opening.append(
                "checked on \(NumberFormat.grouped(rows.count)) rows; if the model learned from them, these figures flatter it"
            )
        }
        opening += ValidationReport.remarks(source)
        let predicted = try model.predict(data.predictors)
        let scored = try model.scored(data, predicted).with(judging.stakes.rows(rows))
        evaluation = Evaluation(scored, bootstrap: judging.bootstrap)
        predictions = zip(rows, predicted.probabilities).enumerated().map {
            ($1.0, 0, data.outcomes[$0], $1.1)
        }
        var results = ValidationReport.results(opening, evaluation, scored, judging)
        BaseRateFinding(model, scored, evaluation).add(to: &results)
        self.results = results
    }

    /// The whole training inside each fold, pooled; folds in time are told one by one too.
    init(
        inFolds source: LearningSource, plans: [FoldPlan], options: TrainingOptions, _ judging: Judging,
        output: OutputOptions
    ) throws {
        let progress = Progress(quiet: output.quiet)
        let data = source.observations
        let validation = try Validation(data, plans: plans, options: options) { done, total in
            progress.step("fold \(done + 1) of \(total)")
        }
        progress.done()
        let scored = try validation.scored.with(judging.stakes.rows(validation.predictions.map(\.row)))
        evaluation = Evaluation(scored, bootstrap: judging.bootstrap)
        predictions = validation.predictions.map { ($0.row, $0.fold, data.outcomes[$0.row], $0.probability) }
        let walk =
            plans[0].scheme == .timeOrdered
            ? try WalkForward(validation, data, bootstrap: judging.bootstrap) : nil
        let opening = ValidationReport.opening(validation, data) + ValidationReport.remarks(source)
        results = ValidationReport.results(opening, evaluation, scored, judging, walk)
    }

    private static func opening(_ validation: Validation, _ data: Observations) -> [String] {
        let plans = validation.plans
        let repeated = plans.count > 1 ? ", \(plans.count) times" : ""
        var lines = [
            "\(NumberFormat.grouped(data.count)) rows, \(NumberFormat.grouped(data.eventCount)) lost; "
                + "\(plans[0].folds.count) \(plans[0].scheme.rawValue) folds\(repeated), the whole training repeated in each"
        ]
        if plans[0].scheme == .timeOrdered {
            lines.append("learned from: outcomes known before the fold's first cut-off; purged: those known later")
        }
        if validation.overlappingRows > 0 {
            let (shared, held) = (validation.overlappingRows, validation.predictions.count)
            lines.append(
                "\(NumberFormat.grouped(shared)) of \(NumberFormat.grouped(held)) held-out rows (\(NumberFormat.percent(1).text(Double(shared) / Double(held)))) "
                    + "are of accounts with earlier rows in training; --group-out keeps them apart")
        }
        return lines
    }

    static let incompleteAmounts = "some rows have no amount, so nothing is counted by amount"

    private static func remarks(_ source: LearningSource) -> [String] {
        source.isAmountIncomplete ? [incompleteAmounts] : []
    }

    private static func results(
        _ opening: [String], _ evaluation: Evaluation, _ scored: ScoredOutcomes, _ judging: Judging,
        _ walk: WalkForward? = nil
    ) -> Results {
        var results = Results()
        for line in opening { results.line(line) }
        for table in walk.map({ [$0.foldTable, $0.qualityTable] }) ?? [] { results.table(table) }
        if walk != nil {
            results.line(
                "expected: losses by the probabilities; low to high: where chance alone, the weights taken as true, leaves 95%"
            )
        }
        for member in evaluation.json { results.value(member.name, member.value) }
        results.value("rows", .integer(evaluation.rowCount))
        results.value("events", .number(evaluation.eventCount))
        results.table(
            Table(
                "metrics",
                columns: [
                    .init("metric"), .init("value", .decimals(4)), .init("low", .decimals(4)),
                    .init("high", .decimals(4)),
                    .init("meaning"),
                ],
                rows: evaluation.estimates.map { metric, estimate in
                    [
                        .text(metric.title), .number(estimate.value), .optional(estimate.low), .optional(estimate.high),
                        .text(metric.summary),
                    ]
                }), isMain: true)
        results.table(reliability(ReliabilityCurve(scored)))
        if judging.curves {
            for band in CurveBand.all(scored, bootstrap: judging.bootstrap) { results.table(band.table) }
        }
        addTest(CalibrationTest(scored), to: &results)
        if let walk { results.line("In time: \(walk.verdict).") }
        results.verdict(EvaluationVerdict.words(evaluation))
        return results
    }

    private static func addTest(_ test: CalibrationTest?, to results: inout Results) {
        guard let test else { return }
        results.value(
            "calibration_test",
            .members([
                "statistic": .number(test.statistic), "degrees_of_freedom": .integer(test.degreesOfFreedom),
                "p": .number(test.p),
            ]))
        let odds = test.p < 0.05 ? "more than chance explains" : "no more than chance explains"
        results.line(
            "Test of calibration: the outcomes depart from the probabilities by \(odds) (p \(NumberFormat.pValue.text(test.p)))."
        )
    }

    private static func reliability(_ curve: ReliabilityCurve) -> Table {
        Table(
            "reliability",
            columns: [
                .init("predicted", .percent(1)), .init("observed", .percent(1)), .init("low", .percent(1)),
                .init("high", .percent(1)), .init("rows", .grouped),
            ],
            rows: curve.bins.map {
                [
                    .number($0.meanPredicted), .number($0.observed), .optional($0.observedInterval?.lowerBound),
                    .optional($0.observedInterval?.upperBound), .number($0.weight),
                ]
            })
    }

    /// CSV: row (of the table that was read, from 1), fold, outcome, p_churn.
    func predictionsText(_ source: LearningSource) -> String {
        CSVFormat.header(["row", "fold", "outcome", "p_churn"].map { Table.Column($0) })
            + predictions.map {
                CSVFormat.line([
                    .integer(source.rows[$0.row] + 1), .integer($0.fold + 1), .integer(Int($0.outcome)),
                    .number($0.probability),
                ])
            }.joined()
    }
}
