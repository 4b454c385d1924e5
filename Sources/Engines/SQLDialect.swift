import Documents

/// How an engine writes what exports and push-down need. Adding one is a file in `Dialects/` and a line in `SQLDialects`.
public protocol SQLDialect: Sendable {
    /// The word behind `--dialect`.
    static var name: String { get }
    /// Which engine and version, in a line.
    static var summary: String { get }
    /// Whether our tests run it. Of the others only the syntax is checked (`Tools/dialect-lint`).
    static var isRun: Bool { get }
    /// Whether "Seats" and "seats" are two columns.
    static var distinguishesCase: Bool { get }
    /// Behind AS, before the bracket of a common table expression: keeps the engine from copying it into every place that
    /// reads it.
    static var fenceBefore: String { get }
    /// The same, at the end of the expression.
    static var fenceAfter: String { get }
    /// How many columns a result may have.
    static var columnLimit: Int { get }
    /// Whether each value has a type of its own.
    static var typesValues: Bool { get }

    /// A name in quotes.
    static func identifier(_ name: String) -> String
    /// A text in quotes.
    static func text(_ text: String) -> String
    /// A finite number, of the type double, that the engine reads as the same bits.
    static func number(_ value: Double) -> String
    /// A column as a double, NULL where it is missing (NaN is). May be held within the numbers that the engine reckons with.
    static func readNumber(_ column: String) -> String
    /// A number that is not NULL, held within ±limit.
    /// - Parameters:
    ///   - value: an expression.
    ///   - limit: above 0.
    static func held(_ value: String, within limit: Double) -> String
    /// The same with all its digits.
    static func exactNumber(_ column: String) -> String
    /// A column as text, NULL where it is missing.
    static func readText(_ column: String) -> String
    /// An expression as a double.
    static func double(_ expression: String) -> String

    /// a / b of whole numbers of at least 0, rounded down.
    static func integerQuotient(_ a: String, _ b: String) -> String
    /// The name of a column's type.
    static func typeName(_ column: String) -> String
    /// What a type of this name holds; nil for what is no number, text or time.
    static func form(ofType name: String) -> ColumnForm?
    /// Whole days since 1970 of a column of days, or of a text that begins with one.
    static func epochDay(_ column: String, _ storage: TimeStorage) -> String
    /// Whole microseconds since 1970, rounded down, of a column of instants, or of a text that is one.
    static func microseconds(_ column: String, _ storage: TimeStorage) -> String
    /// A condition that holds where a text is neither a day nor an instant that `microseconds` reads.
    static func isNoTime(_ text: String) -> String
    /// A query that gives rows with the columns n (their number from 0), as_of (a whole number) and account (a text). One literal,
    /// so that a connection on which nothing may be written can be told of rows.
    static func rowList(_ rows: [(account: String, asOf: Int)]) -> String
    /// A query of one number: how many rows the engine believes a table to have, NULL where it does not know; nil where it cannot
    /// be asked without reading the table.
    /// - Parameter table: as it stands in SQL.
    static func rowEstimate(of table: String) -> String?
    /// A condition that holds for about this share of the rows, by chance.
    static func chance(_ share: Double) -> String
    /// Statements that make a table of a query's rows.
    /// - Parameters:
    ///   - name: the table, quoted.
    ///   - query: whose rows it gets.
    ///   - replaces: whether a table of that name goes; else there must be none.
    static func createTable(_ name: String, as query: String, replaces: Bool) -> [String]
}

extension SQLDialect {
    public static var isRun: Bool { true }
    public static var distinguishesCase: Bool { false }
    public static var fenceBefore: String { "" }
    public static var fenceAfter: String { "" }
    public static var columnLimit: Int { 1600 }
    public static var typesValues: Bool { false }

    public static func identifier(_ name: String) -> String { quoted(name, by: "\"") }
    public static func text(_ text: String) -> String { quoted(text, by: "'") }
    public static func exactNumber(_ column: String) -> String { readNumber(column) }

    public static func held(_ value: String, within limit: Double) -> String {
        "GREATEST(\(number(-limit)), LEAST(\(number(limit)), \(value)))"
    }

    public static func double(_ expression: String) -> String { "CAST(\(expression) AS DOUBLE)" }
    public static func integerQuotient(_ a: String, _ b: String) -> String { "(\(a) / \(b))" }
    public static func chance(_ share: Double) -> String { "random() < \(share)" }
    public static func rowEstimate(of table: String) -> String? { nil }
    public static func typeName(_ column: String) -> String { "typeof(\(column))" }

    public static func createTable(_ name: String, as query: String, replaces: Bool) -> [String] {
        (replaces ? ["DROP TABLE IF EXISTS \(name)"] : []) + ["CREATE TABLE \(name) AS\n\(query)"]
    }

    static func quoted(_ text: String, by mark: Unicode.Scalar) -> String {
        "\(mark)" + text.writing(mark, as: "\(mark)\(mark)") + "\(mark)"
    }

    /// The shortest digits with an exponent, which make it a double and no decimal.
    static func scientific(_ value: Double) -> String {
        let text = value.description
        return text.contains("e") ? text : text + "e0"
    }

    /// `n US as_of US account`, parted by RS: what no id may hold.
    static func joined(_ rows: [(account: String, asOf: Int)]) -> String {
        rows.enumerated().map { "\($0)\u{1F}\($1.asOf)\u{1F}\($1.account)" }.joined(separator: "\u{1E}")
    }

    /// ISO 8601 as `TimeParser` reads it, for engines with regular expressions; 24:00 and second 60 are not in it.
    static var timePattern: String {
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?))?$"
    }
}

/// Marks between the parts of `SQLDialect.joined`.
enum ListMark {
    static let row = "\u{1E}"
    static let part = "\u{1F}"
    static let all: [Character] = ["\u{1E}", "\u{1F}", "\u{0}"]
}
