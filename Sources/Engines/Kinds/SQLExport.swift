import Documents
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
        let program = try ScoreProgram(model)
        try SQLExport.check(program, options)
        return Array((heading(program, model, options) + query(program, options) + ";\n").utf8)
    }

    private func query(_ program: ScoreProgram, _ options: ExportOptions) -> String {
        let sql = SQLText(dialect: options.dialect)
        let floors = program.floors
        let parts = floors.enumerated().map { floor, steps in
            part(floor, steps, options, sql)
        }
        let last = "\(ScoreProgram.prefix)\(floors.count - 1)"
        let kept = options.keep.map { "t." + options.dialect.identifier($0) }
        let columns = kept.isEmpty ? "t.*" : (kept + ["t." + ScoreProgram.result]).joined(separator: ", ")
        return "WITH\n" + parts.joined(separator: ",\n") + "\nSELECT \(columns)\nFROM \(last) AS t"
    }

    /// A floor of steps, which passes on what it read.
    private func part(_ floor: Int, _ steps: [ScoreProgram.Step], _ options: ExportOptions, _ sql: SQLText) -> String {
        let source =
            floor == 0 ? SQLExport.tableName(options.table, options.dialect) : "\(ScoreProgram.prefix)\(floor - 1)"
        let made = steps.map { "\(sql.text($0.expression)) AS \($0.name)" }
        let columns = (["t.*"] + made).joined(separator: ",\n    ")
        let dialect = options.dialect
        return
            "\(ScoreProgram.prefix)\(floor) AS \(dialect.fenceBefore)(\n  SELECT\n    \(columns)\n  FROM \(source) AS t"
            + "\(dialect.fenceAfter))"
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
            if input.name.lowercased() == result || input.name.lowercased().hasPrefix(ScoreProgram.prefix) {
                throw ExportError("a predictor is called \"\(input.name)\", as the query calls a column of its own")
            }
        }
        let texts = program.inputs.map(\.name) + options.keep + [options.table] + program.levels
        if let text = texts.first(where: { $0.isEmpty || $0.unicodeScalars.contains("\0") }) {
            throw ExportError(
                text.isEmpty
                    ? "\(options.dialect.name) has no name or text that is empty"
                    : "the text \"\(text.replacing("\0", with: "\\0"))\" holds a zero byte, which SQL cannot")
        }
    }

    private static var result: String { ScoreProgram.result }
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
