import Documents

/// SQLite 3.35 and later, built with the mathematical functions (SQLITE_ENABLE_MATH_FUNCTIONS), as those of Debian and Python are.
///
/// An empty text counts as missing, since that is what `.import` makes of an empty field. Another text that is no number stops
/// the query where a number is read, as it stops the program: CAST would make 0 of it. SQLite has no other way to stop than an
/// overflow, so its message is "integer overflow".
public enum SQLiteDialect: SQLDialect {
    public static let name = "sqlite"
    public static let summary = "SQLite 3.35 and later with exp and ln; empty text is missing"
    public static let fenceBefore = "MATERIALIZED "
    /// SQLITE_MAX_COLUMN.
    public static let columnLimit = 2000
    public static let typesValues = true

    public static func number(_ value: Double) -> String { scientific(value) }

    public static func readNumber(_ column: String) -> String {
        // Compared with a number a text counts as one where it looks like one, and else differs from every number.
        "CASE WHEN \(column) IS NULL OR \(column) = '' THEN NULL "
            + "WHEN \(column) = CAST(\(column) AS NUMERIC) THEN CAST(\(column) AS REAL) "
            + "ELSE abs(-9223372036854775808 - 0 * length(\(column))) END"
    }

    /// min and max of two values are those of a row there.
    public static func held(_ value: String, within limit: Double) -> String {
        "max(\(number(-limit)), min(\(number(limit)), \(value)))"
    }

    public static func readText(_ column: String) -> String { "NULLIF(CAST(\(column) AS TEXT) COLLATE BINARY, '')" }
    public static func double(_ expression: String) -> String { "CAST(\(expression) AS REAL)" }

    public static func form(ofType name: String) -> ColumnForm? {
        switch name {
        case "text": .text
        case "integer", "real": .number
        case "null": .time(.none)
        default: nil
        }
    }

    public static func epochDay(_ column: String, _ storage: TimeStorage) -> String {
        "CAST(julianday(substr(\(column), 1, 10)) - 2440587.5 AS INTEGER)"
    }

    /// Whole seconds by strftime, which would round the decimals of a second; those are read as they stand.
    public static func microseconds(_ column: String, _ storage: TimeStorage) -> String {
        let tail = "CASE WHEN substr(\(column), -1) IN ('Z', 'z') THEN 1 ELSE 6 END"
        let zone = "CASE WHEN substr(\(column), -1) IN ('Z', 'z') THEN '' ELSE substr(\(column), -6) END"
        let decimals = "substr(substr(\(column), 21, length(\(column)) - 20 - \(tail)) || '000000', 1, 6)"
        return "(CAST(strftime('%s', substr(\(column), 1, 19) || \(zone)) AS INTEGER) * 1000000 "
            + "+ CASE WHEN substr(\(column), 20, 1) = '.' THEN CAST(\(decimals) AS INTEGER) ELSE 0 END)"
    }

    public static func isNoTime(_ text: String) -> String {
        let day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
        let clock = "\(day)[T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
        let forms = ["", ".*"].flatMap { ["\(clock)\($0)[Zz]", "\(clock)\($0)[+-][0-9][0-9]:[0-9][0-9]"] }
        let isInstant = forms.map { "\(text) GLOB '\($0)'" }.joined(separator: " OR ")
        return "NOT (COALESCE((\(text) GLOB '\(day)' AND \(epochDay(text, .text)) IS NOT NULL) "
            + "OR ((\(isInstant)) AND \(microseconds(text, .text)) IS NOT NULL), 0))"
    }

    public static func chance(_ share: Double) -> String { "abs(random() % 1000000) < \(Int(share * 1e6))" }

    public static func rowList(_ rows: [(account: String, asOf: Int)]) -> String {
        let list = JSON.array(rows.map { .array([.integer($0.asOf), .string($0.account)]) })
        return "SELECT key AS n, json_extract(value, '$[0]') AS as_of, json_extract(value, '$[1]') AS account "
            + "FROM json_each(\(text(list.text(indented: false))))"
    }
}
