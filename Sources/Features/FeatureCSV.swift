import Signals
import Tables

/// Feature tables as CSV, rows at a time: byte for byte what `FeatureTable.table` is as CSV.
public struct FeatureCSV: Sendable {
    /// A column before the features: what the row is about.
    public struct Key: Sendable {
        /// The header.
        public let name: String
        /// What stands there, of a row.
        public let cell: @Sendable (FeatureRow) -> Table.Cell

        /// A column by its header and its cells.
        public init(_ name: String, _ cell: @escaping @Sendable (FeatureRow) -> Table.Cell) {
            (self.name, self.cell) = (name, cell)
        }
    }

    /// The first line, with its end.
    public let header: [UInt8]
    private let keys: [Key]

    /// - Parameter features: one a column, in order.
    /// - Parameter keys: the columns before the features.
    public init(_ features: [Feature], keys: [Key]) {
        var text = CSVText()
        for name in keys.map(\.name) + features.map(\.name) { text.append(name) }
        text.endRow()
        (header, self.keys) = (text.bytes, keys)
    }

    /// The rows of a table as CSV, in the table's order.
    public func rows(_ table: FeatureTable) -> [UInt8] {
        var text = CSVText(reserving: table.rows.count * (40 + 10 * table.features.count))
        let columns = table.frame.columns.map { CSVColumn($0.values) }
        for (index, row) in table.rows.enumerated() {
            for key in keys { text.append(key.cell(row)) }
            for column in columns { column.append(index, to: &text) }
            text.endRow()
        }
        return text.bytes
    }
}

/// A column on its way into a CSV text: levels are quoted once, not row by row.
private enum CSVColumn {
    case numbers([Double])
    case levels(codes: [Int32], texts: [[UInt8]])

    init(_ values: FrameValues) {
        switch values {
        case .numbers(let numbers): self = .numbers(numbers)
        case .categories(let levels):
            self = .levels(codes: levels.codes, texts: levels.levels.map(CSVText.prepared))
        }
    }

    func append(_ row: Int, to text: inout CSVText) {
        switch self {
        case .numbers(let numbers): text.append(numbers[row])
        case .levels(let codes, let texts):
            codes[row] < 0 ? text.appendMissing() : text.append(prepared: texts[Int(codes[row])])
        }
    }
}
