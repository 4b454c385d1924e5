import Documents
import Tables

/// Which tables a database has, and what their columns are called.
struct DatabaseCatalog {
    private let connection: DatabaseConnection
    private let location: DatabaseLocation
    private let tables: [String]

    init(_ connection: DatabaseConnection, _ location: DatabaseLocation) throws(SourceErrors) {
        (self.connection, self.location) = (connection, location)
        let frame = try connection.frame(
            DatabaseCatalog.listing(connection.engine, schema: location.parameters["schema"]))
        let column = frame.index(of: "tableName") ?? 0
        tables = (0..<frame.rowCount).compactMap { frame.columns[column].values.text(at: $0) }
    }

    private static func listing(_ engine: DatabaseEngine, schema: String?) -> String {
        let named = schema.map(engine.literal)
        switch engine {
        case .sqlite:
            return "SELECT name FROM \(schema.map { engine.quoted($0) + "." } ?? "")sqlite_master "
                + "WHERE type IN ('table', 'view') ORDER BY name"
        case .spark: return "SHOW TABLES" + (schema.map { " IN " + engine.quoted($0) } ?? "")
        case .postgresql:
            return "SELECT table_name::text FROM information_schema.tables WHERE table_schema = "
                + (named ?? "ANY (current_schemas(false))") + " ORDER BY 1"
        case .duckdb:
            return "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                + (named ?? "current_schema()") + " ORDER BY 1"
        case .other:
            return "SELECT table_name FROM information_schema.tables"
                + (named.map { " WHERE table_schema = \($0)" } ?? "") + " ORDER BY 1"
        }
    }

    /// The table behind one of ours; nil where there is none and it need not be there. A name that differs only by case is
    /// taken where it is the only one. Errors: one that must be there, or was named, and is not.
    func table(
        _ shape: PortfolioSchema.Shape, names: ColumnNames, isRequired: Bool
    ) throws(SourceErrors) -> DatabaseTable? {
        let given = location.parameters[shape.name] ?? names.place(of: shape.name)
        let wanted = given ?? shape.name
        if connection.engine == .duckdb, wanted.contains("/") || wanted.contains(".") {
            return DatabaseTable(connection, wanted, path: [wanted])
        }
        guard let name = DatabaseCatalog.match(wanted, among: tables) else {
            guard isRequired || given != nil else { return nil }
            throw SourceErrors(
                SourceError(
                    file: connection.display, problem: "there is no table \"\(wanted)\"",
                    hint: DatabaseCatalog.hint(wanted, tables, shape)))
        }
        return DatabaseTable(connection, name, path: [location.parameters["schema"], name].compactMap(\.self))
    }

    private static func hint(_ wanted: String, _ tables: [String], _ shape: PortfolioSchema.Shape) -> String {
        if let nearest = NearestName.of(wanted, among: tables) {
            return "did you mean \"\(nearest)\"? \(shape.name)=NAME in the location says so"
        }
        let known = tables.prefix(8).joined(separator: ", ")
        return known.isEmpty ? "no table is in sight: schema=NAME names where they are" : "tables: \(known)"
    }

    /// What errors call the database.
    var display: String { connection.display }

    /// Whether there is a table of exactly this name.
    func has(_ name: String) -> Bool { tables.contains(name) }

    /// The same name, else the only one that differs by case alone.
    static func match(_ wanted: String, among names: [String]) -> String? {
        if names.contains(wanted) { return wanted }
        let same = names.filter { $0.lowercased() == wanted.lowercased() }
        return same.count == 1 ? same[0] : nil
    }
}

/// A table of a database.
struct DatabaseTable {
    let connection: DatabaseConnection
    let name: String
    /// As it stands in SQL.
    let quoted: String

    /// - Parameter path: its schema, where one is named, and its name.
    init(_ connection: DatabaseConnection, _ name: String, path: [String]) {
        (self.connection, self.name) = (connection, name)
        quoted = path.map(connection.engine.quoted).joined(separator: ".")
    }

    /// What errors call it.
    var place: String { "\(connection.display), table \(name)" }

    func columns() throws(SourceErrors) -> [ArrowField] {
        let none = try connection.rows("SELECT * FROM \(quoted) WHERE 1 = 0")
        // A result that is left before its end is cancelled, and the transaction with it.
        while try none.next() != nil {}
        return none.fields
    }

    func rowCount() throws(SourceErrors) -> Int {
        let frame = try connection.frame("SELECT COUNT(*) AS n FROM \(quoted)")
        guard case .numbers(let counts)? = frame.columns.first?.values, let count = counts.first, count > 0 else {
            return 0
        }
        // Whatever a server says, sums of it stay within a word.
        return Int(min(count, 1e15))
    }

    func missingColumn(_ name: String, among names: [String]) -> SourceError {
        SourceError(
            file: place, problem: "column \"\(name)\" is missing" + NearestName.hint(for: name, among: names),
            hint: "columns: \(names.prefix(12).joined(separator: ", "))"
                + (names.count > 12 ? "..." : ""))
    }

    /// The rows, columns in the order asked for.
    func rows(_ columns: [String]) throws(SourceErrors) -> ResultStream {
        let list = columns.map(expression).joined(separator: ", ")
        return try connection.rows("SELECT \(list) FROM \(quoted)")
    }

    /// SQLite has types by value, not by column: there every value comes as its exact text, nothing as an empty one.
    private func expression(_ column: String) -> String {
        let name = connection.engine.quoted(column)
        guard connection.engine == .sqlite else { return name }
        return "COALESCE(CASE typeof(\(name)) WHEN 'real' THEN printf('%!.17g', \(name)) "
            + "ELSE CAST(\(name) AS TEXT) END, '') AS \(name)"
    }
}
