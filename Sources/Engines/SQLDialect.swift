/// How an engine writes what the exports need. Adding one is a file in `Dialects/` and a line in `SQLDialects`.
public protocol SQLDialect: Sendable {
    /// The word behind `--dialect`.
    static var name: String { get }
    /// Which engine and version, in a line.
    static var summary: String { get }
    /// Whether "Seats" and "seats" are two columns.
    static var distinguishesCase: Bool { get }
    /// Behind AS, before the bracket of a common table expression: keeps the engine from copying it into every place that
    /// reads it.
    static var fenceBefore: String { get }
    /// The same, at the end of the expression.
    static var fenceAfter: String { get }

    /// A name in quotes.
    static func identifier(_ name: String) -> String
    /// A text in quotes.
    static func text(_ text: String) -> String
    /// A finite number, of the type double, that the engine reads as the same bits.
    static func number(_ value: Double) -> String
    /// A column as a double, NULL where it is missing (NaN is).
    static func readNumber(_ column: String) -> String
    /// A column as text, NULL where it is missing.
    static func readText(_ column: String) -> String
}

extension SQLDialect {
    public static var distinguishesCase: Bool { false }
    public static var fenceBefore: String { "" }
    public static var fenceAfter: String { "" }

    public static func identifier(_ name: String) -> String { quoted(name, by: "\"") }
    public static func text(_ text: String) -> String { quoted(text, by: "'") }

    static func quoted(_ text: String, by mark: String) -> String {
        mark + text.replacing(mark, with: mark + mark) + mark
    }

    /// The shortest digits with an exponent, which make it a double and no decimal.
    static func scientific(_ value: Double) -> String {
        let text = value.description
        return text.contains("e") ? text : text + "e0"
    }
}
