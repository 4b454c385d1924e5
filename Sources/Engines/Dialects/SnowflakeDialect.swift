import Documents

/// Snowflake. Generated and checked for syntax, never run by us.
public enum SnowflakeDialect: SQLDialect {
    public static let name = "snowflake"
    public static let summary = "Snowflake (not run: only the syntax is checked)"
    public static let isRun = false
    public static let distinguishesCase = true

    /// Backslashes escape here.
    public static func text(_ text: String) -> String { quoted(text.writing("\\", as: "\\\\"), by: "'") }
    public static func number(_ value: Double) -> String { "\(scientific(value))::DOUBLE" }
    public static func readNumber(_ column: String) -> String { "NULLIF(CAST(\(column) AS DOUBLE), 'NaN'::DOUBLE)" }
    public static func readText(_ column: String) -> String { "CAST(\(column) AS VARCHAR)" }
    public static func integerQuotient(_ a: String, _ b: String) -> String { "FLOOR(\(a) / \(b))" }
    public static func typeName(_ column: String) -> String { "SYSTEM$TYPEOF(\(column))" }

    public static func form(ofType name: String) -> ColumnForm? {
        switch name.prefix(while: { $0 != "(" && $0 != "[" }) {
        case "DATE": .time(.day)
        case "TIMESTAMP_TZ", "TIMESTAMP_LTZ": .time(.instant)
        case "TIMESTAMP_NTZ": .time(.plain)
        case "VARCHAR": .text
        case let name: SQLTypes.isNumber(String(name)) ? .number : nil
        }
    }

    public static func epochDay(_ column: String, _ storage: TimeStorage) -> String {
        "DATEDIFF(day, '1970-01-01'::DATE, \(storage == .text ? "TO_DATE(LEFT(\(column), 10))" : "TO_DATE(\(column))"))"
    }

    public static func microseconds(_ column: String, _ storage: TimeStorage) -> String {
        "DATE_PART(epoch_microsecond, \(storage == .text ? "TO_TIMESTAMP_TZ(\(column))" : column))"
    }

    public static func isNoTime(_ text: String) -> String {
        "NOT REGEXP_LIKE(\(text), \(self.text(timePattern)))"
    }

    public static func chance(_ share: Double) -> String {
        "UNIFORM(0::FLOAT, 1::FLOAT, RANDOM(42)) < \(share)"
    }

    public static func rowList(_ rows: [(account: String, asOf: Int)]) -> String {
        SQLTypes.splitList(
            "SELECT s.value AS x FROM TABLE(SPLIT_TO_TABLE(\(text(joined(rows))), CHR(30))) AS s", mark: "CHR(31)")
    }
}
