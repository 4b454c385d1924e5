import Signals
import Tables

/// A folder of CSV files: `accounts.csv` and `renewals.csv`, and where they are there `events.csv`, `facts.csv` and
/// `columns.yaml`.
public struct CSVFolder: SignalSource {
    public static let name = "csv"
    public static let summary = "a folder of CSV files: accounts, renewals, events, facts"
    public static let examples = [".", "datasets/acme"]

    /// Of tables that are compressed.
    private static let packedEndings = [".gz", ".zst"]

    /// The folder, as it was given.
    public let path: String

    public init(_ location: String) { path = location }

    public static func accepts(_ location: String) -> Bool { InputFile.isFolder(location) }

    public func read(_ options: SourceOptions) throws(SourceErrors) -> SourceContents {
        try portfolio(options, memory: nil).contents(options)
    }

    public func readParted(_ options: SourceOptions, _ budget: MemoryBudget) throws(SourceErrors) -> PartedHistory {
        try portfolio(options, memory: budget).parted(options, budget)
    }

    private func portfolio(_ options: SourceOptions, memory: MemoryBudget?) throws(SourceErrors) -> ReadPortfolio {
        guard InputFile.isFolder(path) else {
            throw SourceErrors(SourceError(.notFound, file: path, problem: "no such folder"))
        }
        let names = try ColumnNames.ofFile(options.configuration.map { "\($0)/columns.yaml" } ?? file("columns.yaml"))
        if let limit = options.memory.map(MemoryLimit.init) {
            var held = 0
            for shape in PortfolioSchema.held(readings: memory == nil) { held += try bytes(shape, names) }
            try limit.check(held, of: path)
        }
        var reading = CSVReading(
            calendar: options.calendar, assumesUTC: options.assumesUTC || names.assumesUTC, threads: options.threads)
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
        return ReadPortfolio(
            assembly, people, attributes: accounts.attributes, renewals: terms, facts: facts, events: events)
    }

    /// Of a table, as it is when it is not compressed.
    private func bytes(_ shape: PortfolioSchema.Shape, _ names: ColumnNames) throws(SourceErrors) -> Int {
        var report = SourceReport()
        guard let path = try path(shape, names: names, isRequired: false, &report) else { return 0 }
        let isPacked = CSVFolder.packedEndings.contains(where: path.hasSuffix)
        return InputFile.size(path) * (isPacked ? MemoryLimit.bytesPerPackedByte : 1)
    }

    /// Where a table is; nil, and reported, where it need not be there and is not.
    fileprivate func path(
        _ shape: PortfolioSchema.Shape, names: ColumnNames, isRequired: Bool, _ report: inout SourceReport
    ) throws(SourceErrors) -> String? {
        let given = names.place(of: shape.name)
        let plain = file(given ?? shape.name + ".csv")
        let packed = CSVFolder.packedEndings.map { plain + $0 }.first(where: InputFile.exists)
        let path = InputFile.exists(plain) ? plain : packed ?? plain
        if isRequired || given != nil || InputFile.exists(path) || InputFile.isFolder(path) { return path }
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
        guard let path = try folder.path(shape, names: names, isRequired: isRequired, &assembly.report) else {
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
    ) throws(SourceErrors) -> ReadEvents {
        guard
            let path = try folder.path(
                PortfolioSchema.events, names: names, isRequired: false, &assembly.report)
        else {
            return ReadEvents(AccountStretches(accountCount: accountCount, about: 1), memory)
        }
        let file = try CSVFile(path: path)
        let stretches = AccountStretches(
            accountCount: accountCount, about: file.input.count / ReadEvents.bytesPerStretch + 1)
        var events = ReadEvents(stretches, memory)
        var reader = try EventReader(file, names: names, reading, accounts: assembly.accountNumbers)
        events.names = try reader.read(&assembly, stretches, into: &events.runs)
        try events.runs.finish()
        return events
    }
}
