/// DuckDB 1.0 and later.
public enum DuckDBDialect: SQLDialect {
    public static let name = "duckdb"
    public static let summary = "DuckDB, over its own tables, Parquet and CSV"

    public static func number(_ value: Double) -> String { scientific(value) }

    public static func readNumber(_ column: String) -> String { "NULLIF(CAST(\(column) AS DOUBLE), 'NaN'::DOUBLE)" }
    public static func readText(_ column: String) -> String { "CAST(\(column) AS VARCHAR)" }
}
