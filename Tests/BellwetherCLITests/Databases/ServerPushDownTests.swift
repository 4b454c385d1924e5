import Bellwether
import Foundation
import TestSupport
import Testing

/// What a server does by itself, and what then crosses the connection.
@Suite struct ServerPushDownTests {
    private func features(_ database: SmallDatabase, _ more: String...) throws -> Program {
        try Program.run(
            list: [
                "features", "--data", database.location, "--config", database.scratch.path, "--days-before", "30",
                "--format", "csv",
            ] + more, environment: Engines.environment)
    }

    @Test(.enabled(if: Engines.hasPostgres)) func `A server that would send many readings reduces them`() throws {
        let database = try SmallDatabase(.postgresql)
        let chosen = try features(database, "--push-down-from", "2")
        #expect(chosen.status == 0 && chosen.output == SmallDatabase.rows, "\(chosen.errors)")
        #expect(chosen.errors.contains("the database reduces 2 of its 2 readings (--no-push-down reads them)"))
        #expect(chosen.errors.contains("rows crossed the connection"))
        for words in [["--push-down-from", "3"], [], ["--push-down-from", "2", "--no-push-down"]] {
            let read = try Program.run(
                list: [
                    "features", "--data", database.location, "--config", database.scratch.path, "--days-before", "30",
                    "--format", "csv",
                ] + words, environment: Engines.environment)
            #expect(read.status == 0 && read.output == SmallDatabase.rows, "\(read.errors)")
            #expect(!read.errors.contains("reduces") && !read.errors.contains("crossed"), "\(words): \(read.errors)")
        }
    }

    @Test(.enabled(if: Engines.hasSQLite || Engines.hasDuckDB)) func `Files are read where they are`() throws {
        for engine in [DatabaseEngine.sqlite, .duckdb] where Engines.has(engine.rawValue) {
            let read = try features(try SmallDatabase(engine), "--push-down-from", "1")
            #expect(read.status == 0 && read.output == SmallDatabase.rows, "\(read.errors)")
            #expect(!read.errors.contains("crossed"), "\(read.errors)")
        }
    }

    @Test(.enabled(if: Engines.hasPostgres)) func `What the server cannot reduce is read`() throws {
        let database = try SmallDatabase(.postgresql, "ALTER TABLE events ALTER COLUMN value TYPE text")
        let read = try features(database, "--push-down-from", "1")
        #expect(read.status == 0 && read.output == SmallDatabase.rows, "\(read.errors)")
        #expect(read.errors.contains("it cannot: ") && read.errors.contains("they are read"), "\(read.errors)")
    }

    /// Readings of a signal that some feature needs one by one are not spared.
    @Test(.enabled(if: Engines.hasPostgres)) func `Only what is spared counts`() throws {
        let database = try SmallDatabase(
            .postgresql,
            "INSERT INTO events SELECT 'A', '2023-11-01 00:00:00Z', 'invoice', g FROM generate_series(1, 50) g"
        ).with(
            "signals.yaml",
            """
            version: 1
            signals:
              login: {category: usage, dimension: interest}
              invoice: {category: communication, dimension: interest}
            features:
              logins: {kind: sum, signal: login, window: 90}
              middle: {kind: median, signal: invoice, window: 90}

            """)
        let few = try features(database, "--push-down-from", "3")
        #expect(few.status == 0 && !few.errors.contains("reduces"), "\(few.errors)")
        let some = try features(database, "--push-down-from", "2")
        #expect(some.status == 0 && some.errors.contains("reduces 2 of its 52 readings"), "\(some.errors)")
        #expect(some.output == few.output && some.output.contains("25.5"))
    }

    /// A table that the server itself knows to be small is not counted.
    @Test(.enabled(if: Engines.hasPostgres)) func `The server's own estimate spares the count`() throws {
        let database = try SmallDatabase(.postgresql, "ANALYZE events")
        var settings = Engines.settings
        settings.isReadOnly = true
        var options = SourceOptions()
        options.database = settings
        let portfolio = try PushedPortfolio(database.location, configuration: database.scratch.path, options: options)
        let rows = portfolio.history.anchors(daysBefore: [30])
        #expect(try portfolio.census(at: rows) == nil)
        let counted = try portfolio.census(at: rows, from: 4)
        #expect(counted?.readings == 2 && counted?.unreduced == 0)
    }

