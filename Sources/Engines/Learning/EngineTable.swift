import Modeling
import Tables

/// A ready-made table in an engine, one row an observation.
public struct EngineTable: Sendable {
    /// `schema.table` names a table in a schema; a view will do.
    public let name: String
    /// Which column is the outcome, which the id, the weight, the time.
    public let roles: ColumnRoles
    /// The predictors in the order of the table, and whether they are numbers.
    public let predictors: [(name: String, isNumber: Bool)]

    /// A table, or anything that may stand behind FROM, with its columns as they are to be used.
    public init(name: String, roles: ColumnRoles, predictors: [(name: String, isNumber: Bool)]) {
        (self.name, self.roles, self.predictors) = (name, roles, predictors)
    }

    /// Reads the table's columns: those with a role and `ignored` ones are no predictors.
    /// - Parameters:
    ///   - name: the table; `schema.table` names one in a schema.
    ///   - roles: its columns of outcome, weight, account and day.
    ///   - ignored: columns that are not learned from.
    ///   - types: columns whose form is told rather than seen: whether they hold numbers.
    ///   - engine: where the table is.
    /// - Throws: `EngineError` for a column that is neither number nor text, and where none is left.
    public init(
        _ name: String, roles: ColumnRoles, ignored: Set<String> = [], types: [String: Bool] = [:],
        in engine: some QueryEngine
    ) throws(EngineError) {
        let dialect = engine.dialect
        let table = SQLExport.tableName(name, dialect)
        var columns: [String] = []
        try engine.query("SELECT * FROM \(table) x LIMIT 1") { frame throws(EngineError) in columns = frame.names }
        let unknown = (roles.names.union(ignored)).subtracting(columns).sorted()
        if let first = unknown.first { throw EngineError(.badData, "\(name) has no column \"\(first)\"") }
        let used = columns.filter { !roles.names.contains($0) && !ignored.contains($0) }
        guard !used.isEmpty else { throw EngineError(.badData, "\(name) has no column to learn from") }
        var predictors: [(name: String, isNumber: Bool)] = []
        for column in used {
            if let known = types[column] {
                predictors.append((column, known))
                continue
            }
            let place = "x." + dialect.identifier(column)
            predictors.append((column, try EngineTable.isNumber(place, column, table, engine)))
        }
        self.init(name: name, roles: roles, predictors: predictors)
    }

    /// Where values have types of their own: whether some is a number and none a text.
    private static func isNumber(
        _ column: String, _ name: String, _ table: String, _ engine: some QueryEngine
    ) throws(EngineError) -> Bool {
        let dialect = engine.dialect
        let sql =
            dialect.typesValues
            ? "SELECT DISTINCT \(dialect.typeName(column)) FROM \(table) x WHERE \(column) <> ''"
            : "SELECT \(dialect.typeName(column)) FROM \(table) x LIMIT 1"
        let forms = try engine.rows(sql).first?.texts().compactMap { $0 } ?? []
        for type in forms where !isValue(dialect.form(ofType: type)) {
            throw EngineError(
                .unsupported,
                "\(name) is of the type \(type), neither number nor text: leave it out with --ignore \(name)")
        }
        return !forms.contains { dialect.form(ofType: $0) == .text }
    }

    private static func isValue(_ form: ColumnForm?) -> Bool {
        form == .number || form == .text || form == .time(.none)
    }
}

/// A table's rows as SQL expressions over `t`.
struct EngineRows {
    let table: EngineTable
    let dialect: any SQLDialect.Type

    var source: String { SQLExport.tableName(table.name, dialect) + " AS t" }

    func column(_ name: String) -> String { "t." + dialect.identifier(name) }

    var outcome: String { dialect.readText(column(table.roles.outcome)) }

    var weight: String { table.roles.weight.map { dialect.exactNumber(column($0)) } ?? dialect.number(1) }

    /// Rows that are learned from.
    var isCounted: String {
        table.roles.weight == nil ? "\(outcome) IS NOT NULL" : "\(outcome) IS NOT NULL AND \(weight) > 0"
    }

    /// Asks for so many expressions at a time as a result may have columns.
    /// - Parameters:
    ///   - parts: common table expressions.
    ///   - tail: from FROM on.
    func asked(
        _ expressions: [String], with parts: [String] = [], from tail: String, of engine: some QueryEngine
    ) throws(EngineError) -> [Double] {
        let head = parts.isEmpty ? "" : "WITH " + parts.joined(separator: ",\n") + "\n"
        var values: [Double] = []
        for start in stride(from: 0, to: expressions.count, by: dialect.columnLimit - 4) {
            let part = expressions[start..<min(expressions.count, start + dialect.columnLimit - 4)]
            let named = part.enumerated().map { "\($1) AS s\($0)" }
            values += try engine.numbers("\(head)SELECT \(named.joined(separator: ",\n  "))\n\(tail)")
        }
        return values
    }
}
