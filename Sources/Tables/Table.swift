import Documents

/// A result before it is text. `name` is its key in JSON; a column's `name` is its key there and its CSV header, its
/// `title` what people read.
public struct Table: Sendable, Equatable {
    /// A name, what people read above it, and how its numbers are written.
    public struct Column: Sendable, Equatable {
        public let name: String
        public let title: String
        public let format: NumberFormat

        public init(_ name: String, title: String? = nil, _ format: NumberFormat = .text) {
            self.name = name
            self.title = title ?? name.replacing("_", with: " ")
            self.format = format
        }
    }

    /// A text, a number, a whole number, or nothing.
    public enum Cell: Sendable, Equatable {
        case text(String)
        case number(Double)
        case integer(Int)
        case missing

        /// The number, or nothing.
        public static func optional(_ value: Double?) -> Cell { value.map(Cell.number) ?? .missing }
        /// The text, or nothing.
        public static func optional(_ value: String?) -> Cell { value.map(Cell.text) ?? .missing }
        /// The number, or nothing.
        public static func optional(_ value: Int?) -> Cell { value.map(Cell.integer) ?? .missing }
    }

    public let name: String
    public let columns: [Column]
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
    public var json: JSON {
        switch self {
        case .text(let value): .string(value)
        case .number(let value): .number(value)
        case .integer(let value): .integer(value)
        case .missing: .null
        }
    }

    /// Full precision, for CSV; empty where missing.
    public var exactText: String {
        switch self {
        case .text(let value): value
        case .number(let value): value.isFinite ? JSON.text(of: value) : ""
        case .integer(let value): String(value)
        case .missing: ""
        }
    }

    public var isNumeric: Bool {
        switch self {
        case .number, .integer: true
        case .text, .missing: false
        }
    }
}
