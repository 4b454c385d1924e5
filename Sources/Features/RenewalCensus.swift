import Documents
import Signals
import Tables

/// What kinds of renewals a portfolio holds, and which of them make no row to learn from, and why.
///
/// Everything is counted as of `asOf`: what became known on it or later is not counted as decided. Terms are those of the
/// renewals table; an account has one open renewal a product at most (`SignalHistory.openRenewals`).
public struct RenewalCensus: Sendable, Equatable {
    /// Accounts and the ARR they decide on; nil where no amount is given or currencies differ.
    public struct Group: Sendable, Equatable {
        /// How many accounts.
        public let accounts: Int
        /// Revenue a year that they decide on.
        public let arr: Double?
    }

    /// One lead time: how many rows it makes, and why other renewals make none.
    public struct Lead: Sendable, Equatable {
        /// Days before each renewal.
        public let days: Int
        /// Rows to learn from.
        public let rows: Int
        /// Why other renewals make none.
        public let leftOut: LeftOut
    }

    /// What became known on this day or later is not looked at.
    public let asOf: Day
    /// Renewals of all outcomes.
    public let renewals: Int
    /// Undecided as of the day, whenever they are due.
    public let pending: Int
    /// Undecided, and their date has passed; those that renew by themselves are counted in `autoRenewedUndecided` alone.
    public let overdue: Int
    /// Decided before their date, and after it.
    public let decidedEarly: Int
    /// Decided after their date: until then they count as undecided.
    public let decidedLate: Int
    /// Contracts that renew by themselves, and those of them whose date passed without a decision: they stay pending,
    /// never counted as renewed.
    public let autoRenewing: Int
    /// Renewals that renew by themselves and are undecided.
    public let autoRenewedUndecided: Int
    /// Terms longer than 12 months; accounts whose next renewal lies more than 365 days ahead are not at risk this year.
    public let multiYear: Int
    /// Accounts whose next decision lies more than a year ahead.
    public let notAtRisk: Group
    /// Terms of one account and day, two or more products; and the accounts that face such a decision next.
    public let coTerminated: Int
    /// Accounts with several contracts that end on the same day.
    public let coTerminating: Group
    /// One a lead time.
    public let leads: [Lead]
    /// Of the renewals with a known term, the shortest in days.
    private let shortestTerm: Int?

    /// Days ahead from which on a renewal is not at risk this year.
    public static let yearDays = 365

    /// Counts a history; `daysBefore` are the lead times.
    public init(_ history: SignalHistory, asOf: Day, daysBefore: [Int]) {
        let (all, calendar) = (history.renewals, history.calendar)
        let cutoff = calendar.midnight(of: asOf)
        let open = all.filter { !$0.isDecided(before: cutoff, in: calendar) }
        let passed = open.filter { calendar.midnight(of: $0.date) < cutoff }
        let decided = all.filter { $0.isDecided(before: cutoff, in: calendar) }
        self.asOf = asOf
        (renewals, pending) = (all.count, open.count)
        overdue = passed.count { $0.autoRenews != true }
        decidedEarly = decided.count { $0.knownOn < $0.date }
        decidedLate = decided.count { $0.knownOn > $0.date }
        autoRenewing = all.count { $0.autoRenews == true }
        autoRenewedUndecided = passed.count { $0.autoRenews == true }
        multiYear = all.count { renewal in renewal.termBegin.map { $0.adding(months: 12) < renewal.date } ?? false }
        let next = history.anchors(asOf: asOf)
        notAtRisk = Group(next.filter { $0.leadDays ?? 0 > RenewalCensus.yearDays })
        coTerminated = RenewalCensus.coTerminated(all)
        coTerminating = Group(next.filter { !$0.alongside.isEmpty })
        shortestTerm = all.compactMap { renewal in renewal.termBegin.map { renewal.date - $0 } }.min()
        leads = daysBefore.map { days in
            let anchors = history.anchors(daysBefore: [days])
            let leftOut = LeftOut(anchors, of: history)
            return Lead(days: days, rows: anchors.count - leftOut.count, leftOut: leftOut)
        }
    }

    /// Renewals that share account and day with another.
    private static func coTerminated(_ renewals: [Renewal]) -> Int {
        var count = 0
        for (place, renewal) in renewals.enumerated() {
            func isTwin(_ other: Int) -> Bool {
                renewals.indices.contains(other) && renewals[other].account == renewal.account
                    && renewals[other].date == renewal.date
            }
            if isTwin(place - 1) || isTwin(place + 1) { count += 1 }
        }
        return count
    }
}

extension RenewalCensus.Group {
    /// The ARR of all that these accounts decide next.
    init(_ anchors: [Anchor]) {
        self.init(accounts: anchors.count, arr: Renewal.arr(of: anchors.flatMap(\.together)))
    }

