import Signals
import Tables

/// A folder of CSV files: `accounts.csv` and `renewals.csv`, and where they are there `events.csv`, `facts.csv` and
/// `columns.yaml`.
public struct CSVFolder: SignalSource {
    public static let name = "csv"
    public static let summary = "a folder of CSV files: accounts, renewals, events, facts"
    public static let examples = [".", "datasets/acme"]

    /// The folder, as it was given.
    public let path: String

    public init(_ location: String) { path = location }

    public static func accepts(_ location: String) -> Bool { InputFile.isFolder(location) }

    public func read(_ options: SourceOptions) throws(SourceErrors) -> SourceContents {
        var (assembly, tables, events) = try read(options, memory: nil)
        let store = EventStore(events.runs.held, events.runs.stretches, names: events.names)
        let history = tables.history(store, options)
        HistoryFindings.add(of: history, to: &assembly.report)
        return SourceContents(history: history, report: assembly.report)
    }

    public func readParted(_ options: SourceOptions, _ budget: MemoryBudget) throws(SourceErrors) -> PartedHistory {
        let (assembly, tables, events) = try read(options, memory: budget)
        guard let spill = events.runs.spill else {
            let store = EventStore(events.runs.held, events.runs.stretches, names: events.names)
            return PartedHistory(SourceContents(history: tables.history(store, options), report: assembly.report))
        }
        let none = EventStore(EventColumns(), accountCount: tables.accounts.count)
        return PartedHistory(
            tables.history(none, options), spill, events.runs.stretches, names: events.names,
            rowsPerPart: budget.rowsPerPart, report: assembly.report)
    }

    private func read(
        _ options: SourceOptions, memory: MemoryBudget?
    ) throws(SourceErrors) -> (HistoryAssembly, FolderTables, FolderEvents) {
        guard InputFile.isFolder(path) else {
            throw SourceErrors(SourceError(.notFound, file: path, problem: "no such folder"))
        }
        let namesFile = file("columns.yaml")
        let names =
            InputFile.exists(namesFile)
            ? try ColumnNames(try InputFile.bytes(namesFile), file: namesFile) : ColumnNames.none
        var reading = CSVReading(calendar: options.calendar, assumesUTC: options.assumesUTC, threads: options.threads)
        reading.laneBytes = options.laneBytes
        let reader = FolderReader(folder: self, names: names, reading: reading)
        var assembly = HistoryAssembly(options: options, report: SourceReport())
        let accounts = try reader.table(PortfolioSchema.accounts, isRequired: true, &assembly)
        let people = try assembly.accounts(accounts)
        // Renewals are read beside the events: alone, they keep but one thread busy.
        let renewals = Making { [assembly] in assembly.apart(reader.renewals) }
        let read = assembly.apart { assembly throws(SourceErrors) in
            try reader.events(&assembly, accountCount: people.count, memory)
        }
        let terms = try assembly.join(renewals.finish())
        let events = try assembly.join(read)
        let facts = try assembly.facts(try reader.table(PortfolioSchema.facts, isRequired: false, &assembly))
        let tables = FolderTables(
            accounts: people, attributes: Frame(columns: accounts.attributes, rowCount: people.count),
            renewals: terms, facts: facts)
        return (assembly, tables, events)
    }

    /// Where a table is; nil, and reported, where it need not be there and is not.
    fileprivate func path(
        _ shape: PortfolioSchema.Shape, isRequired: Bool, _ report: inout SourceReport
    ) throws(SourceErrors) -> String? {
        let plain = file(shape.name + ".csv")
        let packed = [".gz", ".zst"].map { plain + $0 }.first(where: InputFile.exists)
        let path = InputFile.exists(plain) ? plain : packed ?? plain
        if isRequired || InputFile.exists(path) || InputFile.isFolder(path) { return path }
        report.add(.init(name: shape.name, file: nil, rows: 0, blankLines: 0, unusedColumns: []))
        return nil
    }

    private func file(_ name: String) -> String {
        switch path {
        case ".": name
        case _ where path.hasSuffix("/"): path + name
        default: path + "/" + name
        }
    }
}

/// Reads the tables of a folder, one by one.
private struct FolderReader: Sendable {
    let folder: CSVFolder
    let names: ColumnNames
    let reading: CSVReading

    func table(
        _ shape: PortfolioSchema.Shape, isRequired: Bool, _ assembly: inout HistoryAssembly
    ) throws(SourceErrors) -> SourceTable {
        guard let path = try folder.path(shape, isRequired: isRequired, &assembly.report) else {
            return SourceTable(absent: shape)
        }
        return try SourceTable(
            try CSVFile(path: path), shape, names: names, reading: reading, report: &assembly.report)
    }

    func renewals(_ assembly: inout HistoryAssembly) throws(SourceErrors) -> [Renewal] {
        try assembly.renewals(try table(PortfolioSchema.renewals, isRequired: true, &assembly))
    }

    func events(
        _ assembly: inout HistoryAssembly, accountCount: Int, _ memory: MemoryBudget?
    ) throws(SourceErrors) -> FolderEvents {
        guard let path = try folder.path(PortfolioSchema.events, isRequired: false, &assembly.report) else {
            return FolderEvents(AccountStretches(accountCount: accountCount, about: 1), memory)
        }
        let file = try CSVFile(path: path)
        let stretches = AccountStretches(
            accountCount: accountCount, about: file.input.count / FolderEvents.bytesPerStretch + 1)
        var events = FolderEvents(stretches, memory)
        var reader = try EventReader(file, names: names, reading, accounts: assembly.accountNumbers)
        events.names = try reader.read(&assembly, stretches, into: &events.runs)
        try events.runs.finish()
        return events
    }
}

/// All tables but the events.
private struct FolderTables {
    let accounts: [Account]
    let attributes: Frame
    let renewals: [Renewal]
    let facts: FactColumns

    func history(_ store: EventStore, _ options: SourceOptions) -> SignalHistory {
        SignalHistory(
            calendar: options.calendar, accounts: accounts, attributes: attributes, renewals: renewals, store: store,
            facts: facts)
    }
}

/// The readings, parted by stretches of accounts.
private struct FolderEvents {
    var names = EventNames(signals: [])
    var runs: EventRuns

    /// Of the file: about 2^17 readings, which are sorted in the cache.
    static let bytesPerStretch = 6 << 20

    init(_ stretches: AccountStretches, _ memory: MemoryBudget?) {
        runs = EventRuns(stretches, limit: memory?.heldBytes, folder: memory?.folder ?? ".")
    }
}
