import Documents
import Glibc
import Tables

/// A table of a database that rows are written into, or a file that DuckDB writes (`.parquet`, `.csv`).
///
/// The rows go into a temporary table first, by the driver's bulk insertion, and from there into the table in one transaction:
/// it is written whole or not at all. Columns are matched by name; a table that is not there is made, with the columns and types
/// of the rows. A file is written beside its place and put there when it is whole.
public struct DatabaseTarget: Sendable {
    /// What becomes of rows that are there.
    public enum Mode: String, Sendable, CaseIterable {
        /// They stay. The default.
        case append
        /// They go; the table stays, with its rights and indices.
        case replace
        /// Those with a key of the new rows go.
        case upsert
    }

    private let location: DatabaseLocation
    private let table: String
    private let mode: Mode
    private let key: [String]

    /// - Parameters:
    ///   - location: the database.
    ///   - table: its name; the schema is that of the location.
    ///   - mode: what becomes of rows that are there.
    ///   - key: with `upsert`, the columns that tell a row.
    /// - Throws: `usage` where `upsert` has no key, or another mode has one.
    public init(_ location: DatabaseLocation, table: String, mode: Mode = .append, key: [String] = [])
        throws(SourceErrors)
    {
        (self.location, self.table, self.mode, self.key) = (location, table, mode, key)
        if (mode == .upsert) != !key.isEmpty {
            throw SourceErrors(
                SourceError(
                    .usage, file: location.display,
                    problem: mode == .upsert ? "upsert needs a key" : "a key is for upsert alone"))
        }
    }

    /// Writes the rows. Errors: the driver's; a column that the table lacks; a key that stands twice or is empty.
    /// - Returns: where they are now, in words.
    @discardableResult
    public func write(_ table: Table, _ settings: DatabaseSettings) throws(SourceErrors) -> String {
        try write(DatabaseRows(table), settings)
    }

    /// As above, of a frame.
    @discardableResult
    public func write(_ frame: Frame, _ settings: DatabaseSettings) throws(SourceErrors) -> String {
        try write(DatabaseRows(frame), settings)
    }

    private func write(_ rows: DatabaseRows, _ settings: DatabaseSettings) throws(SourceErrors) -> String {
        try checkKey(rows)
        var settings = settings
        settings.isReadOnly = false
        let connection = try DatabaseConnection(location, settings)
        if connection.engine == .duckdb, isFile { return try writeFile(rows, connection) }
        try connection.begin()
        do {
            try put(rows, connection)
            try connection.commit()
        } catch {
            // What went wrong is the first error; the engine forgets the rest whatever a rollback says.
            try? connection.rollback()
            throw error
        }
        return "\(connection.display), table \(table)"
    }

    /// A key that stands twice would leave a row out, or fail half-way.
    private func checkKey(_ rows: DatabaseRows) throws(SourceErrors) {
        guard mode == .upsert else { return }
        let columns = try key.map { name throws(SourceErrors) in
            guard let index = rows.names.firstIndex(of: name) else {
                throw failure("key column \"\(name)\" is missing" + NearestName.hint(for: name, among: rows.names))
            }
            return rows.columns[index]
        }
        var seen: Set<[String]> = []
        for row in 0..<rows.rowCount {
            let words = columns.map { $0.text(at: row) }
            if words.contains(nil) { throw failure("key \(key.joined(separator: ", ")) is empty in row \(row + 1)") }
            guard seen.insert(words.compactMap(\.self)).inserted else {
                throw failure("key \(words.compactMap(\.self).joined(separator: ", ")) stands twice")
            }
        }
    }

    private func failure(_ problem: String) -> SourceErrors {
        SourceErrors(SourceError(file: location.display, problem: problem))
    }

    private static let staged = "bellwether_staged"

    private func put(_ rows: DatabaseRows, _ connection: DatabaseConnection) throws(SourceErrors) {
        let engine = connection.engine
        let name = [location.parameters["schema"], table].compactMap(\.self).map(engine.quoted).joined(separator: ".")
        try connection.execute("DROP TABLE IF EXISTS \(DatabaseTarget.staged)")
        try connection.ingest(rows, into: DatabaseTarget.staged)
        let existing = try DatabaseCatalog(connection, location).has(table)
        guard existing else {
            try connection.execute("CREATE TABLE \(name) AS SELECT * FROM \(DatabaseTarget.staged)")
            try connection.execute("DROP TABLE \(DatabaseTarget.staged)")
            return
        }
        try removeOld(name, engine, connection)
        let columns = try matched(rows.names, name, connection)
        let list = columns.map { engine.quoted($0.theirs) }.joined(separator: ", ")
        let values = columns.map { column in
            let value = "s." + engine.quoted(column.ours)
            return column.type.map { "CAST(\(value) AS \($0))" } ?? value
        }.joined(separator: ", ")
        try connection.execute("INSERT INTO \(name) (\(list)) SELECT \(values) FROM \(DatabaseTarget.staged) AS s")
        try connection.execute("DROP TABLE \(DatabaseTarget.staged)")
    }

