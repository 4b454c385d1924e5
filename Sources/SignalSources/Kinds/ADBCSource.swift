import Signals
import Tables

/// A database, reached by an ADBC driver that is found at run time (`DatabaseLocation`): tables `accounts` and `renewals`, and
/// where they are there `events` and `facts`, with the columns of the CSV files or those that `columns.yaml` names.
///
/// All tables are read in one transaction, on PostgreSQL one picture of the database; nothing is written.
public struct ADBCSource: SignalSource {
    public static let name = "adbc"
    public static let summary = "a database by its ADBC driver: PostgreSQL, SQLite, DuckDB (also Parquet), Spark"
    public static let examples = [
        "adbc:postgresql?uri=postgresql://localhost/crm", "adbc:sqlite?uri=crm.db",
        "adbc:duckdb?accounts=accounts.parquet&renewals=renewals.parquet&events=events.parquet",
    ]

    private let text: String

    public init(_ location: String) { text = location }

    public static func accepts(_ location: String) -> Bool { DatabaseLocation.isDatabase(location) }

    public func read(_ options: SourceOptions) throws(SourceErrors) -> SourceContents {
        try portfolio(options, memory: nil).contents(options)
    }

    public func readParted(_ options: SourceOptions, _ budget: MemoryBudget) throws(SourceErrors) -> PartedHistory {
        try portfolio(options, memory: budget).parted(options, budget)
    }

    private func portfolio(_ options: SourceOptions, memory: MemoryBudget?) throws(SourceErrors) -> ReadPortfolio {
        let location = try DatabaseLocation(text)
        let names = try ColumnNames.ofFile("\(options.configuration ?? ".")/columns.yaml")
        var settings = options.database
        settings.isReadOnly = true
        let connection = try DatabaseConnection(location, settings)
        try connection.begin()
        let reader = try DatabaseReader(connection, location, names: names, options)
        let portfolio = try ADBCSource.portfolio(reader, options, memory)
        try connection.commit()
        return portfolio
    }

    private static func portfolio(
        _ reader: DatabaseReader, _ options: SourceOptions, _ memory: MemoryBudget?
    ) throws(SourceErrors) -> ReadPortfolio {
        if let limit = options.memory.map(MemoryLimit.init) {
            let holdsReadings = memory == nil && !options.leavesReadings
            try reader.check(limit, PortfolioSchema.held(readings: holdsReadings))
        }
        var assembly = HistoryAssembly(options: options, report: SourceReport())
        let accounts = try reader.table(PortfolioSchema.accounts, isRequired: true, &assembly.report)
        let people = try assembly.accounts(accounts)
        let terms = try assembly.renewals(
            try reader.table(PortfolioSchema.renewals, isRequired: true, &assembly.report))
        let stretches = AccountStretches(accountCount: people.count, about: stretchCount)
        var events = ReadEvents(stretches, memory)
        if !options.leavesReadings {
            events.names = try reader.events(&assembly, stretches, into: &events.runs)
        }
        try events.runs.finish()
        let facts = try assembly.facts(
            try reader.table(PortfolioSchema.facts, isRequired: false, &assembly.report))
        return ReadPortfolio(
            assembly, people, attributes: accounts.attributes, renewals: terms, facts: facts, events: events)
    }

    /// How many readings there are is not known before they are read. So many stretches of 2^17 readings, which are sorted in the
    /// cache, are 33 million; with fewer readings stretches are shorter, with more longer.
    private static let stretchCount = 256
}
