import Modeling

/// Expressions as SQL.
struct SQLText {
    let dialect: any SQLDialect.Type

    /// Always in brackets, or one call or name: precedence is not left to the engine.
    func text(_ expression: ScoreExpression) -> String {
        switch expression {
        case .constant(let value): value < 0 ? "(\(dialect.number(value)))" : dialect.number(value)
        case .step(let name): name
        case .number(let input, let fill):
            dialect.held(
                "COALESCE(\(dialect.readNumber(column(input))), \(dialect.number(fill)))",
                within: DesignColumn.Source.numberLimit)
        case .level(let input, let values, let missing, let other): level(input, values, missing, other)
        case .sum(let parts): sum(parts[...])
        case .difference(let a, let b): "(\(text(a)) - \(text(b)))"
        case .product(let a, let b): "(\(text(a)) * \(text(b)))"
        case .quotient(let a, let b): "(\(text(a)) / \(text(b)))"
        case .exponential(let a): "exp(\(text(a)))"
        case .logarithm(let a): "ln(\(text(a)))"
        case .choice(let condition, let a, let b): "CASE WHEN \(text(condition)) THEN \(text(a)) ELSE \(text(b)) END"
        }
    }

    private func text(_ condition: ScoreCondition) -> String {
        switch condition {
        case .isMissing(let input): "\(dialect.readNumber(column(input))) IS NULL"
        case .less(let a, let b): "\(text(a)) < \(text(b))"
        case .atMost(let a, let b): "\(text(a)) <= \(text(b))"
        }
    }

    func column(_ name: String) -> String { "t." + dialect.identifier(name) }

    /// A hundred summands in one bracket: SQLite reads expressions of a depth of at most 1000.
    private func sum(_ parts: ArraySlice<ScoreExpression>) -> String {
        guard parts.count > 100 else { return "(" + parts.map(text).joined(separator: "\n      + ") + ")" }
        let rows = stride(from: parts.startIndex, to: parts.endIndex, by: 100).map {
            sum(parts[$0..<min($0 + 100, parts.endIndex)])
        }
        return "(" + rows.joined(separator: "\n      + ") + ")"
    }

    private func level(
        _ input: String, _ values: [ScoreExpression.LevelValue], _ missing: Double, _ other: Double
    ) -> String {
        let text = dialect.readText(column(input))
        let cases = values.filter { $0.value != other }.map {
            "WHEN \(dialect.text($0.level)) THEN \(dialect.number($0.value))"
        }
        let known =
            cases.isEmpty
            ? dialect.number(other)
            : "CASE \(text) \(cases.joined(separator: " ")) ELSE \(dialect.number(other)) END"
        return "CASE WHEN \(text) IS NULL THEN \(dialect.number(missing)) ELSE \(known) END"
    }
}
