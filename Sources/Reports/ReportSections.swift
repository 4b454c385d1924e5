import Features
import Figures
import Metrics
import Modeling
import Scoring
import Signals
import Tables

extension ChurnReport {
    func learned() throws(FigureError) -> PageSection? {
        let model = evidence.model.description
        var words =
            "The model learned from \(NumberFormat.grouped(model.rows)) past renewals, of which "
            + "\(NumberFormat.grouped(model.events)) were lost (\(NumberFormat.percent(1).text(model.eventRate)))"
        if case .portfolio(let days) = model.origin {
            words += ", each as it stood \(days.map(String.init).joined(separator: ", ")) days before"
        }
        if let period = model.period {
            words += "; their outcomes became known \(period.lowerBound) to \(period.upperBound)"
        }
        let notes = (evidence.weights.map { [PageBlock.note(PageFigure.sentence($0.note))] } ?? [])
        return PageSection(
            "learned", "What was learned",
            [.paragraph(words + ". A weight says what goes with churn, all else held, not what causes it.")]
                + (try figure(LearnedWeights.self)) + notes)
    }

    func believed() throws(FigureError) -> PageSection? {
        guard let checked = evidence.checked else { return nil }
        let lost = NumberFormat.grouped(Int(checked.evaluation.eventCount))
        let rows = NumberFormat.grouped(checked.evaluation.rowCount)
        let opening = "Judged on \(rows) renewals, \(checked.words); \(lost) of them were lost."
        return PageSection(
            "believed", "Can it be believed?",
            [
                .paragraph(opening),
                table(qualityTable(checked.evaluation), "quality on those renewals, 95% intervals"),
            ] + (try figure(Reliability.self)) + (try figure(Gains.self)) + [
                .finding(PageFigure.sentence(EvaluationVerdict.words(checked.evaluation)))
            ])
    }

    private func qualityTable(_ evaluation: Evaluation) -> Table {
        Table(
            "quality",
            columns: [
                .init("metric"), .init("value", .decimals(3)), .init("low", .decimals(3)), .init("high", .decimals(3)),
                .init("meaning"),
            ],
            rows: evaluation.estimates.map { metric, estimate in
                [.text(metric.title)] + estimate.cells + [.text(metric.summary)]
            })
    }

    func compared() throws(FigureError) -> PageSection? {
        guard evidence.comparison != nil else { return nil }
        var blocks: [PageBlock] = [
            .paragraph(
                "The same measures, on the same points from 0 to 100: what people set by hand beside what the renewals teach."
            )
        ]
        blocks += try figure(WeightsCompared.self) + figure(SharesCompared.self)
        if let checked = evidence.checked, let comparison = checked.comparison {
            blocks.append(table(comparison.table, "both scores on \(comparison.rowCount) renewals, \(checked.words)"))
            blocks += try figure(ScoresByOutcome.self)
            blocks.append(table(comparison.bandTable, "observed churn by band, 95% intervals (Wilson)"))
            if let disagreements = checked.disagreements {
                blocks.append(table(disagreements.table, "where the bands of the two scores differ: what came"))
                blocks.append(.note(PageFigure.sentence(disagreements.verdict)))
            }
            blocks.append(.finding(PageFigure.sentence(comparison.verdict)))
        }
        return PageSection("compared", "Learned against hand-set", blocks)
    }

    func atRisk() throws(FigureError) -> PageSection? {
        guard let scores = evidence.scores, let summary = evidence.summary else { return nil }
        let arr = scores.compactMap(\.arr).reduce(0, +)
        let tiles = [
            PageTile("accounts", NumberFormat.grouped(scores.count)),
            PageTile("ARR", Amount.words(arr, evidence.currency)),
            PageTile("expected losses", summary.expectedLosses) { NumberFormat.fixed($0, 0) },
            PageTile("ARR at risk", summary.arrAtRisk) { Amount.words($0, evidence.currency) },
        ]
        let (riskier, safer) = (
            scores.count { $0.disagreement == Disagreement.riskier },
            scores.count { $0.disagreement == Disagreement.safer }
        )
        let (ranking, count) = (RiskTable(scores, evidence.accounts), scores.count)
        return PageSection(
            "at-risk", "Who is at risk, and what to do",
            [.tiles(tiles), table(summary.table, "accounts by band; \(summary.basis)")]
                + (try figure(RiskMatrix.self)) + [
                    .table(.object(ranked(ranking.table, 0..<ChurnReport.first)))
                ]
                + (count > ChurnReport.first
                    ? [
                        .folded(
                            title: "The next \(min(count, ChurnReport.listed) - ChurnReport.first) accounts",
                            ranked(ranking.table, ChurnReport.first..<ChurnReport.listed))
                    ] : []) + [
                    .finding(
                        "The model sees more risk than the health score in \(riskier) accounts, less in \(safer).")
                ])
    }

