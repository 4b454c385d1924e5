/// DuckDB 1.0 and later.
public enum DuckDBDialect: SQLDialect {
    public static let name = "duckdb"
    public static let summary = "DuckDB, over its own tables, Parquet and CSV"

    public static func number(_ value: Double) -> String { scientific(value) }

    public static func readNumber(_ column: String) -> String { "NULLIF(CAST(\(column) AS DOUBLE), 'NaN'::DOUBLE)" }
    public static func readText(_ column: String) -> String { "CAST(\(column) AS VARCHAR)" }
    public static func integerQuotient(_ a: String, _ b: String) -> String { "(\(a) // \(b))" }

    public static func form(ofType name: String) -> ColumnForm? {
        switch name {
        case "DATE": .time(.day)
        case "TIMESTAMP WITH TIME ZONE": .time(.instant)
        case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS": .time(.plain)
        case "VARCHAR": .text
        case "\"NULL\"": .time(.none)
        default: SQLTypes.isNumber(name) ? .number : nil
        }
    }

    public static func epochDay(_ column: String, _ storage: TimeStorage) -> String {
        let day = storage == .text ? "TRY_CAST(\(column)[1:10] AS DATE)" : "CAST(\(column) AS DATE)"
        return "CAST(\(day) - DATE '1970-01-01' AS BIGINT)"
    }

    public static func microseconds(_ column: String, _ storage: TimeStorage) -> String {
        switch storage {
        // An offset is written +hh:mm there, or +hh.
        case .text:
            "epoch_us(TRY_CAST(regexp_replace(\(column), '([+-][0-9]{2})([0-9]{2})$', '\\1:\\2') AS TIMESTAMPTZ))"
        case .instant: "epoch_us(CAST(\(column) AS TIMESTAMPTZ))"
        case .plain, .day, .none: "epoch_us(CAST(\(column) AS TIMESTAMP))"
        }
    }

    public static func isNoTime(_ text: String) -> String {
        "(NOT regexp_matches(\(text), '\(timePattern)') OR \(epochDay(text, .text)) IS NULL "
            + "OR (length(\(text)) > 10 AND \(microseconds(text, .text)) IS NULL))"
    }

    public static func rowList(_ rows: [(account: String, asOf: Int)]) -> String {
        SQLTypes.splitList("SELECT unnest(string_split(\(text(joined(rows))), chr(30))) AS x", mark: "chr(31)")
    }

    public static func createTable(_ name: String, as query: String, replaces: Bool) -> [String] {
        ["CREATE \(replaces ? "OR REPLACE " : "")TABLE \(name) AS\n\(query)"]
    }
}

/// What several dialects share.
enum SQLTypes {
    private static let numbers = [
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT",
        "DOUBLE", "REAL", "DOUBLE PRECISION", "NUMERIC", "INT", "INT64", "FLOAT64", "NUMBER", "BOOLEAN",
    ]

    /// Whether a type's name is that of numbers, whatever its case and its digits in brackets.
    static func isNumber(_ name: String) -> Bool {
        let name = name.uppercased()
        return numbers.contains(name) || name.hasPrefix("DECIMAL") || name.hasPrefix("NUMERIC(")
    }

    /// The rows of `SQLDialect.joined` from a query that gives each as x, by split_part.
    static func splitList(_ query: String, mark: String) -> String {
        func part(_ place: Int) -> String { "split_part(x, \(mark), \(place))" }
        return "SELECT CAST(\(part(1)) AS BIGINT) AS n, CAST(\(part(2)) AS BIGINT) AS as_of, \(part(3)) AS account "
            + "FROM (\(query)) q"
    }
}
