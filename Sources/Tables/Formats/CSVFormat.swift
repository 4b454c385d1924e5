import Documents

/// RFC 4180 with header, full precision, LF line ends. Text cells that a spreadsheet would run as a formula get a
/// leading apostrophe (OWASP ASVS 5.0, 1.2.10); numbers are untouched.
public struct CSVFormat: TableFormat {
    public static let name = "csv"
    public static let summary = "comma-separated values with header, full precision"
    public static let fileExtensions = ["csv"]

    public init() {}

    public func text(_ results: Results) -> String {
        guard let table = results.csvTable else { return "" }
        return CSVFormat.header(table.columns) + table.rows.map(CSVFormat.line).joined()
    }

    /// The header line.
    public static func header(_ columns: [Table.Column]) -> String {
        columns.map { quoted(defused($0.name)) }.joined(separator: ",") + "\n"
    }

    /// One line of cells, formulas defused.
    public static func line(_ cells: [Table.Cell]) -> String {
        cells.map(text).joined(separator: ",") + "\n"
    }

    private static func text(_ cell: Table.Cell) -> String {
        switch cell {
        case .text, .series: quoted(defused(cell.exactText))
        case .number, .integer, .missing: cell.exactText
        }
    }

    /// A text that begins with = + - @ TAB CR (or their full-width forms) is read as a formula by spreadsheets.
    static func defused(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, formulaStarts.contains(first) else { return text }
        return "'" + text
    }

    private static let formulaStarts = Set("=+-@\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars)

    /// A text as a cell: in quotes where it needs them, with an apostrophe where a spreadsheet would run it.
    public static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.writing("\"", as: "\"\"") + "\""
    }
}
