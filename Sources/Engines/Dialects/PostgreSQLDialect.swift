/// PostgreSQL 14 and later; exported scorers run on 12 too.
///
/// Its arithmetic stops with an error where a result overflows or underflows, so columns are read within ±1e150 and numbers
/// nearer to 0 than 1e-80 as 0.
public enum PostgreSQLDialect: SQLDialect {
    public static let name = "postgres"
    public static let summary = "PostgreSQL 12 and later"
    public static let distinguishesCase = true
    public static let fenceAfter = "\nOFFSET 0"
    /// Of a result (MaxTupleAttributeNumber).
    public static let columnLimit = 1664

    public static func number(_ value: Double) -> String { "float8 '\(value.description)'" }

    public static func readNumber(_ column: String) -> String {
        let value = "CAST(\(column) AS float8)"
        // NaN is greater than all numbers there, and greatest() would make a number of NULL.
        return "CASE WHEN \(value) = float8 'NaN' THEN NULL WHEN abs(\(value)) < float8 '1e-80' THEN float8 '0' "
            + "WHEN \(value) > float8 '1e150' THEN float8 '1e150' "
            + "WHEN \(value) < float8 '-1e150' THEN float8 '-1e150' ELSE \(value) END"
    }

    public static func exactNumber(_ column: String) -> String {
        "NULLIF(CAST(\(column) AS float8), float8 'NaN')"
    }

    public static func readText(_ column: String) -> String { "CAST(\(column) AS text)" }
    public static func double(_ expression: String) -> String { "CAST(\(expression) AS float8)" }
    public static func typeName(_ column: String) -> String { "CAST(pg_typeof(\(column)) AS text)" }

    public static func form(ofType name: String) -> ColumnForm? {
        switch name {
        case "date": .time(.day)
        case "timestamp with time zone": .time(.instant)
        case "timestamp without time zone": .time(.plain)
        case "text", "character varying", "character": .text
        default: SQLTypes.isNumber(name) ? .number : nil
        }
    }

    public static func epochDay(_ column: String, _ storage: TimeStorage) -> String {
        let day = storage == .text ? "CAST(left(\(column), 10) AS date)" : "CAST(\(column) AS date)"
        return "CAST(\(day) - DATE '1970-01-01' AS bigint)"
    }

    public static func microseconds(_ column: String, _ storage: TimeStorage) -> String {
        let type = storage == .text || storage == .instant ? "timestamptz" : "timestamp"
        return "CAST(floor(extract(epoch FROM CAST(\(column) AS \(type))) * 1000000) AS bigint)"
    }

    /// Of tables that have been analysed; views have no rows of their own.
    public static func rowEstimate(of table: String) -> String? {
        "SELECT CAST(CASE WHEN relkind IN ('r', 'm') AND reltuples >= 0 THEN reltuples END AS float8) AS a0 "
            + "FROM pg_class WHERE oid = to_regclass(\(text(table)))"
    }

    public static func isNoTime(_ text: String) -> String { "\(text) !~ '\(timePattern)'" }

    public static func rowList(_ rows: [(account: String, asOf: Int)]) -> String {
        SQLTypes.splitList("SELECT unnest(string_to_array(\(text(joined(rows))), chr(30))) AS x", mark: "chr(31)")
    }
}
