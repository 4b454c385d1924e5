import Bellwether
import Foundation
import Testing

/// A portfolio of two accounts in a database of its own, of which a case spoils something by SQL.
struct SmallDatabase {
    let location: String
    let scratch: Scratch

    private static let tables = [
        "CREATE TABLE accounts (account_id text, signed_on date)",
        "INSERT INTO accounts VALUES ('A', '2023-01-01'), ('B', '2023-01-01')",
        "CREATE TABLE renewals (account_id text, renewal_date date, outcome text, arr_before REAL, arr_after REAL)",
        "INSERT INTO renewals VALUES ('A', '2024-01-01', 'renewed', 100, 100), ('B', '2024-01-01', 'churned', 100, 0)",
        "CREATE TABLE events (account_id text, occurred_at TIME, signal text, value REAL)",
        "INSERT INTO events VALUES ('A', '2023-12-01 00:00:00Z', 'login', 1), ('B', '2024-02-01 00:00:00Z', 'login', 2)",
    ]

    static let signals = """
        version: 1
        signals:
          login: {category: usage, dimension: interest}
        features:
          logins: {kind: sum, signal: login, window: 90}

        """

    /// - Parameter changes: statements that follow.
    init(_ engine: DatabaseEngine, _ changes: String...) throws {
        scratch = try Scratch()
        _ = try scratch.file("signals.yaml", Self.signals)
        switch engine {
        case .postgresql:
            let schema = "s" + UUID().uuidString.prefix(8).lowercased()
            let server = try PostgresServer.required()
            location = server.location("&schema=\(schema)")
            let connection = try Engines.connect(server.location())
            try connection.execute("CREATE SCHEMA \(schema)")
            try connection.execute("SET search_path TO \(schema)")
            try Self.fill(connection, changes)
        default:
            location = "adbc:\(engine.rawValue)?uri=\(scratch.path("small.db"))"
            try Self.fill(try Engines.connect(location), changes)
        }
    }

    private static func fill(_ connection: DatabaseConnection, _ changes: [String]) throws {
        let engine = connection.engine
        for statement in tables + changes {
            let time = engine == .sqlite ? "text" : "timestamptz"
            let real = engine == .sqlite ? "REAL" : "double precision"
            try connection.execute(
                statement.replacing(" TIME,", with: " \(time),").replacing(" REAL", with: " \(real)"))
        }
    }

    /// A file of the configuration folder.
    func with(_ name: String, _ text: String) throws -> SmallDatabase {
        _ = try scratch.file(name, text)
        return self
    }

    /// What a command makes of it.
    func run(_ parameters: String = "", environment: [String: String] = [:]) throws -> Program {
        try Program.run(
            "features", "--data", location + parameters, "--config", scratch.path, "--days-before", "30",
            "--format", "csv", environment: Engines.environment.merging(environment) { $1 })
    }

    /// The two rows as they should be.
    static let rows = """
        account_id,as_of,renewal_date,lead_days,outcome,logins
        A,2023-12-02,2024-01-01,30,renewed,1
        B,2023-12-02,2024-01-01,30,churned,0

        """
}
