import Features
import Health
import Signals
import Tables

extension WeeklyRun {
    /// Every alert that holds or held, one row each: those to act on first.
    ///
    /// Columns status, owner, due, account_id, name, trigger, action, evidence, held_since, told_before, waiting_since, arr,
    /// arr_at_risk, p_churn, p_low, p_high, health, band, reason_1 to reason_3.
    /// - Parameter wanted: which alerts are listed.
    /// - Parameter accounts: where names are found.
    public func alertTable(_ accounts: [Account], _ wanted: (Alert) -> Bool = { _ in true }) -> Table {
        let (names, scores) = (WeeklyRun.byID(accounts), scoresByID)
        return Table(
            "alerts", columns: WeeklyRun.alertColumns,
            rows: alerts.filter(wanted).map { alert in
                let score = scores[alert.accountID]
                return [
                    .text(alert.status.rawValue), .optional(alert.owner?.rawValue), .optional(alert.due?.description),
                    .text(alert.accountID), .optional(names[alert.accountID]?.name), .text(alert.trigger),
                    .optional(alert.action), .optional(alert.evidence), .text(alert.heldSince.description),
                    .optional(alert.toldBefore?.description), .optional(alert.waitingSince?.description),
                    .optional(score?.arr), .optional(score?.arrAtRisk), .optional(score?.pChurn),
                    .optional(score?.pLow), .optional(score?.pHigh), .optional(score?.health), .optional(score?.band),
                ] + WeeklyRun.reasons(score)
            })
    }

    private static let alertColumns: [Table.Column] = [
        .init("status"), .init("owner"), .init("due"), .init("account_id", title: "account"), .init("name"),
        .init("trigger"), .init("action"), .init("evidence"), .init("held_since"), .init("told_before"),
        .init("waiting_since"), .init("arr", title: "ARR", .grouped), .init("arr_at_risk", title: "at risk", .grouped),
        .init("p_churn", title: "P(churn)", .percent(1), detail: 1),
        .init("p_low", title: "low", .percent(1), detail: 1), .init("p_high", title: "high", .percent(1), detail: 1),
        .init("health", .decimals(0), detail: 2), .init("band"), .init("reason_1"),
        .init("reason_2"), .init("reason_3"),
    ]

    /// One row an account and week, by account: who it is, both scores, the three states in words with their colours, and
    /// what the scorecard tracks, under the features' names and with logarithms taken back; notes last.
    public func trackingTable(_ accounts: [Account]) -> Table {
        let names = WeeklyRun.byID(accounts)
        let tracked = scorecard.tracked.features
        let order = table.rows.indices.sorted { table.rows[$0].accountID < table.rows[$1].accountID }
        return Table(
            "tracking",
            columns: WeeklyRun.trackingColumns + tracked.map { .init($0.name, $0.isCategory ? .text : .significant(4)) }
                + [.init("notes")],
            rows: order.map { row in
                let account = names[table.rows[row].accountID]
                return who(row, account) + tracked.map { table.cell($0.name, row: row) } + [.optional(account?.notes)]
            })
    }

    private static let trackingColumns: [Table.Column] =
        [
            .init("account_id", title: "account"), .init("week"), .init("name"), .init("arr", title: "ARR", .grouped),
            .init("renewal_date", title: "renews"), .init("primary_contact", title: "contact"),
            .init("health", .decimals(0)), .init("band"), .init("p_churn", title: "P(churn)", .percent(1)),
            .init("p_low", title: "low", .percent(1)), .init("p_high", title: "high", .percent(1)),
        ] + DerivedState.names.flatMap { [.init($0), .init("\($0)_colour")] }

    private func who(_ row: Int, _ account: Account?) -> [Table.Cell] {
        let score = scores[row]
        let states = DerivedState.names.flatMap { name -> [Table.Cell] in
            [.optional(score.states[name]), .optional(score.colours[name])]
        }
        return [
            .text(score.accountID), .text(day.description), .optional(account?.name), .optional(score.arr),
            .optional(score.renewalDate?.description), .optional(account?.primaryContact), .optional(score.health),
            .optional(score.band), .number(score.pChurn), .number(score.pLow), .number(score.pHigh),
        ] + states
    }

    /// Every account against the last run, the worst moves first; root causes are the account's reasons.
    ///
    /// Columns move, account_id, name, band_from, band_to, health_from, health_to, change, p_from, p_to, p_low, p_high, arr,
    /// action, owner, due, reason_1 to reason_3.
    public func changeTable(_ accounts: [Account], _ wanted: (AccountMove) -> Bool = { _ in true }) -> Table {
        let (names, scores) = (WeeklyRun.byID(accounts), scoresByID)
        return Table(
            "changes", columns: WeeklyRun.changeColumns,
            rows: moves.filter(wanted).map { move in
                let score = scores[move.accountID]
                return [
                    .text(move.kind.rawValue), .text(move.accountID), .optional(names[move.accountID]?.name),
                    .optional(move.before?.band), .optional(move.after?.band), .optional(move.before?.health),
                    .optional(move.after?.health), .optional(move.healthChange), .optional(move.before?.pChurn),
                    .optional(move.after?.pChurn), .optional(score?.pLow), .optional(score?.pHigh),
                    .optional(score?.arr), .optional(score?.action), .optional(score?.owner),
                    .optional(score?.due?.description),
                ] + WeeklyRun.reasons(score)
            })
    }

    private static let changeColumns: [Table.Column] = [
        .init("move"), .init("account_id", title: "account"), .init("name"), .init("band_from"), .init("band_to"),
        .init("health_from", title: "health", .decimals(0)), .init("health_to", title: "now", .decimals(0)),
        .init("change", .decimals(0)), .init("p_from", title: "P(churn)", .percent(1)),
        .init("p_to", title: "P now", .percent(1)), .init("p_low", title: "low", .percent(1)),
        .init("p_high", title: "high", .percent(1)), .init("arr", title: "ARR", .grouped), .init("action"),
        .init("owner"), .init("due"), .init("reason_1"), .init("reason_2"), .init("reason_3"),
    ]

    private static func reasons(_ score: AccountScore?) -> [Table.Cell] {
        let reasons = score?.reasons ?? []
        return (0..<3).map { $0 < reasons.count ? .text(reasons[$0]) : .missing }
    }

    private static func byID(_ accounts: [Account]) -> [String: Account] {
        Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private var scoresByID: [String: AccountScore] {
        Dictionary(scores.map { ($0.accountID, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
