import Documents
import Engines
import Features
import SignalSources
import Signals
import Tables

/// A database connection that reckons: what push-down asks goes through here.
public struct DatabaseQueries: QueryEngine {
    /// How the engine wants its SQL.
    public let dialect: any SQLDialect.Type
    /// The connection that is asked.
    public let connection: DatabaseConnection

    /// How long a query may take to begin its answer: sums over a whole history take their time.
    public static let answerTimeout = 6 * 3600.0

    /// - Throws: `SourceErrors` where there is no connection, `EngineError` for an engine of which no dialect is known.
    public init(_ location: DatabaseLocation, _ settings: DatabaseSettings, isReadOnly: Bool = true) throws {
        var settings = settings
        settings.isReadOnly = isReadOnly
        (settings.answerTimeout, settings.idleTimeout) = (DatabaseQueries.answerTimeout, DatabaseQueries.answerTimeout)
        let connection = try DatabaseConnection(location, settings)
        guard let dialect = DatabaseQueries.dialect(connection.engine) else {
            throw EngineError(
                .unsupported,
                "\(connection.display): push-down knows \(SQLDialects.all.filter { $0.isRun }.map { $0.name }.joined(separator: ", "))"
            )
        }
        (self.connection, self.dialect) = (connection, dialect)
    }

    private static func dialect(_ engine: DatabaseEngine) -> (any SQLDialect.Type)? {
        switch engine {
        case .postgresql: PostgreSQLDialect.self
        case .sqlite: SQLiteDialect.self
        case .duckdb: DuckDBDialect.self
        case .spark: SparkDialect.self
        case .other: nil
        }
    }

    public func query(_ sql: String, _ batch: (Frame) throws(EngineError) -> Void) throws(EngineError) {
        var fault: EngineError?
        do {
            try connection.query(sql) { frame throws(SourceErrors) in
                guard fault == nil else { return }
                do throws(EngineError) { try batch(frame) } catch { fault = error }
            }
        } catch { throw EngineError(error) }
        if let fault { throw fault }
    }

    public func execute(_ sql: String) throws(EngineError) -> Int? {
        do { return try connection.execute(sql) } catch { throw EngineError(error) }
    }

    /// All statements of a body or none, where the engine has transactions.
    public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        try connection.begin()
        do {
            let value = try body()
            try connection.commit()
            return value
        } catch {
            try? connection.rollback()
            throw error
        }
    }
}

extension EngineError {
    fileprivate init(_ errors: SourceErrors) {
        let reason: Reason =
            switch errors.kind {
            case .unreachable: .unreachable
            case .busy: .busy
            case .noPermission: .noPermission
            case .notFound: .notFound
            default: .failed
            }
        self.init(reason, errors.description)
    }
}

/// A database as one value whose readings stay in it: accounts, renewals and facts here, configuration beside them.
///
/// Readings are asked for in a transaction of their own, on PostgreSQL one picture of the database: accounts that come between
/// the two have no row, and readings that come after are not in it.
public struct PushedPortfolio {
    /// Accounts, renewals and facts; readings stay in the database.
    public let history: SignalHistory
    /// The features of `signals.yaml`.
    public let features: FeatureSet
    /// What was read, and what is worth knowing about it.
    public let report: SourceReport
    private let engine: DatabaseQueries
    private let relation: EventRelation

    /// - Throws: `SourceErrors`, `DocumentError`, `EngineError`.
    public init(
        _ place: String, configuration: String? = nil, timeZone: String? = nil, options: SourceOptions = SourceOptions()
    ) throws {
        let location = try DatabaseLocation(place)
        var options = options
        (options.configuration, options.leavesReadings) = (configuration, true)
        (features, options) = try Portfolio.features(
            folder: Portfolio.home(place, configuration), timeZone: timeZone, options)
        let contents = try ADBCSource(place).read(options)
        (history, report) = (contents.history, contents.report)
        engine = try DatabaseQueries(location, options.database)
        let places = try ADBCSource.places(engine.connection, location, options)
        guard let events = places.events else {
            throw EngineError(.notFound, "\(location.display) has no table of readings: there is nothing to push down")
        }
        let isStrict = options.unknownAccounts == .refuse
        relation = EventRelation(
            events, accounts: isStrict ? places.accounts : nil, assumesUTC: places.assumesUTC)
    }

    /// Where so many readings need not cross, it pays to have a server reduce them (`census`): below, it is about as quick to read
    /// them, and what it works is not taken from others.
    public static let worthwhile = 5_000_000

    /// How many readings there are, and how many of them these rows would need one by one.
    /// - Parameters:
    ///   - anchors: accounts and cut-offs, a row each.
    ///   - least: where the database itself believes to have less than half as many, none is counted.
    /// - Returns: nil where none was counted.
    public func census(at anchors: [Anchor], from least: Int = PushedPortfolio.worthwhile) throws -> ReadingCensus? {
        if let estimate = try ReadingCensus.estimate(in: engine, events: relation), estimate < least / 2 { return nil }
        return try ReadingCensus(CellPlan(features, of: history, at: anchors), in: engine, events: relation)
    }

    /// Features of these rows, made of what the database reduces its readings to.
    public func extraction(at anchors: [Anchor], threads: Int? = nil) throws -> PushedExtraction {
        try engine.transaction {
            try PushedExtraction(
                features, of: history, at: anchors, in: engine, events: relation,
                catalog: features.declarations.signals, threads: threads)
        }
    }
}

extension EventRelation {
    init(_ events: DatabasePlace, accounts: DatabasePlace?, assumesUTC: Bool) {
        let columns = events.columns
        self.init(
            account: columns["account_id"] ?? "account_id", occurred: columns["occurred_at"] ?? "occurred_at",
            signal: columns["signal"] ?? "signal", value: columns["value"], known: columns["known_at"],
            user: columns["user_id"], tag: columns["tag"],
            accounts: accounts.map { ($0.quoted, $0.columns["account_id"] ?? "account_id") }, assumesUTC: assumesUTC)
        quoted = events.quoted
    }
}
