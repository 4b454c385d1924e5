import Bellwether
import Foundation
import Testing

/// Results go into a table whole or not at all.
@Suite struct WriteBackTests {
    private static let engines: [DatabaseEngine] =
        (Engines.hasPostgres ? [.postgresql] : []) + (Engines.hasSQLite ? [.sqlite] : [])
        + (Engines.hasDuckDB ? [.duckdb] : [])

    private struct Place {
        let location: String
        let scratch: Scratch

        init(_ engine: DatabaseEngine) throws {
            scratch = try Scratch()
            guard engine == .postgresql else {
                location = "adbc:\(engine.rawValue)?uri=\(scratch.path("out.db"))"
                return
            }
            let schema = "w" + UUID().uuidString.prefix(8).lowercased()
            try PostgresServer.required().execute("CREATE SCHEMA \(schema)")
            location = try PostgresServer.required().location("&schema=\(schema)")
        }

        func write(_ rows: Table, _ mode: DatabaseTarget.Mode, key: [String] = []) throws {
            try DatabaseTarget(DatabaseLocation(location), table: "out", mode: mode, key: key).write(
                rows, Engines.settings)
        }

        func execute(_ sql: String) throws { try connection().execute(sql) }

        func rows(_ columns: String = "*") throws -> [[String?]] {
            let frame = try connection().frame("SELECT \(columns) FROM out ORDER BY 1")
            return (0..<frame.rowCount).map { row in frame.columns.map { $0.values.text(at: row) } }
        }

        private func connection() throws -> DatabaseConnection {
            let connection = try Engines.connect(location)
            if let schema = location.split(separator: "schema=").dropFirst().first {
                try connection.execute("SET search_path TO \(schema)")
            }
            return connection
        }
    }

    private func table(_ rows: [(String, Double?, Int?, String?)]) -> Table {
        Table(
            "scores",
            columns: [.init("account_id"), .init("p", .percent(1)), .init("health", .decimals(0)), .init("band")],
            rows: rows.map { [.text($0.0), .optional($0.1), .optional($0.2), .optional($0.3)] })
    }

