import Modeling

/// Scores made where the rows are: the exported query (`SQLExport`) fills a table there, and only the number of its rows comes
/// back.
public struct PushedScoring: Sendable {
    /// What is done where the table is there already.
    public enum Mode: String, Sendable, CaseIterable {
        /// An error.
        case create
        /// The table goes; where the engine has no such statement in one piece, it is gone for a moment.
        case replace
        /// Rows are added to a table that has the same columns.
        case append
    }

    /// The table that was filled.
    public let table: String
    /// How many rows it got.
    public let rows: Int

    /// Whether a table can be asked for rows.
    public static func exists(_ table: String, in engine: some QueryEngine) -> Bool {
        (try? engine.rows("SELECT 1 FROM \(SQLExport.tableName(table, engine.dialect)) WHERE 1 = 0")) != nil
    }

    /// - Parameters:
    ///   - model: whose scores the rows get.
    ///   - engine: where the rows are.
    ///   - options: the table to score and the columns to keep; its dialect is that of the engine.
    ///   - table: `schema.table` names a table in a schema.
    ///   - mode: whether a table of that name is replaced or must not be there.
    /// - Throws: `ExportError` for what no query can be right about, `EngineError` for what the engine refuses.
    public init(
        _ model: ChurnModel, in engine: some QueryEngine, _ options: ExportOptions, into table: String,
        mode: Mode = .create
    ) throws {
        var options = options
        options.dialect = engine.dialect
        guard table != options.table else {
            throw ExportError("\(table) holds the rows to score: name another table for the scores")
        }
        let query = try SQLExport().query(model, options)
        let name = SQLExport.tableName(table, engine.dialect)
        let source = "SELECT COUNT(*) FROM \(SQLExport.tableName(options.table, engine.dialect))"
        let count = try engine.numbers(source).first ?? 0
        switch mode {
        case .create, .replace:
            for sql in engine.dialect.createTable(name, as: query, replaces: mode == .replace) {
                try engine.execute(sql)
            }
        case .append:
            let columns = options.keep + [ScoreProgram.result]
            let list =
                options.keep.isEmpty ? "" : " (\(columns.map(engine.dialect.identifier).joined(separator: ", ")))"
            try engine.execute("INSERT INTO \(name)\(list)\n\(query)")
        }
        (self.table, rows) = (table, Int(count))
    }
}
