import Bellwether

/// `score` on a data folder.
struct PortfolioScoring {
    let scores: [AccountScore]
    let scorecard: Scorecard?
    let asOf: Day
    private let weights: LogOddsDraws
    /// What became of overrides so far; nil where the scorecard has none.
    let review: OverrideReview?

    init(model: ChurnModel, portfolio: Portfolio, asOf: Day, allowFutureModel: Bool) throws {
        try PortfolioScoring.check(model, asOf, allowFutureModel: allowFutureModel)
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        let scorer = BatchScorer(model: model, scorecard: portfolio.scorecard)
        let table = portfolio.table(asOf: asOf)
        let predictions = try model.predict(table.frame)
        scores = try scorer.score(table, accounts: portfolio.history.accounts, predictions: predictions)
        weights = LogOddsDraws(model, predictions)
        (scorecard, self.asOf) = (portfolio.scorecard, asOf)
        let isReviewed = portfolio.scorecard.map { !$0.overrides.all.isEmpty } ?? false
        review = isReviewed ? portfolio.overrideReview(asOf: asOf) : nil
    }

    /// A model of a portfolio, which had not seen what came after the day.
    static func check(_ model: ChurnModel, _ asOf: Day, allowFutureModel: Bool) throws {
        guard model.leadTimes != nil else {
            throw UsageFailure(description: "the model was trained on a ready-made table: score with --table")
        }
        if let last = model.description.period?.upperBound, last >= asOf, !allowFutureModel {
            throw TrainingError.data(
                "the model learned from outcomes up to \(last), after --as-of \(asOf): time travel (--allow-future-model scores all the same)"
            )
        }
    }

    /// The same name must still mean the same.
    static func checkDefinitions(_ model: ChurnModel, _ features: FeatureSet) throws {
        let names = features.features.map(\.name)
        var faults: [String] = []
        for learned in model.description.features {
            guard let now = features.feature(learned.name) else {
                faults.append(
                    "feature \"\(learned.name)\" of the model is not in signals.yaml"
                        + NearestName.hint(for: learned.name, among: names))
                continue
            }
            if now.definition != learned.definition {
                faults.append(
                    "feature \"\(learned.name)\" means something else than the model learned (\(now.definition), not \(learned.definition))"
                )
            }
        }
        guard faults.isEmpty else { throw TrainingError.data(faults.joined(separator: "\n")) }
    }

    func show(_ output: OutputOptions, top: Int) throws {
        if let path = output.output, path != "-" {
            var file = Results()
            file.table(table, isMain: true)
            try output.print(summary(top: top), beside: file, path)
            output.note("wrote \(path) (\(NumberFormat.grouped(scores.count)) rows)")
        } else if output.chosen.name == TextFormat.name {
            try output.print(summary(top: top))
        } else {
            var results = Results()
            results.table(table, isMain: true)
            try output.show(results)
        }
    }

    /// One row an account.
    var table: Table { Table("scores", columns: AccountScore.columns, rows: scores.map(\.cells)) }

    private func summary(top: Int) -> Results {
        var results = Results()
        let summary = ScoreSummary(scores, scorecard: scorecard, weights: weights)
        results.table(summary.table, isMain: true)
        results.line(
            "expected churn, ARR at risk: sums over the accounts' next renewals; ARR that is not known is left out")
        results.line(summary.basis)
        results.value("expected_losses", summary.expectedLosses.json)
        results.value("arr_at_risk", summary.arrAtRisk.json)
        results.value("expected_grr", summary.expectedGRR.json)
        results.table(topTable(top))
        if let review {
            results.table(overrideTable)
            results.line("overrides stand beside the computed score and change none of it; so far \(review.verdict)")
        }
        let riskier = scores.count { $0.disagreement == "riskier" }
        let safer = scores.count { $0.disagreement == "safer" }
        results.value("disagreements", .members(["riskier": .integer(riskier), "safer": .integer(safer)]))
        results.verdict(
            "of \(NumberFormat.grouped(scores.count)) accounts about \(summary.expectedLosses.words(.grouped)) "
                + "are expected to be lost at their next renewal\(grr(summary)); "
                + "the model sees more risk than the health score in \(riskier), less in \(safer).")
        return results
    }

    private func grr(_ summary: ScoreSummary) -> String {
        guard summary.expectedGRR.isDefined else { return "" }
        return ", an expected GRR of \(summary.expectedGRR.words(.percent(1))) before contraction"
    }

    /// The overrides that hold on the day, apart from what was computed.
    private var overrideTable: Table {
        Table(
            "overrides",
            columns: [
                .init("account"), .init("health", .decimals(0)), .init("band"),
                .init("overridden_health", title: "overridden", .decimals(0)),
                .init("overridden_band", title: "band then"), .init("override"),
            ],
            rows: scores.filter { $0.basis?.override != nil }.map {
                [
                    .text($0.accountID), .optional($0.health), .optional($0.band),
                    .optional($0.basis?.overriddenHealth),
                    .optional($0.basis?.overriddenBand), .optional($0.basis?.override),
                ]
            })
    }

    /// The accounts with the most ARR at risk; the riskiest where no ARR is known.
    private func topTable(_ count: Int) -> Table {
        let riskiest = scores.sorted { a, b in
            (a.arrAtRisk ?? 0, a.pChurn, b.accountID) > (b.arrAtRisk ?? 0, b.pChurn, a.accountID)
        }.prefix(max(0, count))
        return Table(
            "top",
            columns: [
                .init("account"), .init("renews"), .init("arr", title: "ARR", .grouped),
                .init("p_churn", title: "P(churn)", .percent(1)),
                .init("health", .decimals(0)), .init("band"), .init("at_risk", title: "at risk", .grouped),
                .init("why"),
            ],
            rows: riskiest.map {
                [
                    .text($0.accountID), .optional($0.renewalDate?.description), .optional($0.arr), .number($0.pChurn),
                    .optional($0.health), .optional($0.band), .optional($0.arrAtRisk), .optional($0.reasons.first),
                ]
            })
    }
}