    @Test(arguments: engines) func `Rows are appended, replaced, and put in by key`(_ engine: DatabaseEngine) throws {
        let place = try Place(engine)
        try place.write(table([("a", 0.25, 80, "healthy"), ("b", nil, nil, nil)]), .append)
        #expect(try place.rows() == [["a", "0.25", "80", "healthy"], ["b", nil, nil, nil]])
        try place.write(table([("c", 0.1, 1, "x\"'")]), .append)
        #expect(try place.rows("account_id") == [["a"], ["b"], ["c"]])
        try place.write(table([("b", 1 / 3, 7, "new"), ("d", 0.5, 2, nil)]), .upsert, key: ["account_id"])
        #expect(
            try place.rows("account_id, p") == [
                ["a", "0.25"], ["b", "0.3333333333333333"], ["c", "0.1"], ["d", "0.5"],
            ])
        try place.write(table([("z", 0.5, 1, nil)]), .replace)
        #expect(try place.rows("account_id") == [["z"]])
        try place.write(table([]), .replace)
        #expect(try place.rows() == [])
    }

    @Test(arguments: engines) func `Columns are matched by name and take the types of the table`(
        _ engine: DatabaseEngine
    ) throws {
        let place = try Place(engine)
        try place.execute(
            "CREATE TABLE out (band text, \"ACCOUNT_ID\" text, p numeric(9, 4), health smallint, seen date DEFAULT '2024-01-01')"
        )
        try place.write(table([("a", 0.25, 80, "healthy")]), .append)
        let row = try place.rows("band, \"ACCOUNT_ID\", health, seen")[0]
        #expect(row == ["healthy", "a", "80", "2024-01-01"])
    }

    @Test(arguments: engines) func `What was written is there for whoever opens the database next`(
        _ engine: DatabaseEngine
    ) throws {
        let place = try Place(engine)
        for count in 1...40 {
            try place.write(table([("a\(count)", 0.25, 80, "healthy")]), .append)
            #expect(try place.rows("count(*)") == [["\(count)"]])
        }
    }

    @Test(arguments: engines) func `What cannot be written changes nothing`(_ engine: DatabaseEngine) throws {
        let place = try Place(engine)
        try place.write(table([("a", 0.25, 80, "healthy")]), .append)
        let before = try place.rows()
        func refused(_ mode: DatabaseTarget.Mode, key: [String] = [], _ rows: Table) -> String? {
            do { try place.write(rows, mode, key: key) } catch { return "\(error)" }
            return nil
        }
        let twice = table([("b", 0.1, 1, nil), ("b", 0.2, 2, nil)])
        #expect(refused(.upsert, key: ["account_id"], twice)?.contains("key b stands twice") == true)
        #expect(refused(.upsert, key: ["account"], twice)?.contains("did you mean \"account_id\"") == true)
        let other = Table("s", columns: [.init("account_id"), .init("bund")], rows: [[.text("q"), .text("x")]])
        let told = refused(.replace, other)
        #expect(told?.contains("column \"bund\" is missing") == true && told?.contains("did you mean \"band\"") == true)
        #expect(try place.rows() == before)
        try place.execute("CREATE UNIQUE INDEX one ON out (account_id)")
        #expect(refused(.append, table([("n", 0.1, 1, nil), ("a", 0.1, 1, nil)])) != nil)
        #expect(try place.rows() == before)
    }

    @Test(.enabled(if: Engines.hasSQLite)) func `Scores, features and tracking rows are written by the commands`()
        throws
    {
        let model = try #require(AcmeModel.path)
        let place = try Place(.sqlite)
        func run(_ arguments: String...) throws -> Program {
            try Program.run(
                list: arguments + ["--data", Program.acme, "--to-database", place.location],
                environment: Engines.environment)
        }
        for _ in 1...2 {
            let scored = try run(
                "score", "--model", model, "--as-of", "2026-06-30", "--into", "scores", "--mode", "upsert", "--key",
                "account_id", "--allow-future-model")
            #expect(scored.status == 0 && scored.errors.contains("rows into adbc:sqlite"), "\(scored.errors)")
        }
        #expect(try run("features", "--as-of", "2026-06-30", "--into", "features").status == 0)
        let weekly = try run(
            "weekly", "--as-of", "2026-06-29", "--into", "tracking", "--mode", "upsert", "--key", "account_id,week")
        #expect(weekly.status == 0, "\(weekly.errors)")
        let connection = try Engines.connect(place.location)
        let counts = try connection.frame(
            "SELECT (SELECT count(*) FROM scores), (SELECT count(DISTINCT account_id) FROM scores), (SELECT count(*) FROM features), (SELECT count(*) FROM tracking)"
        ).columns.map { $0.values.text(at: 0) }
        #expect(counts[0] == counts[1] && counts[0] != "0" && counts[2] != "0" && counts[3] != "0", "\(counts)")
    }

    @Test(.enabled(if: Engines.hasDuckDB)) func `DuckDB writes Parquet and CSV files whole`() throws {
        let scratch = try Scratch()
        for name in ["out.parquet", "out.csv"] {
            let path = scratch.path(name)
            func write(_ rows: Table, _ mode: DatabaseTarget.Mode) throws {
                try DatabaseTarget(DatabaseLocation("adbc:duckdb"), table: path, mode: mode).write(
                    rows, Engines.settings)
            }
            try write(table([("a", 0.25, 80, "x"), ("b", nil, nil, nil)]), .append)
            #expect(throws: SourceErrors.self) { try write(table([]), .append) }
            try write(table([("c", 1 / 3, 7, "y")]), .replace)
            let frame = try Engines.connect("adbc:duckdb").frame("SELECT * FROM '\(path)'")
            #expect(frame.rowCount == 1 && frame["p"]?.values.text(at: 0) == "0.3333333333333333")
        }
        #expect(scratch.names == ["out.csv", "out.parquet"])
    }

    @Test func `Options that do not go together are refused`() throws {
        for words in [
            ["--to-database", "adbc:sqlite?uri=x"], ["--into", "t"],
            ["--to-database", "adbc:sqlite?uri=x", "--into", "t", "--mode", "upsert"],
            ["--to-database", "adbc:sqlite?uri=x", "--into", "t", "--key", "a"], ["--key", "a"],
        ] {
            let run = try Program.run(list: ["features", "--data", Program.acme, "--as-of", "2026-06-30"] + words)
            #expect(run.status == 64, "\(words): \(run.errors)")
        }
    }
}
