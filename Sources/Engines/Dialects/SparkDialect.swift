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
    public static func integerQuotient(_ a: String, _ b: String) -> String { "(\(a) div \(b))" }

    public static func form(ofType name: String) -> ColumnForm? {
        switch name {
        case "date": .time(.day)
        case "timestamp": .time(.instant)
        case "timestamp_ntz": .time(.plain)
        case "string": .text
        case "void": .time(.none)
        default: SQLTypes.isNumber(name) ? .number : nil
        }
    }

    public static func epochDay(_ column: String, _ storage: TimeStorage) -> String {
        let day = storage == .text ? "substring(\(column), 1, 10)" : column
        return "CAST(datediff(CAST(\(day) AS DATE), DATE '1970-01-01') AS BIGINT)"
    }

    public static func microseconds(_ column: String, _ storage: TimeStorage) -> String {
        switch storage {
        // A zone without a name is the session's: say which.
        case .plain: "unix_micros(CAST(concat(CAST(\(column) AS STRING), 'Z') AS TIMESTAMP))"
        default: "unix_micros(CAST(\(column) AS TIMESTAMP))"
        }
    }

    public static func isNoTime(_ text: String) -> String { "NOT (\(text) rlike \(self.text(timePattern)))" }

    public static func chance(_ share: Double) -> String { "rand(42) < \(share)" }

    public static func rowList(_ rows: [(account: String, asOf: Int)]) -> String {
        SQLTypes.splitList("SELECT explode(split(\(text(joined(rows))), char(30))) AS x", mark: "char(31)")
    }
}
