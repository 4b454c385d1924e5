import Features
import Health
import Tables

extension HealthScores {
    /// The parts of one row's score, and below them the cap, the sum and the override that holds on the day. Parts sum to the
    /// score. Columns group, measure, value, points, weight, part.
    public func partsTable(_ table: FeatureTable, row: Int) -> Table {
        let (profile, parts) = (profile(row), parts(row))
        let groups = profile.groups.flatMap { group in group.measures.map { _ in group.name } }
        var rows = profile.measures.enumerated().map { place, measure -> [Table.Cell] in
            let points = points[place][row]
            return [
                .text(groups[place]), .text(measure.name),
                table.cell(measure.feature, row: row),
                points.isNaN ? .missing : .number(points), .number(profile.weights[place]),
                .optional(parts?.measures[place]),
            ]
        }
        func add(_ what: String, _ why: String?, _ part: Int?) {
            rows.append([.text(what), .optional(why), .missing, .missing, .missing, .optional(part)])
        }
        if let parts, parts.cap != 0 { add("cap", parts.capReason, parts.cap) }
        let computed = rounded(row)
        add("health", unscored[row].map { "unscored: \($0)" } ?? "profile \(profile.name)", computed)
        let about = table.rows[row]
        if let override = scorecard.overrides.of(about.accountID, on: about.asOf) {
            let shown = override.score(after: computed)
            add("override", override.words, shown.map { $0 - (computed ?? 0) })
            add("overridden health", nil, shown)
        }
        return Table("parts", columns: HealthScores.partColumns, rows: rows)
    }

    private static let partColumns: [Table.Column] = [
        .init("group"), .init("measure"), .init("value", .significant(3)), .init("points", .decimals(1)),
        .init("weight", .percent(1)), .init("part", .decimals(0)),
    ]
}

extension ScoreChange {
    /// Columns cause, measure, exact, points; the last row is the change.
    public var table: Table {
        var rows = steps.map { step -> [Table.Cell] in
            [.text(step.cause.rawValue), .optional(step.measure), .number(step.exact), .integer(step.points)]
        }
        let ends = "\(from.map(String.init) ?? "-") to \(to.map(String.init) ?? "-")"
        rows.append([.text("change"), .text(ends), .missing, .optional(change)])
        return Table(
            "steps",
            columns: [.init("cause"), .init("measure"), .init("exact", .decimals(2)), .init("points", .decimals(0))],
            rows: rows)
    }
}

extension LogitChange {
    /// Columns term, log_odds; the last row is the sum.
    /// - Parameter top: so many terms by name, those that did most first, and the others in one line; nil for all in the
    ///   order of the design.
    public func table(top: Int? = nil) -> Table {
        let all = shown.filter { $0.change != 0 }
        let told = top.map { largest($0) } ?? all
        var rows = told.map { [Table.Cell.text($0.term), .number($0.change)] }
        if told.count < all.count {
            let rest = all.reduce(0) { $0 + $1.change } - told.reduce(0) { $0 + $1.change }
            rows.append([.text("all other (\(all.count - told.count))"), .number((rest * 100).rounded() / 100)])
        }
        return Table(
            "terms", columns: [.init("term"), .init("log_odds", title: "log-odds", .decimals(2))],
            rows: rows + [[.text("change"), .number(change)]])
    }
}