    private func ranked(_ table: Table, _ rows: Range<Int>) -> [String: PageContent] {
        tables.members(
            table, caption: "accounts by ARR at risk", rows: rows.clamped(to: 0..<table.rows.count))
    }

    func due() throws(FigureError) -> PageSection? {
        guard evidence.forecast != nil else { return nil }
        return PageSection(
            "due", "When the renewals fall due",
            [
                .paragraph(
                    "What is expected to be lost in each month, if the probabilities hold and nobody acts on them.")
            ]
                + (try figure(RenewalCalendar.self)))
    }

    func retention() throws(FigureError) -> PageSection? {
        if let fault = evidence.revenueFault {
            return PageSection("retention", "Retention and forecast", [.finding(PageFigure.sentence(fault))])
        }
        guard evidence.trend != nil || evidence.forecast != nil else { return nil }
        var blocks = try figure(RetentionOverTime.self) + figure(BridgeOfYear.self)
        if let trend = evidence.trend { blocks.append(.finding(PageFigure.sentence(trend.verdict))) }
        blocks += try figure(CohortGrid.self)
        if let forecast = evidence.forecast {
            blocks.append(table(forecast.rateTable, "where the next 12 months will land; 80% and 95% intervals"))
            blocks += forecast.notes.map { .note(PageFigure.sentence($0)) }
        }
        return PageSection("retention", "Retention and forecast", blocks)
    }

    func drift() throws(FigureError) -> PageSection? {
        guard let review = evidence.drift else { return nil }
        var blocks: [PageBlock] = []
        if let reference = evidence.driftReference {
            blocks.append(
                .paragraph(
                    "The book as of \(evidence.asOf) against that of \(reference), when the model's last outcome became known."
                ))
        }
        blocks += try figure(DriftOfColumns.self)
        blocks.append(.finding(PageFigure.sentence(review.population.verdict)))
        blocks.append(.note(PageFigure.sentence(review.promiseVerdict)))
        blocks.append(.note(PageFigure.sentence(review.maturedVerdict)))
        return PageSection("drift", "Does it still hold?", blocks)
    }

    func quality() -> PageSection? {
        guard let findings = evidence.findings else { return nil }
        let parts = findings.parts.map { part -> PageBlock in
            switch part {
            case .line(let text): .note(text.replacing(#/ {2,}/#, with: " "))
            case .verdict(let text): .finding(PageFigure.sentence(text))
            case .table(let findings): table(findings, "what was found in the data")
            }
        }
        return PageSection("data", "The data", parts)
    }
}

/// Every account by ARR at risk, the riskiest where none is known.
struct RiskTable {
    let table: Table

    init(_ scores: [AccountScore], _ accounts: [Account]) {
        let names = Dictionary(
            accounts.compactMap { account in account.name.map { (account.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        let ordered = scores.sorted { a, b in
            (a.arrAtRisk ?? 0, a.pChurn, b.accountID) > (b.arrAtRisk ?? 0, b.pChurn, a.accountID)
        }
        table = Table(
            "at_risk",
            columns: [
                .init("account"), .init("name"), .init("renews"), .init("arr", title: "ARR", .grouped),
                .init("p_churn", title: "P(churn)", .percent(0)), .init("interval", title: "95%"),
                .init("health", .decimals(0)), .init("band"), .init("at_risk", title: "at risk", .grouped),
                .init("why"), .init("action", title: "what to do"),
            ],
            rows: ordered.map { score in
                [
                    .text(score.accountID), .optional(names[score.accountID]),
                    .optional(score.renewalDate?.description), .optional(score.arr), .number(score.pChurn),
                    .text(RiskTable.interval(score)), .optional(score.health), .optional(score.band),
                    .optional(score.arrAtRisk), .optional(score.reasons.first), .optional(RiskTable.action(score)),
                ]
            })
    }

    private static func interval(_ score: AccountScore) -> String {
        let share = NumberFormat.percent(0)
        return "\(share.text(score.pLow)) to \(share.text(score.pHigh))"
    }

    /// What to do, and by when.
    private static func action(_ score: AccountScore) -> String? {
        score.action.map { action in score.due.map { "\(action) by \($0)" } ?? action }
    }
}
