import Bellwether

/// What `validate` shows.
struct ValidationReport {
    let results: Results
    let evaluation: Evaluation
    private let predictions: [(row: Int, fold: Int, outcome: Double, probability: Double)]

    /// A model on rows with outcomes. Portfolio rows before its hold-out were learned from, so only later ones are judged.
    init(_ model: ChurnModel, _ source: LearningSource, seed: UInt64) throws {
        var data = source.observations
        var rows = Array(0..<data.count)
        var opening: [String] = []
        if let from = model.description.heldOutFrom, let decided = data.decided {
            rows = rows.filter { decided[$0] >= from }
            data = data.rows(rows)
            opening.append(
                "checked on \(NumberFormat.grouped(rows.count)) rows from \(from), which the model has not seen")
        } else {
            opening.append(
                "checked on \(NumberFormat.grouped(rows.count)) rows; if the model learned from them, these figures flatter it"
            )
        }
        let predicted = try model.predict(data.predictors)
        let scored = try model.scored(data, predicted)
        evaluation = Evaluation(scored, bootstrap: Bootstrap(seed: seed))
        predictions = zip(rows, predicted.probabilities).enumerated().map {
            ($1.0, 0, data.outcomes[$0], $1.1)
        }
        var results = ValidationReport.results(opening, evaluation, scored)
        BaseRateFinding(model, scored, evaluation).add(to: &results)
        self.results = results
    }

    /// The whole training inside each fold, pooled.
    init(inFolds source: LearningSource, plans: [FoldPlan], options: TrainingOptions, output: OutputOptions) throws {
        let progress = Progress(quiet: output.quiet)
        let data = source.observations
        let validation = try Validation(data, plans: plans, options: options) { done, total in
            progress.step("fold \(done + 1) of \(total)")
        }
        progress.done()
        evaluation = Evaluation(validation.scored, bootstrap: Bootstrap(seed: options.seed))
        predictions = validation.predictions.map { ($0.row, $0.fold, data.outcomes[$0.row], $0.probability) }
        let repeated = plans.count > 1 ? ", \(plans.count) times" : ""
        var opening = [
            "\(NumberFormat.grouped(data.count)) rows, \(NumberFormat.grouped(data.eventCount)) lost; "
                + "\(plans[0].folds.count) \(plans[0].scheme.rawValue) folds\(repeated), the whole training repeated in each"
        ]
        if validation.overlappingRows > 0 {
            opening.append("\(validation.overlappingRows) held-out rows are of accounts with earlier rows in training")
        }
        results = ValidationReport.results(opening, evaluation, validation.scored)
    }

    private static func results(_ opening: [String], _ evaluation: Evaluation, _ scored: ScoredOutcomes) -> Results {
        var results = Results()
        for line in opening { results.line(line) }
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
        results.verdict(EvaluationVerdict.words(evaluation))
        return results
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
