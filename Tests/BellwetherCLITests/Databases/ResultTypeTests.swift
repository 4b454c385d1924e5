import Bellwether
import Foundation
import Testing

/// Every type of column comes through exactly, or is refused.
@Suite struct ResultTypeTests {
    private func cells(_ location: String, _ sql: String) throws -> [String?] {
        let frame = try Engines.connect(location).frame(sql)
        return frame.columns.map { $0.values.text(at: 0) }
    }

    @Test(.enabled(if: Engines.hasDuckDB)) func `DuckDB's types`() throws {
        let found = try cells(
            "adbc:duckdb",
            """
            SELECT (-128)::TINYINT a, (-32768)::SMALLINT b, (-2147483648)::INTEGER c, 9007199254740992::BIGINT d,
              255::UTINYINT e, 65535::USMALLINT f, 4294967295::UINTEGER g, 7::UBIGINT h, 170::HUGEINT i,
              1.5::FLOAT j, 0.1::DOUBLE k, 12.34::DECIMAL(4,2) l, 123456.789::DECIMAL(9,3) m,
              0.123456789012345678::DECIMAL(18,18) n, 12345678901234567890.12::DECIMAL(38,2) o, true p, NULL q,
              'Zürich' r, DATE '2024-02-29' s, DATE '1677-01-01' t, TIMESTAMP '2024-02-29 12:00:00.5' u,
              TIMESTAMP_S '2024-02-29 12:00:00' v, TIMESTAMP_MS '2024-02-29 12:00:00.25' w,
              TIMESTAMP_NS '2024-02-29 12:00:00.000000001' x, 'red'::ENUM('green', 'red') y, ''::VARCHAR z
            """)
        let expected: [String?] = [
            "-128", "-32768", "-2147483648", JSON.text(of: 9_007_199_254_740_992), "255", "65535", "4294967295", "7",
            "170", "1.5", "0.1",
            "12.34", "123456.789", JSON.text(of: 0.123456789012345678), JSON.text(of: 12345678901234567890.12), "1",
            nil,
            "Zürich", "2024-02-29", "1677-01-01", "2024-02-29T12:00:00.5", "2024-02-29T12:00:00",
            "2024-02-29T12:00:00.25",
            "2024-02-29T12:00:00.000000001", "red", "",
        ]
        for (index, (a, b)) in zip(found, expected).enumerated() { #expect(a == b, "column \(index)") }
        #expect(found.count == expected.count)
    }

    @Test(.enabled(if: Engines.hasDuckDB)) func `Whole numbers that a Double would round are refused`() throws {
        for value in [
            "9007199254740993::BIGINT", "18446744073709551615::UBIGINT", "9007199254740993::HUGEINT",
            "-9007199254740993::BIGINT",
        ] {
            #expect(throws: SourceErrors.self) { try cells("adbc:duckdb", "SELECT \(value) AS x") }
        }
        #expect(throws: SourceErrors.self) { try cells("adbc:duckdb", "SELECT [1, 2] AS list") }
        #expect(throws: SourceErrors.self) { try cells("adbc:duckdb", "SELECT 1 AS x, 2 AS x") }
    }

    @Test(.enabled(if: Engines.hasPostgres)) func `PostgreSQL's types`() throws {
        let found = try cells(
            PostgresServer.required().location(),
            """
            SELECT 1::smallint a, 2::int b, 3::bigint c, 1.5::real d, 0.1::double precision e, 12.340::numeric f,
              'x'::varchar g, 'Zürich'::text h, DATE '2024-02-29' i, TIMESTAMPTZ '2024-02-29 12:00+02' j,
              TIMESTAMP '2024-02-29 12:00:00.000001' k, false l, NULL::text m, NULL::int n, 'ab'::char(3) o
            """)
        #expect(
            found == [
                "1", "2", "3", "1.5", "0.1", found[5], "x", "Zürich", "2024-02-29", "2024-02-29T10:00:00Z",
                "2024-02-29T12:00:00.000001", "0", nil, nil, "ab ",
            ])
        #expect(found[5].flatMap(Double.init) == 12.34)
    }

    /// SQLite turns reals into text for us; 17 digits must come back as the same number.
    @Test(.enabled(if: Engines.hasSQLite)) func `SQLite's numbers come back to the last bit`() throws {
        let database = try SmallDatabase(.sqlite)
        var draws = Draws(state: 11)
        var values: [Double] = [
            0.1, 1 / 3, 1e22, 1e23, .leastNonzeroMagnitude, 1.7976931348623157e308, 123456789.123456789, -2.5e-10,
        ]
        for _ in 0..<400 { values.append((draws.next() - 0.5) * pow(10, (draws.next() * 40).rounded() - 20)) }
        let connection = try Engines.connect(database.location)
        let ids = values.indices.map { "V\($0)" }
        try connection.execute("DELETE FROM events")
        try connection.create(
            "drawn",
            Frame(
                columns: [FrameColumn("id", .categories(Categories(ids))), FrameColumn("value", .numbers(values))],
                rowCount: values.count))
        try connection.execute("INSERT INTO accounts SELECT id, '2023-01-01' FROM drawn")
        try connection.execute(
            "INSERT INTO renewals SELECT id, '2024-01-01', 'renewed', 1, 1 FROM drawn")
        try connection.execute("INSERT INTO events SELECT id, '2023-12-01', 'login', value FROM drawn")
        let run = try database.run()
        #expect(run.status == 0, "\(run.errors)")
        let found = run.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        let byID = Dictionary(uniqueKeysWithValues: found.map { (String($0[0]), Double($0.last!)) })
        for (id, value) in zip(ids, values) { #expect(byID[id] == value, "\(id) \(value)") }
    }

    @Test(arguments: ["postgresql", "duckdb"])
    func `Timestamps without a zone are UTC only where that is said`(_ driver: String) throws {
        guard driver == "duckdb" ? Engines.hasDuckDB : Engines.hasPostgres else { return }
        let database = try SmallDatabase(
            driver == "duckdb" ? .duckdb : .postgresql, "ALTER TABLE events ALTER COLUMN occurred_at TYPE timestamp")
        let run = try database.run()
        #expect(
            run.status == 65
                && run.errors.contains(
                    "occurred_at is a timestamp without time zone (expected a timestamp with time zone, or timestamps=utc)"
                ),
            "\(run.errors)")
        let said = try database.run("&timestamps=utc")
        #expect(said.status == 0 && said.output == SmallDatabase.rows, "\(said.errors)")
    }

    @Test(.enabled(if: Engines.hasDuckDB)) func `Reading is not writing`() throws {
        let database = try SmallDatabase(.duckdb)
        let reader = try DatabaseConnection(
            DatabaseLocation(database.location), DatabaseSettings(driverFolders: [Engines.folder]))
        #expect(throws: SourceErrors.self) { try reader.execute("DELETE FROM events") }
    }

    /// A query that would run for ever ends when it is cancelled from elsewhere, and does so in the engine.
    @Test(.enabled(if: Engines.hasPostgres)) func `Cancelling ends a query in the engine`() throws {
        let server = try PostgresServer.required()
        let connection = try Engines.connect(server.location())
        let start = ContinuousClock.now
        let canceller = Thread {
            usleep(700_000)
            connection.cancel()
        }
        canceller.start()
        #expect(throws: SourceErrors.self) { try connection.frame("SELECT pg_sleep(50)::text AS x") }
        #expect(ContinuousClock.now - start < .seconds(10))
        let left = try Engines.connect(server.location()).frame(
            "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(50)%' AND state = 'active' AND pid <> pg_backend_pid()"
        )
        #expect(left.rowCount == 0)
    }
}
