import Documents
import Health
import Signals
import Tables

/// What a weekly run tells people.
extension WeeklyRun {
    /// One row an owner: what came up, what they have capacity for, what waits.
    public var ownerTable: Table {
        Table(
            "owners",
            columns: [
                .init("owner"), .init("capacity", .grouped), .init("new", .grouped), .init("again", .grouped),
                .init("deferred", .grouped), .init("in_cool_down", .grouped), .init("resolved", .grouped),
                .init("at_risk", title: "ARR at risk", .grouped),
            ], rows: PlaybookAction.Owner.allCases.map(ownerRow))
    }

    private func ownerRow(_ owner: PlaybookAction.Owner) -> [Table.Cell] {
        let own = alerts.filter { $0.owner == owner }
        let risk = Dictionary(scores.map { ($0.accountID, $0.arrAtRisk) }, uniquingKeysWith: { first, _ in first })
        func count(_ kinds: Alert.Status...) -> Table.Cell { .integer(own.count { kinds.contains($0.status) }) }
        let accounts = Set(own.filter(\.status.isTold).map(\.accountID))
        let atRisk = scores.contains { !$0.pChurn.isNaN } ? accounts.compactMap { risk[$0] ?? nil }.sorted() : nil
        return [
            .text(owner.rawValue), .optional(scorecard.capacity[owner]), count(.new), count(.again), count(.deferred),
            count(.cooling), count(.resolved, .resolvedUntold), .optional(atRisk.map { $0.reduce(0, +) }),
        ]
    }

    /// The short form for standard output: owners, the most urgent alerts, the verdict.
    public func summary(_ accounts: [Account], top: Int) -> Results {
        var results = Results()
        results.line(head)
        results.table(ownerTable, isMain: true)
        results.table(urgentTable(accounts, top))
        results.value("day", .string(day.description))
        results.value("last_day", .optional(lastDay?.description))
        results.verdict(verdict)
        return results
    }

    /// The whole report: owners, alerts to act on, what waits, who moved and why, who is new or gone, concessions, the
    /// resolved.
    public func report(_ accounts: [Account]) -> Results {
        var results = Results()
        results.line(head)
        results.table(ownerTable)
        func part(_ words: String, _ table: Table) {
            results.line(table.rows.isEmpty ? "\(words): none." : "\(words):")
            if !table.rows.isEmpty { results.table(table) }
        }
        part("To act on, the most urgent first of each owner", shortAlerts(accounts, \.isTold))
        part("Deferred for want of capacity", shortAlerts(accounts) { $0 == .deferred })
        part("To a lower band, with root causes", shortChanges(accounts, [.down]))
        part("To a higher band", shortChanges(accounts, [.up]))
        if lastDay != nil { part("New or gone", shortChanges(accounts, [.new, .gone])) }
        if !concessions.proposals.isEmpty { part("Concessions", concessions.table) }
        results.line(concessions.words)
        part("Resolved", shortAlerts(accounts) { $0 == .resolved || $0 == .resolvedUntold })
        results.verdict(verdict)
        return results
    }

    private func shortAlerts(_ accounts: [Account], _ wanted: (Alert.Status) -> Bool) -> Table {
        alertTable(accounts) { wanted($0.status) }.selecting([
            "owner", "due", "account_id", "name", "trigger", "action", "evidence", "waiting_since", "arr_at_risk",
            "p_churn", "p_low", "p_high", "health", "reason_1",
        ])
    }

    private func shortChanges(_ accounts: [Account], _ kinds: [AccountMove.Kind]) -> Table {
        changeTable(accounts) { kinds.contains($0.kind) }.selecting([
            "move", "account_id", "name", "band_from", "band_to", "health_from", "health_to", "p_from", "p_to", "arr",
            "action", "owner", "due", "reason_1", "reason_2", "reason_3",
        ])
    }

    private func urgentTable(_ accounts: [Account], _ top: Int) -> Table {
        let urgent = told.sorted { ($1.urgency ?? -1, $0.accountID) < ($0.urgency ?? -1, $1.accountID) }.prefix(top)
        let chosen = Set(urgent.map(\.key))
        let columns = [
            "account_id", "owner", "due", "trigger", "evidence", "arr_at_risk", "p_churn", "p_low", "p_high", "health",
        ]
        return alertTable(accounts) { $0.status.isTold && chosen.contains($0.key) }.selecting(columns)
    }

    private var head: String {
        let since = lastDay.map { ", against the run of \($0)" } ?? ", the first run"
        let order = scores.contains { !$0.pChurn.isNaN } ? "ARR at risk" : "ARR, as no model says how likely a loss is"
        return "week of \(day)\(since): \(NumberFormat.grouped(scores.count)) accounts; urgency by \(order)"
    }

    /// What has to be done this week, in a sentence.
    public var verdict: String {
        let waiting = count(.deferred)
        let deferred = waiting == 0 ? "none has to wait" : "\(waiting) must wait for capacity"
        let (down, up) = (moves.count { $0.kind == .down }, moves.count { $0.kind == .up })
        let moved = lastDay == nil ? "" : "; to a lower band fell \(down), to a higher one rose \(up)"
        return
            "\(told.count) alert\(told.count == 1 ? "" : "s") to act on (\(count(.new)) new, \(count(.again)) again), \(deferred), "
            + "\(count(.cooling)) told before still hold, \(count(.resolved) + count(.resolvedUntold)) are resolved\(moved)."
    }
}

extension Table {
    /// The columns of these names, in this order. Precondition: they exist.
    func selecting(_ names: [String]) -> Table {
        let places = names.map { name in columns.firstIndex { $0.name == name }! }
        return Table(self.name, columns: places.map { columns[$0] }, rows: rows.map { row in places.map { row[$0] } })
    }
}
