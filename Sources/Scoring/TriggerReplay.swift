import Features
import Health
import Metrics
import Signals
import Tables

/// What triggers would have done: the alerts of weekly runs over a past period, in one pass over all their rows.
///
/// Alert by alert it is the same as `WeeklyRun` folded over the days (one `AlertBook` serves both). An alert rests on what was
/// known before its day, because extraction gives nothing else; a model that ranks alerts must not have learned from outcomes
/// of the period, which is the caller's to check.
public struct TriggerReplay: Sendable {
    /// Of the runs, rising.
    public let days: [Day]
    /// Of all runs in order, told or not.
    public let alerts: [Alert]
    /// How many alerts waited after each run.
    public let waiting: [Int]
    /// Whether the alerts tell losses.
    public let quality: TriggerQuality
    let scorecard: Scorecard

    /// - Parameters:
    ///   - scorecard: the hand-set half.
    ///   - days: the days of the runs.
    ///   - table: one row an account and day, as of these days; other days are left out.
    ///   - scores: of the same rows.
    ///   - within: days before a renewal in which an alert counts for it. By default 180: earlier than the 30 to 60 days at
    ///     which it is mostly too late, and late enough to be about this renewal.
    public init(
        _ scorecard: Scorecard, _ table: FeatureTable, _ scores: [AccountScore], on days: [Day], within: Int = 180
    ) {
        precondition(scores.count == table.count, "a score a row")
        let raised = RaisedAlert.all(scorecard, table.frame, scores)
        let byDay = Dictionary(grouping: raised) { table.rows[$0.row].asOf }
        var (book, alerts, waiting) = (AlertBook(), [Alert](), [Int]())
        let days = Set(days).sorted()
        for day in days {
            alerts += book.step(day, (byDay[day] ?? []).map(\.alert), scorecard)
            waiting.append(book.waitingCount)
        }
        (self.scorecard, self.days, self.alerts, self.waiting) = (scorecard, days, alerts, waiting)
        quality = TriggerQuality(scorecard.triggers, alerts, table.rows, on: days, within: within)
    }

    /// The Mondays from one day to another, both included.
    public static func mondays(from: Day, to: Day) -> [Day] {
        let first = from + (7 - from.weekday) % 7
        return stride(from: first.number, through: to.number, by: 7).map(Day.init(number:))
    }

    /// Those that somebody had to act on.
    public var told: [Alert] { alerts.filter(\.status.isTold) }

    /// Columns day, status, owner, due, account_id, trigger, evidence, held_since, told_before, waiting_since, urgency: every
    /// alert of every run.
    public var alertTable: Table {
        Table(
            "alerts",
            columns: [
                .init("day"), .init("status"), .init("owner"), .init("due"), .init("account_id"), .init("trigger"),
                .init("evidence"), .init("held_since"), .init("told_before"), .init("waiting_since"),
                .init("urgency", .grouped),
            ],
            rows: alerts.map {
                [
                    .text($0.day.description), .text($0.status.rawValue), .optional($0.owner?.rawValue),
                    .optional($0.due?.description), .text($0.accountID), .text($0.trigger), .optional($0.evidence),
                    .text($0.heldSince.description), .optional($0.toldBefore?.description),
                    .optional($0.waitingSince?.description), .optional($0.urgency),
                ]
            })
    }

    /// Columns owner, capacity, alerts, per_week, low, high (the middle 95% of weeks), busiest, weeks_short (in which alerts
    /// were deferred), longest_wait (days, of alerts that were told), untold (resolved before they were).
    public var loadTable: Table {
        Table(
            "load",
            columns: [
                .init("owner"), .init("capacity", .grouped), .init("alerts", .grouped),
                .init("per_week", title: "per week", .decimals(1)), .init("low", .decimals(0)),
                .init("high", .decimals(0)), .init("busiest", .grouped), .init("weeks_short", .grouped),
                .init("longest_wait", .grouped), .init("untold", .grouped),
            ], rows: PlaybookAction.Owner.allCases.map(loadRow))
    }

    private func loadRow(_ owner: PlaybookAction.Owner) -> [Table.Cell] {
        let own = alerts.filter { $0.owner == owner }
        let told = own.filter(\.status.isTold)
        let byDay = Dictionary(grouping: told, by: \.day).mapValues(\.count)
        let weeks = days.map { Double(byDay[$0] ?? 0) }.sorted()
        let waits = told.compactMap { alert in alert.waitingSince.map { alert.day - $0 } }
        let short = Set(own.filter { $0.status == .deferred }.map(\.day)).count
        guard !weeks.isEmpty else { return [.text(owner.rawValue)] + [Table.Cell](repeating: .missing, count: 9) }
        return [
            .text(owner.rawValue), .optional(scorecard.capacity[owner]), .integer(told.count),
            .number(weeks.reduce(0, +) / Double(weeks.count)), .number(Quantile.of(weeks, 0.025)),
            .number(Quantile.of(weeks, 0.975)), .number(weeks[weeks.count - 1]), .integer(short),
            .optional(waits.max()), .integer(own.count { $0.status == .resolvedUntold }),
        ]
    }

    /// Quality, load and what they amount to.
    public var results: Results {
        var results = Results()
        results.line(
            "\(days.count) weekly runs\(days.isEmpty ? "" : ", \(days[0]) to \(days[days.count - 1])"); "
                + quality.words)
        results.table(quality.table, isMain: true)
        results.table(loadTable)
        results.line(
            "per week: mean; low to high: the middle 95% of weeks; weeks short: those in which alerts were deferred")
        results.value("weeks", .integer(days.count))
        results.value("within_days", .integer(quality.within))
        results.value("loss_rate", .optional(quality.all.lossRate))
        results.verdict(verdict)
        return results
    }

    /// How many alerts, and how good they are, in a sentence.
    public var verdict: String {
        guard !days.isEmpty else { return "no Monday lies in the period." }
        let perWeek = Double(told.count) / Double(days.count)
        let left = waiting.last ?? 0
        return "\(NumberFormat.grouped(told.count)) alerts in \(days.count) weeks "
            + "(\(NumberFormat.fixed(perWeek, 1)) a week), \(left) still wait; \(quality.verdict)"
    }
}
