import Tables

/// Changes of many accounts as a table in which every row adds up, and in one sentence.
public struct ScoreChangeSummary: Sendable {
    /// Health scores, the largest change first.
    public let changes: [ScoreChange]
    /// P(churn) of the same accounts.
    public let logits: [LogitChange]
    /// Accounts with a row at the new date only, and at the old one only.
    public let newcomers: Int
    /// Accounts that are gone.
    public let leavers: Int

    /// - Parameter changes: health scores, account by account.
    /// - Parameter newcomers: accounts that were not there before.
    /// - Parameter leavers: accounts that are gone.
    /// - Parameter logits: of the same accounts in the same order; empty without a model.
    public init(_ changes: [ScoreChange], _ logits: [LogitChange] = [], newcomers: Int, leavers: Int) {
        precondition(logits.isEmpty || logits.map(\.accountID) == changes.map(\.accountID), "the same accounts")
        (self.changes, self.logits, self.newcomers, self.leavers) = (changes, logits, newcomers, leavers)
    }

    /// Columns account_id, from, to, change, one a cause (they sum to change), why, p_from, p_to, log_odds_change,
    /// log_odds_why.
    /// - Parameter top: only so many accounts, those that changed most; nil for all in their order.
    public func table(top: Int? = nil) -> Table {
        var order = Array(changes.indices)
        if let top { order = Array(order.sorted(by: movedMore).prefix(max(0, top))) }
        return Table("changes", columns: ScoreChangeSummary.columns, rows: order.map(cells))
    }

    private static let columns: [Table.Column] =
        [
            .init("account_id", title: "account"), .init("from", .decimals(0)), .init("to", .decimals(0)),
            .init("change", .decimals(0)),
        ]
        + ScoreChange.Cause.allCases.map { Table.Column($0.rawValue, .decimals(0), detail: 2) } + [
            .init("why"), .init("p_from", title: "P from", .percent(1)), .init("p_to", title: "P to", .percent(1)),
            .init("log_odds_change", title: "log-odds", .decimals(2), detail: 1),
            .init("log_odds_why", title: "why log-odds"),
        ]

    private func cells(_ row: Int) -> [Table.Cell] {
        let change = changes[row]
        let causes = ScoreChange.Cause.allCases.map { cause in
            change.isExplained ? Table.Cell.integer(change.points(cause)) : .missing
        }
        let logit = logits.isEmpty ? nil : logits[row]
        return [.text(change.accountID), .optional(change.from), .optional(change.to), .optional(change.change)]
            + causes + [
                .text(change.words()), .optional(logit?.pFrom), .optional(logit?.pTo), .optional(logit?.change),
                .optional(logit?.words()),
            ]
    }

    /// The larger change of score first, then of log-odds, then by account.
    private func movedMore(_ a: Int, _ b: Int) -> Bool {
        let (one, two) = (size(a), size(b))
        if one.points != two.points { return one.points > two.points }
        if one.logOdds != two.logOdds { return one.logOdds > two.logOdds }
        return changes[a].accountID < changes[b].accountID
    }

    private func size(_ row: Int) -> (points: Int, logOdds: Double) {
        let logOdds = logits.isEmpty ? 0 : abs(logits[row].change)
        return (abs(changes[row].change ?? 0), logOdds.isNaN ? 0 : logOdds)
    }

    /// Points by cause over all explained accounts.
    public var sums: [(cause: ScoreChange.Cause, points: Int)] {
        ScoreChange.Cause.allCases.map { cause in (cause, changes.reduce(0) { $0 + $1.points(cause) }) }
    }

    /// How many moved and why most of them did, in a sentence.
    public var verdict: String {
        let explained = changes.filter(\.isExplained)
        let fell = explained.count { ($0.change ?? 0) < 0 }
        let rose = explained.count { ($0.change ?? 0) > 0 }
        let total = explained.reduce(0) { $0 + ($1.change ?? 0) }
        let parts = sums.filter { $0.points != 0 }.map {
            "\($0.cause.rawValue) \(ScoreChangeSummary.signed($0.points))"
        }
        let why = parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
        let others = changes.count - explained.count
        return
            "of \(NumberFormat.grouped(explained.count)) accounts scored at both dates \(fell) fell and \(rose) rose, "
            + "by \(ScoreChangeSummary.signed(total)) points in all\(why). "
            + "\(others) had no score at one of the dates, \(newcomers) are new, \(leavers) are gone."
    }

    private static func signed(_ points: Int) -> String {
        (points > 0 ? "+" : "") + NumberFormat.grouped(points)
    }
}
