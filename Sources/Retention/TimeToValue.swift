import Distributions
import Metrics
import Signals
import Tables

/// Days from signature to the first reading of a signal that stands for value, by Kaplan and Meier: accounts that have not
/// arrived yet count as long as they were seen. The mean or median of those who arrived is too short, by as much as half.
public struct TimeToValue: Sendable {
    /// One group's curve and median.
    public struct Group: Sendable {
        /// The group's name.
        public let name: String
        /// Share that is still waiting, by days since the signature.
        public let curve: KaplanMeier
        fileprivate let times: SurvivalTimes
    }

    /// The signal that stands for value.
    public let signal: String
    /// All accounts together.
    public let all: Group
    /// By segment; empty where none was asked for.
    public let groups: [Group]
    /// Whether the groups differ; nil for fewer than two.
    public let difference: LogRank.Outcome?
    /// What could not be timed, in words.
    public let notes: [DataFinding]

    /// - Parameters:
    ///   - history: everything that customers left behind.
    ///   - signal: the signal that stands for value.
    ///   - asOf: what became known on or after it is not seen.
    ///   - groups: by account, nil where it has none.
    /// - Throws: `RetentionError.invalid` for a signal without readings, and where no account can be timed.
    public init(
        _ history: SignalHistory, signal: String, asOf: Day, groups: [String?]? = nil
    ) throws(RetentionError) {
        guard let number = KnownHistory.signal(signal, in: history) else {
            throw .invalid("no reading of a signal \"\(signal)\"")
        }
        let waits = AccountWaits(history, signal: number, asOf: asOf)
        guard !waits.all.isEmpty else { throw .invalid("no account signed after readings of \"\(signal)\" began") }
        all = try Group("all", waits.all)
        let names = Set(waits.all.compactMap { groups?[$0.account] }).sorted()
        self.groups = try names.map { name throws(RetentionError) in
            try Group(name, waits.all.filter { groups?[$0.account] == name })
        }
        difference = names.count > 1 ? LogRank.test(self.groups.map(\.times)) : nil
        (self.signal, notes) = (signal, waits.notes)
    }
}

extension TimeToValue.Group {
    fileprivate init(_ name: String, _ waits: [AccountWaits.Wait]) throws(RetentionError) {
        times = try SurvivalTimes(waits.map { Double($0.days) }, happened: waits.map(\.arrived))
        (self.name, curve) = (name, KaplanMeier(times))
    }
}

/// How long each account waited.
private struct AccountWaits {
    struct Wait { let account: Int, days: Int, arrived: Bool }

    private(set) var all: [Wait] = []
    private var unsigned = 0
    private var early = 0

    init(_ history: SignalHistory, signal: Int, asOf: Day) {
        let cutoff = history.calendar.midnight(of: asOf)
        let known = history.accounts.indices.map { history.known(account: $0, asOf: cutoff).readings(signal) }
        // Who signed before anybody read the signal may have arrived unseen.
        let begin = known.compactMap { $0.isEmpty ? nil : $0.time(at: 0) }.min().map(history.calendar.day(of:))
        for (account, readings) in known.enumerated() {
            guard let signed = history.accounts[account].signedOn, signed < asOf else {
                unsigned += 1
                continue
            }
            guard let begin, signed >= begin else {
                early += 1
                continue
            }
            let first = readings.position(of: history.calendar.midnight(of: signed))
            let arrived = first < readings.count
            let end =
                arrived ? history.calendar.day(of: readings.time(at: first)) : AccountWaits.end(history, account, asOf)
            all.append(Wait(account: account, days: max(0, end - signed), arrived: arrived))
        }
    }

    /// The last day on which an account could have arrived: that of its loss, where no other contract of it ran on.
    private static func end(_ history: SignalHistory, _ account: Int, _ asOf: Day) -> Day {
        let terms = history.renewals(of: account)
        guard let last = terms.map(\.date).max(), last < asOf,
            !terms.contains(where: { $0.date == last && $0.outcome != .churned })
        else { return asOf }
        return last
    }

    var notes: [DataFinding] {
        var notes: [DataFinding] = []
        if unsigned > 0 {
            notes.append(
                DataFinding(.note, count: unsigned, "\(unsigned) accounts have not signed, or no one knows when"))
        }
        if early > 0 {
            notes.append(
                DataFinding(
                    .note, count: early,
                    "\(early) accounts signed before the signal was first read: they may have arrived unseen, so left out"
                ))
        }
        return notes
    }
}

extension TimeToValue {
    /// The curves as a table, how to read them, and the verdict.
    public var results: Results {
        var results = Results()
        results.table(table, isMain: true)
        for note in notes { results.line(note.message) }
        results.line(
            "median: by Kaplan-Meier, those who have not arrived yet counted as long as they were seen (\(signal))")
        results.verdict(verdict)
        return results
    }

    /// Columns group, accounts, arrived, median and its interval, in days.
    public var table: Table {
        Table(
            "time_to_value",
            columns: [
                .init("group"), .init("accounts", .grouped), .init("arrived", .grouped), .init("waiting", .grouped),
                .init("median_days", .decimals(0)), .init("low", .decimals(0)), .init("high", .decimals(0)),
                .init("within_30", title: "within 30 days", .percent(1)),
                .init("within_90", title: "within 90 days", .percent(1)),
            ],
            rows: ([all] + groups).map { group in
                let curve = group.curve
                return [
                    .text(group.name), .integer(curve.count), .integer(curve.count - curve.censored),
                    .integer(curve.censored), .number(curve.median.value), .optional(curve.median.low),
                    .optional(curve.median.high), .number(1 - curve.survival(at: 30)),
                    .number(1 - curve.survival(at: 90)),
                ]
            })
    }

    /// Whether groups differ, in a sentence.
    public var verdict: String {
        let median = all.curve.median
        guard median.isDefined else {
            return "fewer than half of the accounts have arrived: a median cannot be told yet."
        }
        let days = NumberFormat.decimals(0)
        var words = "half of the accounts arrive within \(days.text(median.value)) days"
        if let low = median.low {
            words += " (\(days.text(low)) to \(median.high.map(days.text) ?? "unknown"))"
        }
        guard let p = difference?.test?.p else { return words + "." }
        return words + "; the groups " + (p < 0.05 ? "differ" : "cannot be told apart")
            + " (log-rank p \(NumberFormat.pValue.text(p)))."
    }
}
