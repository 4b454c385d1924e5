/// Trino and Athena. Generated and checked for syntax, never run by us.
public enum TrinoDialect: SQLDialect {
    public static let name = "trino"
    public static let summary = "Trino, Athena (not run: only the syntax is checked)"
    public static let isRun = false

    public static func number(_ value: Double) -> String { scientific(value) }
    public static func readNumber(_ column: String) -> String { "NULLIF(CAST(\(column) AS DOUBLE), nan())" }
    public static func readText(_ column: String) -> String { "CAST(\(column) AS VARCHAR)" }

    public static func form(ofType name: String) -> ColumnForm? {
        switch name {
        case "date": .time(.day)
        case let name where name.hasPrefix("timestamp") && name.hasSuffix("with time zone"): .time(.instant)
        case let name where name.hasPrefix("timestamp"): .time(.plain)
        case let name where name.hasPrefix("varchar") || name.hasPrefix("char"): .text
        default: SQLTypes.isNumber(name) ? .number : nil
        }
    }

    public static func epochDay(_ column: String, _ storage: TimeStorage) -> String {
        let day = storage == .text ? "SUBSTR(\(column), 1, 10)" : column
        return "DATE_DIFF('day', DATE '1970-01-01', CAST(\(day) AS DATE))"
    }

    public static func microseconds(_ column: String, _ storage: TimeStorage) -> String {
        let instant = storage == .text ? "FROM_ISO8601_TIMESTAMP(\(column))" : column
        return "CAST(FLOOR(TO_UNIXTIME(\(instant)) * 1000000) AS BIGINT)"
    }

    public static func isNoTime(_ text: String) -> String { "NOT REGEXP_LIKE(\(text), '\(timePattern)')" }

    public static func rowList(_ rows: [(account: String, asOf: Int)]) -> String {
        SQLTypes.splitList("SELECT x FROM UNNEST(SPLIT(\(text(joined(rows))), CHR(30))) AS u(x)", mark: "CHR(31)")
    }
}
