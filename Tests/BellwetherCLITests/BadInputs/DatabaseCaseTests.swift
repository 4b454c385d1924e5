import Bellwether
import Foundation
import TestSupport
import Testing

/// Section D of the list of bad inputs: databases. Serialized, because a server is started, stopped and stalled.
@Suite(.serialized) struct DatabaseCaseTests {
    static let hasPostgres = Engines.hasPostgres
    static let hasSQLite = Engines.hasSQLite
    private static let engines: [DatabaseEngine] =
        (hasPostgres ? [.postgresql] : []) + (hasSQLite ? [.sqlite] : []) + (Engines.hasDuckDB ? [.duckdb] : [])

    @Test(arguments: engines) func `A small database is read`(_ engine: DatabaseEngine) throws {
        let run = try SmallDatabase(engine).run()
        #expect(run.status == 0 && run.output == SmallDatabase.rows, "\(run.output)\(run.errors)")
    }

    // MARK: Reaching it

    private func refused(_ location: String, _ environment: [String: String] = [:]) throws -> Program {
        try Engines.run(
            "features", "--data", location, "--config", Program.acme, "--days-before", "90", "--format", "csv",
            environment: environment)
    }

    @Test(.enabled(if: hasPostgres)) func `D01 a wrong password`() throws {
        let server = try PostgresServer.required()
        let run = try refused(server.network(), ["PGPASSWORD": "wrong-secret-17"])
        expectRefusal(run, 77, "adbc:postgresql: ")
        #expect(run.errors.contains("password authentication failed"), "\(run.errors)")
        #expect(!run.errors.contains("wrong-secret") && !run.errors.contains("tester"), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(.enabled(if: hasPostgres))
    func `A password comes from the environment, a file or a URI that is not an argument`() throws {
        let (server, scratch) = (try PostgresServer.required(), try Scratch())
        _ = try AcmeDatabases.postgres.get()
        let uri = server.network().replacing("adbc:postgresql?uri=", with: "").replacing(
            "tester@", with: "tester:tested-17@")
        let file = try scratch.file("uri", uri + "\n")
        #expect(try refused(server.network(), PostgresServer.password).status == 0)
        #expect(try refused("adbc:postgresql?uri_env=CRM_URI", ["CRM_URI": uri]).status == 0)
        #expect(try refused("adbc:postgresql?uri_file=\(file)").status == 0)
        let missing = try refused("adbc:postgresql?uri_env=NONE")
        expectRefusal(missing, 64, "adbc:...: uri_env=NONE: there is no such environment variable")
        let wrong = try refused("adbc:postgresql?uri_env=CRM_URI", ["CRM_URI": uri.replacing("17", with: "18")])
        #expect(
            wrong.status == 77 && !wrong.errors.contains("tested-18") && !wrong.errors.contains("tester"),
            "\(wrong.errors)")
    }

    @Test(.enabled(if: hasPostgres)) func `D02 no server, and one that never answers`() throws {
        let (socket, port) = try LoopbackSocket.listening()
        defer { close(socket) }
        let server = try PostgresServer.required()
        let silent = ContinuousClock.now
        expectRefusal(try refused(server.network(port: port, "&connect_timeout=2")), 69, "adbc:postgresql: ")
        #expect(ContinuousClock.now - silent < .seconds(12))
        let (other, free) = try LoopbackSocket.listening()
        close(other)
        expectRefusal(try refused(server.network(port: free)), 69, "adbc:postgresql: ")
    }

