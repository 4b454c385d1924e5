/// SQLite 3.35 and later, built with the mathematical functions (SQLITE_ENABLE_MATH_FUNCTIONS), as those of Debian and Python are.
///
/// An empty text counts as missing, since that is what `.import` makes of an empty field.
public enum SQLiteDialect: SQLDialect {
    public static let name = "sqlite"
    public static let summary = "SQLite 3.35 and later with exp and ln; empty text is missing"
    public static let fenceBefore = "MATERIALIZED "

    public static func number(_ value: Double) -> String { scientific(value) }

    public static func readNumber(_ column: String) -> String { "CAST(NULLIF(\(column), '') AS REAL)" }
    public static func readText(_ column: String) -> String { "NULLIF(CAST(\(column) AS TEXT) COLLATE BINARY, '')" }
}
