import Documents

/// A result before it is text. `name` is its key in JSON; a column's `name` is its key there and its CSV header, its
/// `title` what people read.
public struct Table: Sendable, Equatable {
    /// A name, what people read above it, and how its numbers are written.
    public struct Column: Sendable, Equatable {
        /// Its key in JSON and its CSV header: the contract with programs.
        public let name: String
        /// What people read above it.
        public let title: String
        /// How people read its numbers; exports keep full precision.
        public let format: NumberFormat
        /// How soon a terminal may leave it out where the table is too wide: 0 is what people need, the highest goes first.
        /// Columns of the same rank go together, as an estimate does with its interval.
        public let detail: Int

        /// - Parameters:
        ///   - name: in the style of the other files: lower case with `_`.
        ///   - title: by default the name with blanks.
        ///   - format: by default text.
        ///   - detail: by default 0, what people need.
        public init(_ name: String, title: String? = nil, _ format: NumberFormat = .text, detail: Int = 0) {
            self.name = name
            self.title = title ?? name.replacing("_", with: " ")
            self.format = format
            self.detail = detail
        }
    }

    /// A text, a number, a whole number, numbers in order, or nothing.
    public enum Cell: Sendable, Equatable {
        /// Words; exports defuse what a spreadsheet would run.
        case text(String)
        /// A number; not finite is shown as nothing and is null in JSON.
        case number(Double)
        /// A whole number.
        case integer(Int)
        /// Numbers in order, the newest last: people see a sparkline, programs the numbers. nil is a gap.
        case series([Double?])
        /// Nothing: `-` for people, empty in CSV, null in JSON.
        case missing

        /// A series in which what is not finite is a gap.
        public static func course(_ values: [Double]) -> Cell { .series(values.map { $0.isFinite ? $0 : nil }) }
        /// The number, or nothing.
        public static func optional(_ value: Double?) -> Cell { value.map(Cell.number) ?? .missing }
        /// The text, or nothing.
        public static func optional(_ value: String?) -> Cell { value.map(Cell.text) ?? .missing }
        /// The number, or nothing.
        public static func optional(_ value: Int?) -> Cell { value.map(Cell.integer) ?? .missing }
    }

    /// Its key in JSON.
    public let name: String
    /// What stands in each place of a row.
    public let columns: [Column]
    /// Rows of one cell a column, in the order in which they are shown.
    public private(set) var rows: [[Cell]]

    /// Precondition: every row has one cell a column.
    public init(_ name: String, columns: [Column], rows: [[Cell]] = []) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a row has one cell a column")
        self.name = name
        self.columns = columns
        self.rows = rows
    }

    /// Adds a row. Precondition: one cell a column.
    public mutating func append(_ row: [Cell]) {
        precondition(row.count == columns.count, "a row has one cell a column")
        rows.append(row)
    }

    /// The cell as people read it.
    public func text(row: Int, column: Int) -> String {
        columns[column].format.text(rows[row][column])
    }

    /// One object a row, full precision.
    public var json: JSON {
        .array(rows.map { row in .object(zip(columns, row).map { JSON.Member($0.name, $1.json) }) })
    }
}

extension Table.Cell {
    /// The value for programs, full precision.
    public var json: JSON {
        switch self {
        case .text(let value): .string(value)
        case .number(let value): .number(value)
        case .integer(let value): .integer(value)
        case .series(let values): .array(values.map { $0.map(JSON.number) ?? .null })
        case .missing: .null
        }
    }

    /// Full precision, for CSV; empty where missing. A series is its numbers with blanks between, `NA` for a gap.
    public var exactText: String {
        switch self {
        case .text(let value): value
        case .number(let value): value.isFinite ? JSON.text(of: value) : ""
        case .integer(let value): String(value)
        case .series(let values): values.map { $0.map(JSON.text(of:)) ?? "NA" }.joined(separator: " ")
        case .missing: ""
        }
    }

    /// Whether it holds one number.
    public var isNumeric: Bool {
        switch self {
        case .number, .integer: true
        case .text, .series, .missing: false
        }
    }
}
