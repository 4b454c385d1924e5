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
        results.table(parts(row), isMain: before == nil)
        if before != nil {
            let summary = try summary()
            guard let place = summary.changes.firstIndex(where: { $0.accountID == account }) else {
                throw UsageFailure(description: "account \"\(account)\" had no row at --since")
            }
            results.table(steps(summary.changes[place]), isMain: true)
            results.table(terms(summary.logits[place]))
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
        try AtomicFile.write((TableFormats.forFile(path) ?? CSVFormat.self).init().text(file), to: path)
        var results = Results()
        results.table(summary.table(top: top), isMain: true)
        results.verdict(summary.verdict)
        try output.print(results)
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
            let hint = NearestName.hint(for: account, among: table.rows.map(\.accountID))
            throw UsageFailure(description: "no account to score is called \"\(account)\"" + hint)
        }
        return row
    }

    /// Columns group, measure, value, points, weight, part; caps and the sum below. Parts sum to the score.
    private func parts(_ row: Int) -> Table {
        let frame = after.frame
        let scores = HealthScores(scorecard, frame)
        let (profile, parts) = (scores.profile(row), scores.parts(row))
        var table = Table(
            "parts",
            columns: [
                .init("group"), .init("measure"), .init("value"), .init("points", .decimals(1)),
                .init("weight", .percent(1)), .init("part", .decimals(0)),
            ])
        let groups = profile.groups.flatMap { group in group.measures.map { _ in group.name } }
        for (place, measure) in profile.measures.enumerated() {
            let points = scores.points[place][row]
            table.append([
                .text(groups[place]), .text(measure.name), .optional(frame[measure.feature]?.values.text(at: row)),
                points.isNaN ? .missing : .number(points), .number(profile.weights[place]),
                .optional(parts?.measures[place]),
            ])
        }
        func add(_ what: String, _ why: String?, _ part: Int?) {
            table.append([.text(what), .optional(why), .missing, .missing, .missing, .optional(part)])
        }
        if let parts, parts.cap != 0 { add("cap", parts.capReason, parts.cap) }
        let computed = scores.rounded(row)
        add("health", scores.unscored[row].map { "unscored: \($0)" } ?? "profile \(profile.name)", computed)
        let about = after.rows[row]
        if let override = scorecard.overrides.of(about.accountID, on: about.asOf) {
            let shown = override.score(after: computed)
            add("override", override.words, shown.map { $0 - (computed ?? 0) })
            add("overridden health", nil, shown)
        }
        return table
    }

    /// Columns cause, measure, points.
    private func steps(_ change: ScoreChange) -> Table {
        var rows = change.steps.map { step -> [Table.Cell] in
            [.text(step.cause.rawValue), .optional(step.measure), .number(step.exact), .integer(step.points)]
        }
        rows.append([
            .text("change"), .text("\(change.from.map(String.init) ?? "-") to \(change.to.map(String.init) ?? "-")"),
            .missing,
            .optional(change.change),
        ])
        return Table(
            "steps",
            columns: [.init("cause"), .init("measure"), .init("exact", .decimals(2)), .init("points", .decimals(0))],
            rows: rows)
    }

    /// Columns term, log_odds; the last row is the sum.
    private func terms(_ change: LogitChange) -> Table {
        let parts = change.shown.filter { $0.change != 0 }.map { [Table.Cell.text($0.term), .number($0.change)] }
        return Table(
            "terms", columns: [.init("term"), .init("log_odds", title: "log-odds", .decimals(2))],
            rows: parts + [[.text("change"), .number(change.change)]])
    }
}
