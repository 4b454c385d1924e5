import Signals

/// What is counted once all rows stand sorted by account and signal.
enum HistoryFindings {
    static func add(of history: SignalHistory, to report: inout SourceReport) {
        let events = history.events
        report.add(
            .duplicateEvents, .warning, table: "events", count: duplicates(history),
            "readings that repeat another in every column: kept, as two logins in one second may be")
        report.add(
            .eventsBeforeContract, .warning, table: "events", count: beforeContract(history),
            "readings before the account signed: from a trial they may stay, else signed_on or the account is wrong")
        let known = events.knownAt
        report.add(
            .lateKnown, table: "events", count: known.indices.count { known[$0] > events.occurredAt[$0] },
            "readings that became known after they occurred")
        report.add(
            .knownBeforeOccurred, .warning, table: "events",
            count: known.indices.count { known[$0] < events.occurredAt[$0] },
            "readings known before they occurred: they count from when they occurred")
        report.add(
            .farFuture, .warning, table: "events", count: events.occurredAt.count { $0 == .max },
            "readings after the year 2262: they are after every cut-off")
    }

    /// Rows are sorted by time, time of knowing and value; users and tags are compared within each run of equal ones.
    private static func duplicates(_ history: SignalHistory) -> Int {
        let events = history.events
        // Taken out once: asking the store anew for each row costs more than comparing.
        let (times, values, known) = (events.occurredAt, events.values, events.knownAt)
        var count = 0
        forEachGroup(history) { range in
            var start = range.lowerBound
            for row in range.dropFirst() {
                let isSame =
                    times[row] == times[row - 1] && values[row] == values[row - 1]
                    && (known.isEmpty || known[row] == known[row - 1])
                if isSame { continue }
                if row - start > 1 { count += repeats(events, start..<row) }
                start = row
            }
            count += repeats(events, start..<range.upperBound)
        }
        return count
    }

    private static func repeats(_ events: EventStore, _ run: Range<Int>) -> Int {
        if run.count < 2 { return 0 }
        let distinct = Set(
            run.map { row in
                Int64(events.users.isEmpty ? -1 : events.users[row]) << 32
                    | Int64(UInt32(bitPattern: events.tags.isEmpty ? -1 : events.tags[row]))
            })
        return run.count - distinct.count
    }

    private static func beforeContract(_ history: SignalHistory) -> Int {
        var count = 0
        let starts = history.accounts.map { $0.signedOn.map(history.calendar.midnight(of:))?.nanoseconds ?? .min }
        let times = history.events.occurredAt
        for account in history.accounts.indices where starts[account] > .min {
            for signal in history.events.signalNames.indices {
                let range = history.events.range(account: account, signal: signal)
                count += range.prefix { times[$0] < starts[account] }.count
            }
        }
        return count
    }

    private static func forEachGroup(_ history: SignalHistory, _ body: (Range<Int>) -> Void) {
        for account in history.accounts.indices {
            for signal in history.events.signalNames.indices {
                body(history.events.range(account: account, signal: signal))
            }
        }
    }
}