    /// A hundred times the rows, which alone would be 700 000 bytes: as many bytes come back. A driver reads the catalogue first,
    /// which other tests lengthen meanwhile.
    @Test(.enabled(if: Engines.hasPostgres)) func `Scoring in place sends back how many rows it made`() throws {
        let (server, scratch) = (try PostgresServer.required(), try Scratch())
        let schema = "p" + UUID().uuidString.prefix(8).lowercased()
        try server.execute("CREATE SCHEMA \(schema)")
        var text = "id,seats,plan,left\n"
        for row in 0..<400 {
            text += "r\(row),\(row % 37),\(row % 3 == 0 ? "basic" : "pro"),\(row % 7 < 2 ? "yes" : "no")\n"
        }
        let model = scratch.path("m.json")
        let trained = try Program.run(
            "train", "--table", try scratch.file("t.csv", text), "--outcome", "left", "--id", "id", "--terms", "linear",
            "--penalty", "none", "--calibration", "none", "-o", model)
        try #require(trained.status == 0, "\(trained.errors)")
        var answers: [Int] = []
        for count in [300, 30_000] {
            try server.execute(
                "CREATE TABLE \(schema).rows_\(count) AS SELECT 'r' || g AS id, (g % 37)::float8 AS seats, "
                    + "CASE WHEN g % 3 = 0 THEN 'basic' ELSE 'pro' END AS plan FROM generate_series(1, \(count)) g")
            let proxy = try FaultProxy(to: server.port)
            defer { proxy.stop() }
            let scored = try Engines.run(
                "score", "--model", model, "--data", server.network(port: proxy.port), "--table",
                "\(schema).rows_\(count)",
                "--push-down", "--into", "\(schema).scores_\(count)", "--id", "id", environment: PostgresServer.password
            )
            #expect(scored.status == 0 && scored.output.isEmpty, "\(scored.errors)")
            answers.append(proxy.answeredBytes)
            let made = try Engines.connect(server.location()).frame(
                "SELECT count(*)::int AS n FROM \(schema).scores_\(count) WHERE p_churn BETWEEN 0 AND 1")
            #expect(made.columns[0].values.text(at: 0) == "\(count)")
        }
        #expect(answers[0] > 0 && abs(answers[1] - answers[0]) < 30_000, "\(answers)")
    }

    /// Ten times the readings in the same cells: what comes back of an extraction grows by far less than half.
    @Test(.enabled(if: Engines.hasPostgres)) func `Reducing sends back cells, not readings`() throws {
        let server = try PostgresServer.required()
        var answers: [Int] = []
        for count in [20_000, 200_000] {
            let database = try SmallDatabase(
                .postgresql,
                "INSERT INTO events SELECT CASE WHEN g % 2 = 0 THEN 'A' ELSE 'B' END, timestamptz '2023-06-01Z' "
                    + "+ g % 200 * interval '1 day', 'login', g % 10 FROM generate_series(1, \(count)) g")
            let proxy = try FaultProxy(to: server.port)
            defer { proxy.stop() }
            let schema = database.location.split(separator: "schema=").last ?? ""
            let run = try Program.run(
                list: [
                    "features", "--data", server.network(port: proxy.port, "&schema=\(schema)"), "--config",
                    database.scratch.path, "--days-before", "30", "--push-down", "--format", "csv",
                ], environment: Engines.environment.merging(PostgresServer.password) { $1 })
            #expect(run.status == 0, "\(run.errors)")
            answers.append(proxy.answeredBytes)
        }
        #expect(answers[0] > 0 && Double(answers[1]) < 1.5 * Double(answers[0]), "\(answers)")
    }

    /// A query of minutes, and the program is interrupted in the middle of it.
    @Test(.enabled(if: Engines.hasPostgres), arguments: ["--push-down", "--no-push-down"])
    func `An interrupted run leaves no query behind`(way: String) throws {
        let slow = "slow_" + UUID().uuidString.prefix(8).lowercased()
        let database = try SmallDatabase(
            .postgresql,
            "INSERT INTO events SELECT 'A', '2023-11-01 00:00:00Z', 'login', 1 FROM generate_series(1, 4000)",
            "CREATE VIEW \(slow) AS SELECT account_id, occurred_at, signal, value + length(pg_sleep(0.05)::text) AS value FROM events"
        )
        // A connection each, since one keeps its picture of the others' activity.
        func running() throws -> Int {
            try Engines.connect(try PostgresServer.required().location()).frame(
                "SELECT pid FROM pg_stat_activity WHERE query LIKE '%\(slow)%' AND state = 'active' AND pid <> pg_backend_pid()"
            ).rowCount
        }
        // The shell interrupts the program when it is told to; what it leaves running would end with the shell.
        let child = Call<ChildProcess>()
        let environment = [
            "PROGRAM": Program.url.path, "PLACE": database.location + "&events=\(slow)",
            "FOLDER": database.scratch.path, "PATH": "/usr/bin:/bin",
        ].merging(Engines.environment) { $1 }
        Thread.detachNewThread {
            child.put(
                Result {
                    try ChildProcess.shell(
                        "\"$PROGRAM\" features --data \"$PLACE\" --config \"$FOLDER\" --days-before 30 \(way) "
                            + "-o \"$FOLDER/f.csv\" & while [ ! -e \"$FOLDER/go\" ]; do sleep 0.1; done; "
                            + "kill -INT $!; wait $!", environment: environment, seconds: 60)
                })
        }
        #expect(try settles { try running() > 0 })
        _ = try database.scratch.file("go", "")
        let ended = try child.value().get()
        #expect(ended.status == 130, "\(ended.errors)")
        #expect(try settles { try running() == 0 })
        #expect(database.scratch.names == ["go", "signals.yaml"])
    }

    /// Whether something comes true within seconds.
    private func settles(_ holds: () throws -> Bool) throws -> Bool {
        for _ in 0..<100 {
            if try holds() { return true }
            usleep(100_000)
        }
        return false
    }
}

/// What another thread makes.
private final class Call<Value: Sendable>: @unchecked Sendable {
    private let ready = DispatchSemaphore(value: 0)
    private var made: Result<Value, any Error>?

    func put(_ value: Result<Value, any Error>) {
        made = value
        ready.signal()
    }

    /// `put` comes before it, by the semaphore.
    func value() -> Result<Value, any Error> {
        ready.wait()
        return made!
    }
}
