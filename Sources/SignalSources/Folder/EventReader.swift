import Signals

/// Reads an events file piece by piece into runs of readings, in one pass over its bytes.
struct EventReader: Sendable {
    private let layout: TableLayout
    private let file: CSVFile
    private var lanes: CSVLanes
    private let threads: Int
    private let accounts: [ByteText: Int32]
    /// By lane: the account of each text of its dictionary.
    private var accountNumbers: [[Int32]]
    private var signals: CodeBook
    private var users: CodeBook
    private var tags: CodeBook

    /// Errors: a required column that is missing.
    init(
        _ file: CSVFile, names: ColumnNames, _ reading: CSVReading, accounts: [ByteText: Int32]
    ) throws(SourceErrors) {
        layout = try TableLayout(file, PortfolioSchema.events, names: names)
        let fixed = layout.fixed
        lanes = CSVLanes(file, file.names.map { fixed[$0]! }, reading)
        (self.file, threads, self.accounts) = (file, reading.threads, accounts)
        accountNumbers = lanes.dictionaries.map { _ in [] }
        let laneCount = lanes.dictionaries.count
        signals = CodeBook(laneCount, layout.entries["signal"])
        users = CodeBook(laneCount, layout.entries["user_id"])
        tags = CodeBook(laneCount, layout.entries["tag"])
    }

    /// Reads all rows. Errors: everything that is wrong with them; and what `runs` throws of writing.
    mutating func read(
        _ assembly: inout HistoryAssembly, _ stretches: AccountStretches, into runs: inout EventRuns
    ) throws(SourceErrors) -> EventNames {
        var checks = EventAssembly(SourceTable(file, layout), assembly.options, stretches)
        var waiting: [LanePart] = []
        while !lanes.isAtEnd || !waiting.isEmpty {
            let work = work(waiting, checks)
            for (part, events) in zip(waiting, work.checked) {
                checks.take(events, signalNames: signals.names) { text(part, "account_id", $0) }
                try runs.append(events.run)
            }
            waiting = lanes.advance(work.parsed, scans: work.scans)
            for part in waiting { takeIn(part) }
            assembly.options.progress?(lanes.doneShare)
        }
        try lanes.finish()
        assembly.report.add(layout.summary(file, rows: lanes.rowCount, blankLines: lanes.blankLines))
        let dropsMissing = try checks.finish(&assembly, signalNames: signals.names)
        return EventNames(
            signals: signals.names, users: users.names, tags: tags.names, dropsMissing: dropsMissing)
    }

    /// The column of the file that holds one of ours.
    private func column(_ ours: String) -> Int? {
        layout.theirNames[ours].map { theirs in file.names.firstIndex(of: theirs)! }
    }

    private func dictionary(_ part: LanePart, _ column: Int) -> TextDictionary {
        lanes.dictionaries[part.lane][column]
    }

    private func text(_ part: LanePart, _ ours: String, _ row: Int) -> String {
        let column = column(ours)!
        return dictionary(part, column).text(Int(part.codes(column)![row]))
    }

    /// Numbers the texts that a part has brought. Parts are taken in in file order, so names are numbered by first
    /// appearance whatever the lanes.
    private mutating func takeIn(_ part: LanePart) {
        // A part that was read a second time may have brought more.
        accountNumbers[part.lane] += newAccounts(lane: part.lane)
        if let column = column("signal") { signals.takeIn(dictionary(part, column), lane: part.lane) }
        if let column = column("user_id") { users.takeIn(dictionary(part, column), lane: part.lane) }
        if let column = column("tag") { tags.takeIn(dictionary(part, column), lane: part.lane) }
    }

    /// What is done side by side: one piece is parsed, the one before it parted by stretches, the one behind it scanned.
    private enum Work: Sendable {
        case parsed(ParsedPart, newAccounts: [Int32])
        case checked(CheckedEvents)
        case scanned(ByteScan)
    }

    /// The accounts of the texts that a lane has met since it was last asked.
    private func newAccounts(lane: Int) -> [Int32] {
        let ids = lanes.dictionaries[lane][column("account_id")!]
        return (accountNumbers[lane].count..<ids.count).map { accounts[ByteText(ids.text($0))] ?? -1 }
    }

    private mutating func work(
        _ waiting: [LanePart], _ checks: EventAssembly
    ) -> (parsed: [ParsedPart], checked: [CheckedEvents], scans: [ByteScan]) {
        var (parsed, checked, scans): ([ParsedPart], [CheckedEvents], [ByteScan]) = ([], [], [])
        for work in allWork(waiting, checks) {
            switch work {
            case .parsed(let part, let newAccounts):
                accountNumbers[parsed.count] += newAccounts
                parsed.append(part)
            case .checked(let events): checked.append(events)
            case .scanned(let scan): scans.append(scan)
            }
        }
        return (parsed, checked, scans)
    }

    private func allWork(_ waiting: [LanePart], _ checks: EventAssembly) -> [Work] {
        let (parts, names) = (lanes.partCount, signals.names)
        // The longest first, so that no thread is left with one at the end.
        return Parallel.map(parts + waiting.count + lanes.scanCount, threads: threads) { place -> Work in
            if place < parts { return .parsed(lanes.parse(place), newAccounts: newAccounts(lane: place)) }
            if place < parts + waiting.count {
                lanes.release(waiting[place - parts])
                return .checked(checks.checked(chunk(waiting[place - parts]), signalNames: names))
            }
            return .scanned(lanes.scan(place - parts - waiting.count))
        }
    }

    /// nil where the table has no such column.
    private func times(_ part: LanePart, _ ours: String) -> [Int64]? {
        guard let column = column(ours) else { return nil }
        guard let entry = layout.entries[ours], let numbers = part.numbers(column) else { return part.times(column) }
        return numbers.map(entry.time)
    }

    private func chunk(_ part: LanePart) -> EventChunk {
        let accounts = accountNumbers[part.lane]
        return EventChunk(
            firstRow: part.firstRow, accounts: part.codes(column("account_id")!)!.map { accounts[Int($0)] },
            signals: signals.numbers(part, column("signal")), occurredAt: times(part, "occurred_at")!,
            knownAt: times(part, "known_at"), values: column("value").flatMap(part.numbers),
            users: users.numbers(part, column("user_id")), tags: tags.numbers(part, column("tag")))
    }
}

/// One numbering of the texts of all lanes, by what they mean.
private struct CodeBook: Sendable {
    private let all = TextDictionary()
    private let entry: ColumnNames.Entry?
    /// By lane: the number of each text of its dictionary.
    private var numbers: [[Int32]]

    init(_ laneCount: Int, _ entry: ColumnNames.Entry?) {
        numbers = (0..<laneCount).map { _ in [] }
        self.entry = entry
        if let text = entry?.always { _ = all.code(text) }
    }

    mutating func takeIn(_ dictionary: TextDictionary, lane: Int) {
        let known = numbers[lane].count
        if let entry {
            numbers[lane] += (known..<dictionary.count).map { all.code(entry.meaning(dictionary.text($0))) }
        } else {
            numbers[lane] += all.merge(dictionary, from: known)
        }
    }

    var names: [String] { all.texts() }

    /// Of each row, -1 where there is none; empty where nothing has been met so far.
    func numbers(_ part: LanePart, _ column: Int?) -> [Int32] {
        if entry?.always != nil { return [Int32](repeating: 0, count: part.rowCount) }
        guard let column, all.count > 0 else { return [] }
        let numbers = numbers[part.lane]
        return part.codes(column)!.map { $0 < 0 ? -1 : numbers[Int($0)] }
    }
}
