/// PostgreSQL 12 and later.
///
/// Its arithmetic stops with an error where a result overflows or underflows, so columns are read within ±1e150 and numbers
/// nearer to 0 than 1e-80 as 0.
public enum PostgreSQLDialect: SQLDialect {
    public static let name = "postgres"
    public static let summary = "PostgreSQL 12 and later"
    public static let distinguishesCase = true
    public static let fenceAfter = "\nOFFSET 0"

    public static func number(_ value: Double) -> String { "float8 '\(value.description)'" }

    public static func readNumber(_ column: String) -> String {
        let value = "CAST(\(column) AS float8)"
        // NaN is greater than all numbers there, and greatest() would make a number of NULL.
        return "CASE WHEN \(value) = float8 'NaN' THEN NULL WHEN abs(\(value)) < float8 '1e-80' THEN float8 '0' "
            + "WHEN \(value) > float8 '1e150' THEN float8 '1e150' "
            + "WHEN \(value) < float8 '-1e150' THEN float8 '-1e150' ELSE \(value) END"
    }

    public static func readText(_ column: String) -> String { "CAST(\(column) AS text)" }
}