    @Test(.enabled(if: hasPostgres), arguments: FaultProxy.Fault.allCases)
    func `D03 D05 a connection that stalls, breaks or garbles leaves nothing behind`(_ fault: FaultProxy.Fault) throws {
        let (server, scratch) = (try PostgresServer.required(), try Scratch())
        _ = try AcmeDatabases.postgres.get()
        let path = try scratch.file("f.csv", "the old one\n")
        // A whole run answers with some 8 MB: from the first table to the last readings.
        for limit in [9_000, 40_000, 300_000, 1_500_000, 4_000_000] {
            let proxy = try FaultProxy(to: server.port, fault, after: limit)
            defer { proxy.stop() }
            let start = ContinuousClock.now
            let run = try Engines.run(
                "features", "--data", server.network(port: proxy.port) + "&idle_timeout=1&connect_timeout=4",
                "--config", Program.acme,
                "--days-before", "90", "-o", path, environment: PostgresServer.password)
            #expect(run.status == 69, "\(fault) after \(limit): \(run.errors)")
            #expect(ContinuousClock.now - start < .seconds(20), "\(fault) after \(limit)")
            #expect(run.output.isEmpty && scratch.names == ["f.csv"])
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "the old one\n")
        }
    }

    @Test(.enabled(if: hasPostgres)) func `D04 a server that goes away in mid-result`() throws {
        let server = try PostgresServer.required()
        let scratch = try Scratch()
        _ = try AcmeDatabases.postgres.get()
        let path = try scratch.file("f.csv", "the old one\n")
        // Long enough to be met in the middle; then the server ends the session as it does when it is shut down.
        try server.execute(
            "DROP VIEW IF EXISTS slow_events",
            "CREATE VIEW slow_events AS SELECT e.* FROM events e, LATERAL (SELECT pg_sleep(0.0002)) s")
        let running = Call.start {
            try Engines.run(
                "features", "--data", server.location("&events=slow_events"), "--config", Program.acme,
                "--no-push-down", "--days-before", "90", "-o", path)
        }
        try #require(try ended(server, application: "bellwether"))
        let run = try running.value()
        #expect(run.status == 69 && run.output.isEmpty, "\(run.errors)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "the old one\n")
    }

    /// Ends the session that reads the slow view; false where it does not come.
    private func ended(_ server: PostgresServer, application: String) throws -> Bool {
        let connection = try Engines.connect(server.location())
        for _ in 0..<100 {
            let frame = try connection.frame(
                "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity "
                    + "WHERE query LIKE 'COPY%slow_events%' AND pid <> pg_backend_pid()")
            if frame.rowCount > 0 { return true }
            usleep(100_000)
        }
        return false
    }

    // MARK: What stands in it

    @Test(arguments: engines) func `D06 NULL in a required column`(_ engine: DatabaseEngine) throws {
        let events = try SmallDatabase(engine, "INSERT INTO events VALUES ('A', NULL, 'login', 1)").run()
        #expect(events.status == 65, "\(events.errors)")
        #expect(
            events.errors.contains("table events, account_id A, occurred_at")
                && events.errors.contains("occurred_at is "), "\(events.errors)")
        let renewals = try SmallDatabase(
            engine, "UPDATE renewals SET account_id = NULL WHERE account_id = 'B'"
        ).run()
        #expect(renewals.status == 65 && renewals.errors.contains("account_id is "), "\(renewals.errors)")
    }

    @Test(.enabled(if: hasSQLite)) func `D07 text in a REAL column`() throws {
        let run = try SmallDatabase(.sqlite, "INSERT INTO events VALUES ('A', '2023-12-02', 'login', 'many')").run()
        #expect(run.status == 65, "\(run.errors)")
        #expect(
            run.errors.contains(
                "table events, account_id A, occurred_at 2023-12-02: value \"many\" is not a number (expected a number such as 1234.5)"
            ), "\(run.errors)")
    }

    @Test(.enabled(if: hasPostgres), arguments: ["NaN", "Infinity", "-Infinity"])
    func `D08 numbers that are none`(_ word: String) throws {
        for type in ["numeric", "double precision", "real"] {
            let run = try SmallDatabase(
                .postgresql, "ALTER TABLE events ALTER COLUMN value TYPE \(type)",
                "UPDATE events SET value = '\(word)' WHERE account_id = 'A'"
            ).run()
            #expect(run.status == 65, "\(type) \(word): \(run.output)\(run.errors)")
            #expect(run.errors.contains("value \"") && run.errors.contains("is not a number"), "\(run.errors)")
        }
    }

    @Test(
        .enabled(if: hasPostgres), arguments: ["infinity", "-infinity", "0044-03-15 BC", "294276-01-01", "1066-10-14"])
    func `D09 instants that no calendar here holds`(_ word: String) throws {
        let event = try SmallDatabase(
            .postgresql, "UPDATE events SET occurred_at = '\(word)' WHERE account_id = 'A'"
        ).run()
        #expect(event.status == 65 && event.errors.contains("is not a time"), "\(word): \(event.output)\(event.errors)")
        let date = try SmallDatabase(
            .postgresql, "UPDATE renewals SET renewal_date = '\(word)' WHERE account_id = 'A'"
        ).run()
        #expect(date.status == 65 && date.errors.contains("is not a date"), "\(word): \(date.output)\(date.errors)")
        if word.hasSuffix("infinity") {
            #expect(event.errors.contains("\"\(word)\"") && date.errors.contains("\"\(word)\""), "\(event.errors)")
        }
    }

    @Test(arguments: engines) func `D10 a table or column that is not there`(_ engine: DatabaseEngine) throws {
        let table = try SmallDatabase(engine, "ALTER TABLE renewals RENAME TO renewal").run()
        #expect(table.status == 65, "\(table.errors)")
        #expect(
            table.errors.contains("there is no table \"renewals\"")
                && table.errors.contains("did you mean \"renewal\"?"),
            "\(table.errors)")
        let column = try SmallDatabase(engine, "ALTER TABLE events RENAME COLUMN occurred_at TO occured_at").run()
        #expect(column.status == 65, "\(column.errors)")
        #expect(
            column.errors.contains("column \"occurred_at\" is missing") && column.errors.contains("occured_at"),
            "\(column.errors)")
        let named = try SmallDatabase(engine).run("&events=evnts")
        #expect(named.status == 65 && named.errors.contains("\"events\""), "\(named.errors)")
    }

    /// Names that break SQL which is put together from texts.
    static let hostile = [
        "a\"b", "x; DROP TABLE accounts; --", "'; DROP TABLE accounts; --", "\"\"", "a'b", "`tick`", "[bracket]",
        "$1", "%s", "a\\b", "/* c */", "select", "ünï", "日本", "🙂", "a b", " lead", "\u{202E}x", "a\tb", "1", "-", "?",
        "{}", ":name", "@x", "#", "null", "NULL", "true", "<script>", "a,b", "a.b", "COALESCE('", "\u{FEFF}y",
    ]

    @Test(arguments: engines) func `D11 names that would be SQL are names`(_ engine: DatabaseEngine) throws {
        func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
        func yaml(_ name: String) -> String {
            "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\t", with: "\\t") + "\""
        }
        for name in Self.hostile {
            let run = try SmallDatabase(engine, "ALTER TABLE events RENAME COLUMN value TO \(quoted(name))")
                .with("columns.yaml", "events:\n  value: \(yaml(name))\n").run()
            #expect(run.status == 0 && run.output == SmallDatabase.rows, "\(name): \(run.errors)")
        }
        // As values they come back as they are, byte by byte.
        let texts = NaughtyStrings.all + Self.hostile
        // Its folder is gone when nobody holds it.
        let database = try SmallDatabase(engine)
        defer { withExtendedLifetime(database) {} }
        let connection = try Engines.connect(database.location)
        let table = "naughty_" + UUID().uuidString.prefix(8).lowercased()
        try connection.create(
            table,
            Frame(
                columns: [
                    FrameColumn("row", .numbers(texts.indices.map(Double.init))),
                    FrameColumn("text", .categories(Categories(codes: texts.indices.map(Int32.init), levels: texts))),
                ], rowCount: texts.count))
        let found = try connection.frame("SELECT text FROM \(table) ORDER BY \"row\"").columns[0].values
        #expect(texts.count > 515 && found.count == texts.count)
        for (row, text) in texts.enumerated() {
            let back = found.text(at: row)
            #expect(back.map { Array($0.utf8) } == Array(text.utf8), "\(row)")
        }
    }

    @Test(arguments: engines) func `D12 reserved words are names`(_ engine: DatabaseEngine) throws {
        let run = try SmallDatabase(
            engine, "ALTER TABLE events RENAME COLUMN value TO \"order\"",
            "ALTER TABLE events RENAME COLUMN account_id TO \"user\"", "ALTER TABLE renewals RENAME TO \"select\""
        ).with("columns.yaml", "events:\n  value: order\n  account_id: user\n").run("&renewals=select")
        #expect(run.status == 0 && run.output == SmallDatabase.rows, "\(run.errors)")
    }

    @Test(.enabled(if: hasPostgres)) func `D13 a role that may only read`() throws {
        let server = try PostgresServer.required()
        let role = "reader_" + UUID().uuidString.prefix(8).lowercased()
        let database = try SmallDatabase(.postgresql)
        let schema = String(database.location.split(separator: "schema=")[1])
        try server.execute(
            "CREATE ROLE \(role) LOGIN", "REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC",
            "GRANT USAGE ON SCHEMA \(schema) TO \(role)", "GRANT SELECT ON ALL TABLES IN SCHEMA \(schema) TO \(role)")
        func run(_ user: String) throws -> Program {
            try Engines.run(
                "features", "--data", server.location("&schema=\(schema)", user: user), "--config",
                database.scratch.path, "--days-before", "30", "--format", "csv")
        }
        let allowed = try run(role)
        #expect(allowed.status == 0 && allowed.output == SmallDatabase.rows, "\(allowed.errors)")
        try server.execute(
            "REVOKE SELECT ON \(schema).renewals FROM \(role)", "GRANT INSERT ON \(schema).renewals TO \(role)")
        let denied = try run(role)
        #expect(denied.status == 77 && denied.errors.contains("permission denied"), "\(denied.errors)")
        #expect(!denied.errors.contains(role))
    }

    @Test(.enabled(if: hasSQLite)) func `D14 a file that somebody holds locked`() throws {
        let database = try SmallDatabase(.sqlite)
        let holder = try Engines.connect(database.location)
        try holder.execute("BEGIN EXCLUSIVE")
        let start = ContinuousClock.now
        let run = try database.run()
        let waited = ContinuousClock.now - start
        #expect(run.status == 75 && run.errors.contains("locked"), "\(run.errors)")
        #expect(waited > .seconds(4) && waited < .seconds(30))
        try holder.execute("ROLLBACK")
        #expect(try database.run().status == 0)
    }

    @Test func `D15 a file that is no database`() throws {
        for driver in ["sqlite", "duckdb"] where Engines.has(driver) {
            let scratch = try Scratch()
            _ = try scratch.file("signals.yaml", SmallDatabase.signals)
            let text = try scratch.file("notes.db", String(repeating: "This is a letter.\n", count: 400))
            func run(_ path: String) throws -> Program {
                try Engines.run("check", "--data", "adbc:\(driver)?uri=\(path)", "--config", scratch.path)
            }
            let letter = try run(text)
            #expect(letter.status == 65 && letter.errors.contains(text), "\(letter.errors)")
            let whole = try SmallDatabase(driver == "sqlite" ? .sqlite : .duckdb)
            let bytes = try Data(contentsOf: URL(filePath: whole.scratch.path("small.db")))
            try bytes.prefix(bytes.count / 2).write(to: URL(filePath: scratch.path("half.db")))
            let half = try run(scratch.path("half.db"))
            #expect(half.status == 65 && half.errors.contains("half.db"), "\(half.errors)")
            let missing = try run(scratch.path("none.db"))
            #expect(missing.status == 66 && missing.errors.contains("no such file"), "\(missing.errors)")
            #expect(!scratch.names.contains("none.db"))
        }
    }

    @Test(.enabled(if: hasPostgres)) func `D16 rows that change between two queries are seen by neither`() throws {
        let server = try PostgresServer.required()
        try server.execute("DROP TABLE IF EXISTS moving", "CREATE TABLE moving AS SELECT 1 AS x")
        var settings = Engines.settings
        settings.isReadOnly = true
        let reader = try DatabaseConnection(DatabaseLocation(server.location()), settings)
        try reader.begin()
        let before = try reader.frame("SELECT x FROM moving").rowCount
        try server.execute("INSERT INTO moving VALUES (2)")
        let after = try reader.frame("SELECT x FROM moving").rowCount
        #expect(before == 1 && after == 1)
        #expect(throws: SourceErrors.self) { try reader.execute("INSERT INTO moving VALUES (3)") }
        try reader.rollback()
        #expect(try reader.frame("SELECT x FROM moving").rowCount == 2)
        #expect(throws: SourceErrors.self) { try reader.execute("INSERT INTO moving VALUES (4)") }
    }

    @Test(.enabled(if: hasPostgres)) func `D17 millions of rows in bounded memory`() throws {
        let database = try SmallDatabase(
            .postgresql, "INSERT INTO accounts SELECT 'C' || g, '2023-01-01' FROM generate_series(1, 2000) g",
            "INSERT INTO events SELECT 'C' || (1 + g % 2000), timestamptz '2023-01-01Z' + g * interval '7 seconds', 'login', 1 FROM generate_series(1, 4000000) g"
        )
        // 4 million readings of 24 bytes and more would take some 200 MB sorted; ulimit -v counts what is mapped, so RSS is asked.
        let run = try Shell.run([
            "env", "ADBC_DRIVER_PATH=\(Engines.folder)", "sh", "-c",
            "\"$0\" \"$@\" & pid=$!; peak=0; while kill -0 $pid 2>/dev/null; do "
                + "now=$(awk '/VmHWM/ {print $2}' /proc/$pid/status 2>/dev/null); [ \"${now:-0}\" -gt $peak ] && peak=$now; "
                + "sleep 0.05; done; wait $pid; echo \"status $? peak $peak\"",
            Program.url.path, "features", "--data", database.location, "--config", database.scratch.path,
            "--days-before", "30", "--memory", "256MiB", "-o", database.scratch.path("f.csv"),
        ])
        let words = run.output.split(whereSeparator: \.isWhitespace).map(String.init)
        let status = words.firstIndex(of: "status").map { words[$0 + 1] }
        let peak = words.firstIndex(of: "peak").flatMap { Int(words[$0 + 1]) } ?? .max
        #expect(status == "0", "\(run.output)")
        #expect(peak < 420_000, "\(peak) kB")
    }

    @Test(.enabled(if: hasPostgres)) func `D18 another server encoding, and bytes that are no text`() throws {
        let server = try PostgresServer.required()
        let name = "latin_" + UUID().uuidString.prefix(8).lowercased()
        try server.execute("CREATE DATABASE \(name) ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        let connection = try Engines.connect(server.location(database: name))
        try connection.execute("CREATE TABLE cafe AS SELECT 'Caf\u{E9}' AS name")
        #expect(try connection.frame("SELECT name FROM cafe").columns[0].values.text(at: 0) == "Caf\u{E9}")
        #expect(try connection.frame("SELECT octet_length(name) AS n FROM cafe").columns[0].values.text(at: 0) == "4")
    }

    @Test(.enabled(if: hasSQLite)) func `D18 bytes that are no text in SQLite`() throws {
        let run = try SmallDatabase(
            .sqlite, "UPDATE events SET signal = CAST(x'6c6fff67' AS TEXT) WHERE account_id = 'A'"
        ).run()
        #expect(run.status == 65 && run.errors.contains("signal holds bytes that are no UTF-8"), "\(run.errors)")
    }

    @Test func `D19 a password on the command line`() throws {
        for location in [
            "adbc:postgresql?uri=postgresql://ann:hunter2-secret@db.example/crm",
            "adbc:postgresql?uri=postgresql://ann@db.example/crm?password=hunter2-secret",
            "adbc:postgresql?uri=host=db.example user=ann password=hunter2-secret",
            "adbc:postgresql?uri=postgresql://db.example/crm&password=hunter2-secret",
        ] {
            let run = try Program.run("check", "--data", location, "--config", Program.acme)
            expectRefusal(run, 64, "adbc:...: holds a password, which everyone on this machine can read")
            #expect(!run.errors.contains("hunter2") && !run.errors.contains("ann"), "\(run.errors)")
        }
    }

    @Test(.enabled(if: hasPostgres)) func `D20 another machine must prove who it is`() throws {
        let server = try PostgresServer.required()
        // The address of no machine, which the system takes for this one; the program takes it for another.
        let remote = server.network(host: "0.0.0.0")
        let run = try refused(remote, PostgresServer.password)
        expectRefusal(run, 77, "adbc:postgresql: ")
        #expect(run.errors.lowercased().contains("certificate") || run.errors.contains("SSL"), "\(run.errors)")
        _ = try AcmeDatabases.postgres.get()
        let said = try refused(server.network(host: "0.0.0.0", "?sslmode=disable"), PostgresServer.password)
        #expect(said.status == 0 || said.errors.contains("pg_hba.conf"), "\(said.errors)")
        #expect(said.status == 0 || said.status == 77)
    }

    @Test func `Locations are checked before anything is opened`() throws {
        for (location, words) in [
            ("adbc:", "names no driver"), ("adbc:?uri=x", "names no driver"),
            ("adbc:sqlite?urii=x", "has an unknown parameter \"urii\""),
        ] {
            let run = try Program.run("check", "--data", location, "--config", Program.acme)
            #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
        }
    }
}

/// A value that another thread is making, for tests that do something meanwhile.
private final class Call<Value: Sendable>: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Result<Value, any Error>?

    static func start(_ body: @escaping @Sendable () throws -> Value) -> Call {
        let call = Call()
        Thread {
            call.result = Result { try body() }
            call.done.signal()
        }.start()
        return call
    }

    func value() throws -> Value {
        done.wait()
        return try result!.get()
    }
}