    private func removeOld(
        _ name: String, _ engine: DatabaseEngine, _ connection: DatabaseConnection
    ) throws(SourceErrors) {
        switch mode {
        case .append: break
        case .replace: try connection.execute("DELETE FROM \(name)")
        case .upsert:
            let columns = try matched(key, name, connection)
            let same = columns.map { column in
                let value = "s." + engine.quoted(column.ours)
                let cast = column.type.map { "CAST(\(value) AS \($0))" } ?? value
                return "\(cast) = \(name).\(engine.quoted(column.theirs))"
            }.joined(separator: " AND ")
            try connection.execute(
                "DELETE FROM \(name) WHERE EXISTS (SELECT 1 FROM \(DatabaseTarget.staged) AS s WHERE \(same))")
        }
    }

    private typealias Matched = (ours: String, theirs: String, type: String?)

    /// The columns of the table that ours go into. PostgreSQL turns no text into a date unless it is told to.
    private func matched(
        _ names: [String], _ name: String, _ connection: DatabaseConnection
    ) throws(SourceErrors) -> [Matched] {
        let place = DatabaseTable(
            connection, table, path: [location.parameters["schema"], table].compactMap(\.self))
        let theirs = try place.columns().map(\.name)
        let types = try types(name, connection)
        var matched: [Matched] = []
        for ours in names {
            guard let found = DatabaseCatalog.match(ours, among: theirs) else {
                throw SourceErrors(place.missingColumn(ours, among: theirs))
            }
            matched.append((ours, found, types[found]))
        }
        return matched
    }

    private func types(_ name: String, _ connection: DatabaseConnection) throws(SourceErrors) -> [String: String] {
        guard connection.engine == .postgresql else { return [:] }
        let frame = try connection.frame(
            "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = "
                + "\(connection.engine.literal(name))::regclass AND attnum > 0 AND NOT attisdropped")
        var types: [String: String] = [:]
        for row in 0..<frame.rowCount {
            if let column = frame.columns[0].values.text(at: row) {
                types[column] = frame.columns[1].values.text(at: row)
            }
        }
        return types
    }
}

extension DatabaseTarget {
    private var isFile: Bool { table.hasSuffix(".parquet") || table.hasSuffix(".csv") }

    /// DuckDB writes a file of its own name; the system puts it in its place when it is whole.
    private func writeFile(
        _ rows: DatabaseRows, _ connection: DatabaseConnection
    ) throws(SourceErrors) -> String {
        guard mode == .replace || !InputFile.exists(table) else {
            throw SourceErrors(
                SourceError(
                    .usage, file: table, problem: "is there: a file is written whole", expected: "--mode replace"))
        }
        let temporary = "\(table).\(UInt64.random(in: 0 ... .max)).tmp"
        let format = table.hasSuffix(".parquet") ? "PARQUET" : "CSV, HEADER"
        try connection.ingest(rows, into: DatabaseTarget.staged)
        do {
            try connection.execute(
                "COPY \(DatabaseTarget.staged) TO \(connection.engine.literal(temporary)) (FORMAT \(format))")
            try DatabaseTarget.settle(temporary, as: table)
        } catch {
            unlink(temporary)
            throw error
        }
        return table
    }

    private static func settle(_ temporary: String, as path: String) throws(SourceErrors) {
        let descriptor = try InputFile.descriptor(temporary)
        let isSafe = fsync(descriptor) == 0
        close(descriptor)
        // Invariant: both strings live through the call.
        guard isSafe, rename(temporary, path) == 0 else { throw InputFile.failure(path, errno) }
    }
}

extension DatabaseRows.Column {
    /// For keys.
    fileprivate func text(at row: Int) -> String? {
        switch self {
        case .numbers(let values): values[row].isNaN ? nil : JSON.text(of: values[row])
        case .integers(let values): values[row].map(String.init)
        case .texts(let codes, let levels): codes[row] < 0 ? nil : levels[Int(codes[row])]
        }
    }
}

extension DatabaseConnection {
    /// Puts rows into a new temporary table, which goes with the connection.
    func ingest(_ rows: DatabaseRows, into table: String) throws(SourceErrors) {
        let statement = try StatementHandle(self)
        let call = queue.start { () -> Result<Int, DriverFault> in
            let options = [
                ("adbc.ingest.target_table", table), ("adbc.ingest.mode", "adbc.ingest.mode.create"),
                ("adbc.ingest.temporary", "true"),
            ]
            for (name, value) in options { if let fault = statement.set(name, value) { return .failure(fault) } }
            if let fault = statement.bind(rows) { return .failure(fault) }
            return statement.execute(nil)
        }
        _ = try wait(for: call, within: settings.answerTimeout)
    }

    /// Puts rows into a new table that stays. For loading data, not for results, which `DatabaseTarget` writes.
    package func create(_ table: String, _ frame: Frame) throws(SourceErrors) {
        try ingest(DatabaseRows(frame), into: "bellwether_staged")
        try execute("CREATE TABLE \(engine.quoted(table)) AS SELECT * FROM bellwether_staged")
        try execute("DROP TABLE bellwether_staged")
    }
}