    fileprivate var words: String {
        "\(RenewalCensus.counted(accounts, "account"))"
            + (arr.map { " (ARR \(NumberFormat.grouped.text($0)))" } ?? "")
    }

    fileprivate var json: JSON { .members(["accounts": .integer(accounts), "arr": .optional(arr)]) }
}

extension RenewalCensus {
    /// What is worth telling, a line each; nothing of kinds that do not occur.
    public var findings: [DataFinding] { kinds + leads.flatMap(findings) }

    private var kinds: [DataFinding] {
        [
            note(pending, "pending as of \(asOf): scored, never counted as renewed"),
            note(decidedEarly, "decided before their date"),
            note(decidedLate, "decided after their date: until then they count as undecided"),
            warning(
                overdue,
                "overdue as of \(asOf): undecided though their date has passed; fill in the outcome, or auto_renew where they renew by themselves"
            ),
            note(autoRenewing, "renew by themselves (auto_renew)"),
            note(
                autoRenewedUndecided,
                "that renew by themselves passed their date undecided: they stay pending, never counted as renewed"),
            note(multiYear, "end terms of more than 12 months"),
            line(
                notAtRisk.accounts,
                "\(notAtRisk.words) not at risk this year: the next renewal lies more than \(RenewalCensus.yearDays) days after \(asOf)"
            ),
            note(
                coTerminated,
                "end on the same day as another product of the account: one row each with --days-before, one row with the summed ARR with --as-of"
            ),
            line(coTerminating.accounts, "\(coTerminating.words) to decide on several products at once next"),
        ].compactMap(\.self)
    }

    private func findings(_ lead: Lead) -> [DataFinding] {
        let (left, days) = (lead.leftOut, lead.days)
        return [
            note(left.decidedBefore, "decided more than \(days) days early: not learned from at this lead time"),
            note(left.notYetBegun, "less than \(days) days after signing: no row at this lead time"),
            note(
                left.shortTerm,
                "end terms no longer than \(days) days (month-to-month): no row at this lead time; \(advice)"),
            note(
                left.notNext,
                "follow a term that was still undecided \(days) days before them: no row, that they exist would tell how it ended (auto_renew: yes says that it ran on)"
            ),
        ].compactMap(\.self)
    }

    /// The lead time in the middle of the shortest term.
    private var advice: String {
        let fitting = shortestTerm.map { "--days-before \(max(1, $0 / 2)) fits them, or " } ?? ""
        return fitting + "train --table FILE --hazard PERIOD on one row an account and month"
    }

    private func note(_ count: Int, _ words: String) -> DataFinding? {
        line(count, "\(RenewalCensus.counted(count, "renewal")) \(words)")
    }

    private func warning(_ count: Int, _ words: String) -> DataFinding? {
        line(count, "\(RenewalCensus.counted(count, "renewal")) \(words)", .warning)
    }

    private func line(_ count: Int, _ message: String, _ severity: DataFinding.Severity = .note) -> DataFinding? {
        count > 0 ? DataFinding(severity, count: count, message) : nil
    }

    fileprivate static func counted(_ count: Int, _ word: String) -> String {
        "\(NumberFormat.grouped(count)) \(word)\(count == 1 ? "" : "s")"
    }

    /// All counts, zeros too.
    public var json: JSON {
        .members([
            "as_of": .string(asOf.description), "renewals": .integer(renewals), "pending": .integer(pending),
            "overdue": .integer(overdue), "decided_early": .integer(decidedEarly),
            "decided_late": .integer(decidedLate), "auto_renewing": .integer(autoRenewing),
            "auto_renewed_undecided": .integer(autoRenewedUndecided), "multi_year": .integer(multiYear),
            "not_at_risk_this_year": notAtRisk.json, "co_terminated": .integer(coTerminated),
            "co_terminating_next": coTerminating.json, "lead_times": .array(leads.map(\.json)),
        ])
    }
}

extension RenewalCensus.Lead {
    fileprivate var json: JSON {
        .members([
            "days_before": .integer(days), "rows": .integer(rows), "decided_before": .integer(leftOut.decidedBefore),
            "not_yet_signed": .integer(leftOut.notYetBegun), "short_term": .integer(leftOut.shortTerm),
            "not_next": .integer(leftOut.notNext),
        ])
    }
}

extension SignalHistory {
    /// The day after the last reading (those after the year 2262 aside), or after the last outcome where there is none: as
    /// of when a history stands if nobody says. 1970-01-01 of an empty one.
    public var dayAfterLastReading: Day {
        let last = events.occurredAt.reduce(Int64.min) { $1 < .max ? max($0, $1) : $0 }
        if last > .min { return calendar.day(of: Instant(nanoseconds: last)) + 1 }
        return (renewals.filter { $0.outcome != .pending }.map(\.knownOn).max() ?? Day(number: -1)) + 1
    }
}
