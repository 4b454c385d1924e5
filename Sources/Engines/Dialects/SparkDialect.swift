import Documents

/// Spark SQL 3.3 and later, and Databricks.
public enum SparkDialect: SQLDialect {
    public static let name = "spark"
    public static let summary = "Spark SQL 3.3 and later, Databricks"

    public static func identifier(_ name: String) -> String { quoted(name, by: "`") }

    /// Backslashes escape here.
    public static func text(_ text: String) -> String {
        "'" + text.writing("\\", as: "\\\\").writing("'", as: "\\'") + "'"
    }

    public static func number(_ value: Double) -> String { scientific(value) + "D" }

    public static func readNumber(_ column: String) -> String { "NULLIF(CAST(\(column) AS DOUBLE), double('NaN'))" }
    public static func readText(_ column: String) -> String { "CAST(\(column) AS STRING)" }
}
