/// A folder of CSV files: `accounts.csv` and `renewals.csv`, and where they are there `events.csv`, `facts.csv` and
/// `columns.yaml`.
public struct CSVFolder: SignalSource {
    public static let name = "csv"
    public static let summary = "a folder of CSV files: accounts, renewals, events, facts"
    public static let examples = [".", "datasets/acme"]

    public let path: String

    public init(_ location: String) { path = location }

    public static func accepts(_ location: String) -> Bool { InputFile.isFolder(location) }

    public func read(_ options: SourceOptions) throws(SourceErrors) -> SourceContents {
        guard InputFile.isFolder(path) else {
            throw SourceErrors(SourceError(.notFound, file: path, problem: "no such folder"))
        }
        var report = SourceReport()
        let namesFile = file("columns.yaml")
        let names =
            InputFile.exists(namesFile)
            ? try ColumnNames(try InputFile.bytes(namesFile), file: namesFile) : ColumnNames.none
        let reading = CSVReading(calendar: options.calendar, assumesUTC: options.assumesUTC, threads: options.threads)
        func table(_ shape: PortfolioSchema.Shape, isRequired: Bool) throws(SourceErrors) -> SourceTable {
            let path = file(shape.name + ".csv")
            if !isRequired, !InputFile.exists(path), !InputFile.isFolder(path) {
                report.add(.init(name: shape.name, file: nil, rows: 0, blankLines: 0, unusedColumns: []))
                return SourceTable(absent: shape)
            }
            return try SourceTable(try CSVFile(path: path), shape, names: names, reading: reading, report: &report)
        }
        let accounts = try table(PortfolioSchema.accounts, isRequired: true)
        let renewals = try table(PortfolioSchema.renewals, isRequired: true)
        let events = try table(PortfolioSchema.events, isRequired: false)
        let facts = try table(PortfolioSchema.facts, isRequired: false)
        var assembly = HistoryAssembly(options: options, report: report)
        return try assembly.contents(accounts: accounts, renewals: renewals, events: events, facts: facts)
    }

    private func file(_ name: String) -> String {
        switch path {
        case ".": name
        case _ where path.hasSuffix("/"): path + name
        default: path + "/" + name
        }
    }
}
