import Bellwether

/// `score --since` and `score --account`: what scores are made of, and why they changed.
struct ScoreHistory {
    private let model: ChurnModel
    private let scorecard: Scorecard
    private let after: FeatureTable
    /// nil without `--since`.
    private let before: (scorecard: Scorecard, table: FeatureTable)?

    init(_ model: ChurnModel, _ portfolio: Portfolio, asOf: Day, since: Day?, previousScorecard: String?) throws {
        guard let scorecard = portfolio.scorecard else {
            throw UsageFailure(description: "--since and --account need a scorecard.yaml in the data folder")
        }
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        self.model = model
        self.scorecard = scorecard
        after = portfolio.table(asOf: asOf)
        let previous = try previousScorecard.map { try portfolio.scorecard(file: $0) } ?? scorecard
        before = since.map { (previous, portfolio.table(asOf: $0)) }
    }

    func show(_ output: OutputOptions, account: String?, top: Int) throws {
        guard let account else {
            try showAll(output, top: top)
            return
        }
        let row = try row(account, after)
        var results = Results()
        results.table(HealthScores(scorecard, after.frame).partsTable(after, row: row), isMain: before == nil)
        if before != nil {
            let summary = try summary()
            guard let place = summary.changes.firstIndex(where: { $0.accountID == account }) else {
                throw UsageFailure(description: "account \"\(account)\" had no row at --since")
            }
            results.table(summary.changes[place].table, isMain: true)
            results.table(summary.logits[place].table())
        }
        try output.show(results)
    }

    private func showAll(_ output: OutputOptions, top: Int) throws {
        let summary = try summary()
        guard let path = output.output, path != "-" else {
            var results = Results()
            results.table(summary.table(top: output.chosen.name == TextFormat.name ? top : nil), isMain: true)
            results.line("every row adds up: the causes sum to the change; log-odds are those of P(churn), by terms")
            results.verdict(summary.verdict)
            try output.show(results)
            return
        }
        var file = Results()
        file.table(summary.table(), isMain: true)
        var results = Results()
        results.table(summary.table(top: top), isMain: true)
        results.verdict(summary.verdict)
        try output.print(results, beside: file, path)
        output.note("wrote \(path) (\(NumberFormat.grouped(summary.changes.count)) rows)")
    }

    private func summary() throws -> ScoreChangeSummary {
        guard let before else { throw UsageFailure(description: "--since DATE is missing") }
        let changes = ScoreChange.all(
            from: ScoredDay(before.scorecard, before.table), to: ScoredDay(scorecard, after))
        return ScoreChangeSummary(
            changes, try LogitChange.all(model, from: before.table, to: after),
            newcomers: after.count - changes.count, leavers: before.table.count - changes.count)
    }

    private func row(_ account: String, _ table: FeatureTable) throws -> Int {
        guard let row = table.rows.firstIndex(where: { $0.accountID == account }) else {
            throw UnknownAccount(account, among: table.rows.map(\.accountID))
        }
        return row
    }
}
