import Modeling

/// One query: the table's columns and `p_churn`. NULL is missing; a level that training never saw counts as the model has it.
///
/// Common table expressions, one a floor of the `ScoreProgram`, so that nothing is computed twice. Only CASE, COALESCE, NULLIF,
/// CAST, arithmetic, exp and ln are used.
public struct SQLExport: ExportKind {
    public static let name = "sql"
    public static let summary = "one query that adds p_churn to a table, for DuckDB, PostgreSQL, Spark or SQLite"
    public static let examples = [
        "bellwether export --model model.json --to sql --dialect postgres --table customers --keep account_id -o score.sql",
        "bellwether export --model model.json --to sql | duckdb warehouse.duckdb",
    ]

    public init() {}

    public func bytes(_ model: ChurnModel, _ options: ExportOptions) throws(ExportError) -> [UInt8] {
        let query = try query(model, options)
        return Array((heading(try ScoreProgram(model), model, options) + query + ";\n").utf8)
    }

    /// The query alone, without heading and semicolon.
    package func query(_ model: ChurnModel, _ options: ExportOptions) throws(ExportError) -> String {
        let program = try ScoreProgram(model)
        try SQLExport.check(program, options)
        return query(program, options)
    }

    private func query(_ program: ScoreProgram, _ options: ExportOptions) -> String {
        let floors = program.floors
        let parts = floors.enumerated().map { part($0, $1, program, options) }
        let kept = options.keep.isEmpty ? ["t.*"] : options.keep.map { "t." + options.dialect.identifier($0) }
        let columns = (kept + ["t.\(SQLExport.score) AS \(ScoreProgram.result)"]).joined(separator: ", ")
        return "WITH\n" + parts.joined(separator: ",\n") + "\nSELECT \(columns)\n"
            + "FROM \(ScoreProgram.prefix)\(floors.count - 1) AS t"
    }

    /// The last step's column, whose own name the table may have from an earlier run.
    private static let score = ScoreProgram.prefix + "p"

    /// A floor of steps, which passes on what it read.
    private func part(
        _ floor: Int, _ steps: [ScoreProgram.Step], _ program: ScoreProgram, _ options: ExportOptions
    ) -> String {
        let (dialect, sql) = (options.dialect, SQLText(dialect: options.dialect))
        let source =
            floor == 0 ? SQLExport.tableName(options.table, dialect) : "\(ScoreProgram.prefix)\(floor - 1)"
        let passed = floor > 0 || options.keep.isEmpty ? ["t.*"] : needed(program, options).map(sql.column)
        let made = steps.map {
            "\(sql.text($0.expression)) AS \($0.name == ScoreProgram.result ? SQLExport.score : $0.name)"
        }
        let columns = (passed + made).joined(separator: ",\n    ")
        return "\(ScoreProgram.prefix)\(floor) AS \(dialect.fenceBefore)(\n  SELECT\n    \(columns)\n"
            + "  FROM \(source) AS t\(dialect.fenceAfter))"
    }

    /// The columns to pass on and to read, each once.
    private func needed(_ program: ScoreProgram, _ options: ExportOptions) -> [String] {
        var seen: Set<String> = []
        return (options.keep + program.inputs.map(\.name)).filter { seen.insert($0).inserted }
    }

    /// `schema.table` names a table in a schema.
    static func tableName(_ name: String, _ dialect: any SQLDialect.Type) -> String {
        name.split(separator: ".", omittingEmptySubsequences: false).map { dialect.identifier(String($0)) }
            .joined(separator: ".")
    }

    private func heading(_ program: ScoreProgram, _ model: ChurnModel, _ options: ExportOptions) -> String {
        let columns = program.inputs.map {
            "--   " + SQLExport.comment($0.name) + ($0.kind == .number ? " (number)" : " (text)")
        }
        return """
            -- P(churn) of a bellwether model, \(options.dialect.summary).
            -- Learned on \(model.description.rows) rows with \(model.description.events) losses; calibration: \
            \(type(of: model.calibration.map).name). NULL is missing.
            -- Columns read:
            \(columns.joined(separator: "\n"))

            """
    }

    /// On one line, whatever the name holds.
    private static func comment(_ name: String) -> String {
        String(name.unicodeScalars.map { $0.value < 32 || (0x7F...0x9F).contains($0.value) ? " " : Character($0) })
            .replacing("\u{2028}", with: " ").replacing("\u{2029}", with: " ")
    }
}

extension SQLExport {
    /// What no query can be right about.
    private static func check(_ program: ScoreProgram, _ options: ExportOptions) throws(ExportError) {
        var seen: [String: String] = [:]
        for input in program.inputs {
            let folded = options.dialect.distinguishesCase ? input.name : input.name.lowercased()
            if let twin = seen.updateValue(input.name, forKey: folded) {
                throw ExportError(
                    "\(options.dialect.name) cannot tell the columns \"\(twin)\" and \"\(input.name)\" apart")
            }
        }
        for name in program.inputs.map(\.name) + options.keep where isOwn(name.lowercased()) {
            throw ExportError("a column is called \"\(name)\", as the query calls a column of its own")
        }
        let texts = program.inputs.map(\.name) + options.keep + [options.table] + program.levels
        if let text = texts.first(where: { $0.isEmpty || $0.unicodeScalars.contains("\0") }) {
            throw ExportError(
                text.isEmpty
                    ? "\(options.dialect.name) has no name or text that is empty"
                    : "the text \"\(text.replacing("\0", with: "\\0"))\" holds a zero byte, which SQL cannot")
        }
    }

    private static func isOwn(_ name: String) -> Bool {
        name == ScoreProgram.result || name.hasPrefix(ScoreProgram.prefix)
    }
}

extension ScoreProgram {
    /// The levels it compares with.
    var levels: [String] { steps.flatMap(\.expression.levels) }
}

extension ScoreExpression {
    var levels: [String] {
        switch self {
        case .level(_, let values, _, _): values.map(\.level)
        case .constant, .step, .number: []
        case .sum(let parts): parts.flatMap(\.levels)
        case .difference(let a, let b), .product(let a, let b), .quotient(let a, let b): a.levels + b.levels
        case .exponential(let a), .logarithm(let a): a.levels
        case .choice(_, let a, let b): a.levels + b.levels
        }
    }
}
