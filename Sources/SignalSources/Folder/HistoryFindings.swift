import Signals
import Tables

/// What is counted once all rows stand sorted by account and signal.
enum HistoryFindings {
    static func add(of history: SignalHistory, to report: inout SourceReport) {
        let starts = history.accounts.map { $0.signedOn.map(history.calendar.midnight(of:))?.nanoseconds ?? .min }
        let stretches = history.events.stretches
        let signalCount = history.events.signalNames.count
        let parts = concurrentMap(stretches.count) { EventCounts(stretches[$0], signalCount, signedAt: starts) }
        let counts = parts.reduce(EventCounts()) { $0 + $1 }
        report.add(
            .duplicateEvents, .warning, table: "events", count: counts.duplicates,
            "readings that repeat another in every column: kept, as two logins in one second may be")
        report.add(
            .eventsBeforeContract, .warning, table: "events", count: counts.beforeContract,
            "readings before the account signed: from a trial they may stay, else signed_on or the account is wrong")
        report.add(
            .lateKnown, table: "events", count: counts.knownLate, "readings that became known after they occurred")
        report.add(
            .knownBeforeOccurred, .warning, table: "events", count: counts.knownEarly,
            "readings known before they occurred: they count from when they occurred")
        report.add(
            .farFuture, .warning, table: "events", count: counts.farFuture,
            "readings after the year 2262: they are after every cut-off")
    }
}

/// Counts over the readings of a stretch of accounts.
private struct EventCounts: Sendable {
    private(set) var duplicates = 0
    private(set) var beforeContract = 0
    private(set) var knownLate = 0
    private(set) var knownEarly = 0
    private(set) var farFuture = 0

    init() {}

    /// - Parameter signedAt: by account; the smallest number where it is not given.
    init(_ stretch: EventStretch, _ signalCount: Int, signedAt: [Int64]) {
        let (times, known) = (stretch.times, stretch.knownAt)
        for account in stretch.accounts {
            for signal in 0..<signalCount {
                let range = stretch.range(account: account, signal: signal)
                duplicates += EventCounts.duplicates(stretch, range)
                beforeContract += range.prefix { times[$0] < signedAt[account] }.count
            }
        }
        for row in known.indices {
            knownLate += known[row] > times[row] ? 1 : 0
            knownEarly += known[row] < times[row] ? 1 : 0
        }
        farFuture = times.count { $0 == .max }
    }

    static func + (a: EventCounts, b: EventCounts) -> EventCounts {
        var sum = a
        sum.duplicates += b.duplicates
        sum.beforeContract += b.beforeContract
        sum.knownLate += b.knownLate
        sum.knownEarly += b.knownEarly
        sum.farFuture += b.farFuture
        return sum
    }

    /// Rows are sorted by time, time of knowing and value; users and tags are compared within each run of equal ones.
    private static func duplicates(_ stretch: EventStretch, _ rows: Range<Int>) -> Int {
        let (times, values, known) = (stretch.times, stretch.values, stretch.knownAt)
        var (count, start) = (0, rows.lowerBound)
        for row in rows.dropFirst() {
            let isSame =
                times[row] == times[row - 1] && values[row] == values[row - 1]
                && (known.isEmpty || known[row] == known[row - 1])
            if isSame { continue }
            if row - start > 1 { count += repeats(stretch, start..<row) }
            start = row
        }
        return count + repeats(stretch, start..<rows.upperBound)
    }

    private static func repeats(_ stretch: EventStretch, _ run: Range<Int>) -> Int {
        if run.count < 2 { return 0 }
        let distinct = Set(
            run.map { row in
                Int64(stretch.users.isEmpty ? -1 : stretch.users[row]) << 32
                    | Int64(UInt32(bitPattern: stretch.tags.isEmpty ? -1 : stretch.tags[row]))
            })
        return run.count - distinct.count
    }
}
