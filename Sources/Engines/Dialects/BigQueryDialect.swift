import Documents

/// BigQuery, standard SQL. Generated and checked for syntax, never run by us.
public enum BigQueryDialect: SQLDialect {
    public static let name = "bigquery"
    public static let summary = "BigQuery (not run: only the syntax is checked)"
    public static let isRun = false
    public static let columnLimit = 10_000

    public static func identifier(_ name: String) -> String {
        "`" + name.writing("\\", as: "\\\\").writing("`", as: "\\`") + "`"
    }

    /// Backslashes escape here.
    public static func text(_ text: String) -> String {
        "'" + text.writing("\\", as: "\\\\").writing("'", as: "\\'") + "'"
    }

    public static func number(_ value: Double) -> String { scientific(value) }
    public static func readNumber(_ column: String) -> String {
        "NULLIF(CAST(\(column) AS FLOAT64), CAST('NaN' AS FLOAT64))"
    }
    public static func readText(_ column: String) -> String { "CAST(\(column) AS STRING)" }
    public static func double(_ expression: String) -> String { "CAST(\(expression) AS FLOAT64)" }
    public static func integerQuotient(_ a: String, _ b: String) -> String { "DIV(\(a), \(b))" }
    public static func typeName(_ column: String) -> String { "TYPEOF(\(column))" }

    public static func form(ofType name: String) -> ColumnForm? {
        switch name {
        case "DATE": .time(.day)
        case "TIMESTAMP": .time(.instant)
        case "DATETIME": .time(.plain)
        case "STRING": .text
        default: SQLTypes.isNumber(name) ? .number : nil
        }
    }

    public static func epochDay(_ column: String, _ storage: TimeStorage) -> String {
        "UNIX_DATE(CAST(\(storage == .text ? "SUBSTR(\(column), 1, 10)" : column) AS DATE))"
    }

    public static func microseconds(_ column: String, _ storage: TimeStorage) -> String {
        "UNIX_MICROS(CAST(\(column) AS TIMESTAMP))"
    }

    public static func isNoTime(_ text: String) -> String {
        "NOT REGEXP_CONTAINS(\(text), \(self.text(timePattern)))"
    }

    public static func chance(_ share: Double) -> String { "RAND() < \(share)" }

    public static func rowList(_ rows: [(account: String, asOf: Int)]) -> String {
        func part(_ place: Int) -> String { "SPLIT(x, CHR(31))[OFFSET(\(place))]" }
        return "SELECT CAST(\(part(0)) AS INT64) AS n, CAST(\(part(1)) AS INT64) AS as_of, \(part(2)) AS account "
            + "FROM UNNEST(SPLIT(\(text(joined(rows))), CHR(30))) AS x"
    }

    public static func createTable(_ name: String, as query: String, replaces: Bool) -> [String] {
        ["CREATE \(replaces ? "OR REPLACE " : "")TABLE \(name) AS\n\(query)"]
    }
}
