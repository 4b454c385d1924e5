import Bellwether
import Foundation
import Testing

/// The shipped portfolio loaded into each engine once, rows shuffled: a database promises no order.
enum AcmeDatabases {
    private static let scratch = try? Scratch()

    static let sqlite = Result { try file("sqlite", "acme.db") }
    static let duckDB = Result { try file("duckdb", "acme.duckdb") }
    static let postgres = Result { () throws -> String in
        let location = try PostgresServer.required().location()
        try load(location)
        return location
    }

    /// Files that DuckDB reads where they are.
    static let parquet = Result { () throws -> String in
        let (folder, location) = (try #require(scratch), try duckDB.get())
        let connection = try Engines.connect("adbc:duckdb")
        try connection.execute("ATTACH '\(location.split(separator: "=")[1])' AS acme (READ_ONLY)")
        for table in tables {
            try connection.execute("COPY acme.\(table) TO '\(folder.path(table)).parquet' (FORMAT parquet)")
        }
        return "adbc:duckdb?" + tables.map { "\($0)=\(folder.path($0)).parquet" }.joined(separator: "&")
    }

    static let csvViews = "adbc:duckdb?" + tables.map { "\($0)=\(Program.acme)/\($0).csv" }.joined(separator: "&")

    static let tables = ["accounts", "renewals", "events", "facts"]

    private static func file(_ driver: String, _ name: String) throws -> String {
        let location = "adbc:\(driver)?uri=\(try #require(scratch).path(name))"
        try load(location)
        return location
    }

    /// By our own client: columns as the files have them, then as a database would.
    private static func load(_ location: String) throws {
        let connection = try Engines.connect(location)
        if connection.engine == .postgresql { try connection.execute("SET timezone = 'UTC'") }
        for table in tables {
            let types = table == "facts" ? ["value": TableColumnType.category] : [:]
            let frame = try TableSource(path: "\(Program.acme)/\(table).csv").read(TableOptions(types: types)).frame
            try connection.create("raw_\(table)", frame)
            let columns = frame.names.map { cast($0, in: table, connection.engine) }.joined(separator: ", ")
            try connection.execute("CREATE TABLE \(table) AS SELECT \(columns) FROM raw_\(table) ORDER BY random()")
            try connection.execute("DROP TABLE raw_\(table)")
        }
    }

    private static func cast(_ name: String, in table: String, _ engine: DatabaseEngine) -> String {
        let type: String? =
            switch name {
            case "signed_on", "renewal_date", "term_start", "decided_on": engine == .sqlite ? nil : "date"
            case "occurred_at", "known_at", "valid_from": engine == .sqlite ? nil : "timestamp with time zone"
            case "employees", "term_months": "integer"
            case "arr_before", "arr_after": engine == .sqlite ? nil : "decimal(12, 2)"
            default: nil
            }
        return type.map { "CAST(\(name) AS \($0)) AS \(name)" } ?? name
    }
}
