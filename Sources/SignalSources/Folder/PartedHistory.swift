import Signals

/// A portfolio whose readings need not fit into memory: accounts, renewals and facts are there, and readings come for some
/// accounts at a time.
public struct PartedHistory: Sendable {
    /// Without readings, unless there is only one part.
    public let base: SignalHistory
    /// The accounts of each part, in order; together all.
    public let parts: [Range<Int>]
    /// What was found while reading.
    public let report: SourceReport
    /// Readings on disk and in memory.
    public let readingCount: Int
    private let names: EventNames
    private let stretches: AccountStretches
    private let spill: EventSpill?
    private let stretchesOfPart: [Range<Int>]

    /// All in memory.
    init(_ contents: SourceContents) {
        base = contents.history
        (report, readingCount) = (contents.report, base.events.count)
        parts = [0..<base.accounts.count]
        stretches = AccountStretches(accountCount: base.accounts.count, about: 1)
        (names, spill, stretchesOfPart) = (EventNames(signals: []), nil, [0..<1])
    }

    /// - Parameter rowsPerPart: about how many readings a part may hold.
    init(
        _ base: SignalHistory, _ spill: EventSpill, _ stretches: AccountStretches, names: EventNames, rowsPerPart: Int,
        report: SourceReport
    ) {
        (self.base, self.spill, self.stretches) = (base, spill, stretches)
        (self.names, self.report) = (names, report)
        var (parts, start, rows): ([Range<Int>], Int, Int) = ([], 0, 0)
        for stretch in 0..<stretches.count {
            let count = spill.rowCount(of: stretch)
            if rows > 0, rows + count > rowsPerPart {
                parts.append(start..<stretch)
                (start, rows) = (stretch, 0)
            }
            rows += count
        }
        parts.append(start..<stretches.count)
        stretchesOfPart = parts
        self.parts = parts.map {
            stretches.accounts(of: $0.lowerBound).lowerBound..<stretches.accounts(of: $0.upperBound - 1).upperBound
        }
        readingCount = (0..<stretches.count).reduce(0) { $0 + spill.rowCount(of: $1) }
    }

    /// The history with the readings of some accounts and of no others. Errors: the disk.
    public func history(of accounts: Set<Int>) throws(SourceErrors) -> SignalHistory {
        guard let spill else { return base }
        var runs: [EventRun] = []
        for part in stretchesOfPart {
            for run in try spill.runs(part) { runs.append(run.keeping(accounts, stretches)) }
        }
        return base.with(events: EventStore(runs, stretches, names: names))
    }

    /// The history with the readings of the accounts of one part; asking it for those of others is an error of the program.
    /// Errors: the disk.
    public func history(_ part: Int) throws(SourceErrors) -> SignalHistory {
        guard let spill else { return base }
        let runs = try spill.runs(stretchesOfPart[part])
        return base.with(events: EventStore(runs, stretches, names: names, part: stretchesOfPart[part]))
    }
}

extension EventRun {
    /// The readings of some accounts.
    fileprivate func keeping(_ kept: Set<Int>, _ stretches: AccountStretches) -> EventRun {
        var columns = columns
        for row in columns.accounts.indices where !kept.contains(Int(columns.accounts[row])) {
            columns.accounts[row] = -1
        }
        return EventRun(columns, stretches)
    }
}
