import Signals

/// Puts batches of an events table together into pieces of a good size, checks them and parts them by stretches of accounts.
struct EventIntake {
    private var cells: TableCells
    private var checks: EventAssembly
    private let accountNumbers: [ByteText: Int32]
    /// The account of each text of the account column.
    private var accounts: [Int32] = []
    private let progress: (@Sendable (Double) -> Void)?
    private(set) var rowCount = 0

    /// Pieces this long are sorted in the cache, and long enough to be worth parting.
    static let pieceRows = 1 << 18

    init(
        _ cells: TableCells, _ accountNumbers: [ByteText: Int32], _ options: SourceOptions,
        _ stretches: AccountStretches
    ) {
        (self.cells, self.accountNumbers, progress) = (cells, accountNumbers, options.progress)
        let table = SourceTable(
            cells.layout, place: cells.table.place, rowCount: 0, columns: [:], attributes: [], key: { _ in "" })
        checks = EventAssembly(table, options, stretches)
    }

    mutating func add(_ batch: ArrowBatch, into runs: inout EventRuns) throws(SourceErrors) {
        try cells.add(batch)
        if cells.rowCount >= EventIntake.pieceRows { try take(into: &runs) }
    }

    /// Errors: everything that was wrong with the rows.
    mutating func finish(
        _ assembly: inout HistoryAssembly, into runs: inout EventRuns
    ) throws(SourceErrors) -> EventNames {
        if cells.rowCount > 0 { try take(into: &runs) }
        try cells.throwIfAny()
        let signals = names("signal")
        let dropsMissing = try checks.finish(&assembly, signalNames: signals)
        return EventNames(signals: signals, users: names("user_id"), tags: names("tag"), dropsMissing: dropsMissing)
    }

    private mutating func take(into runs: inout EventRuns) throws(SourceErrors) {
        // Behind a fault there are rows without a time; the rest is read for its faults only.
        if cells.hasFaults {
            cells.clear()
            return
        }
        let ids = cells.intake("account_id")!
        accounts += (accounts.count..<ids.texts.dictionary.count).map {
            accountNumbers[ByteText(ids.texts.dictionary.text($0))] ?? -1
        }
        let signals = names("signal")
        let events = checks.checked(chunk(ids.codes), signalNames: signals)
        checks.take(events, signalNames: signals) { ids.texts.dictionary.text(Int(ids.codes[$0])) }
        try runs.append(events.run)
        rowCount += cells.rowCount
        cells.clear()
    }

    private func chunk(_ ids: [Int32]) -> EventChunk {
        EventChunk(
            firstRow: rowCount, accounts: ids.map { accounts[Int($0)] }, signals: cells.intake("signal")!.codes,
            occurredAt: cells.intake("occurred_at")!.times, knownAt: cells.intake("known_at")?.times,
            values: cells.intake("value")?.numbers, users: codes("user_id"), tags: codes("tag"))
    }

    /// Empty where nobody has been named so far.
    private func codes(_ column: String) -> [Int32] {
        guard let intake = cells.intake(column), intake.texts.dictionary.count > 0 else { return [] }
        return intake.codes
    }

    private func names(_ column: String) -> [String] { cells.intake(column)?.texts.dictionary.texts() ?? [] }
}
