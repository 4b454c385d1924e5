import Documents

/// CSV while it is written, cell by cell into bytes: the text that `CSVFormat` gives, for tables that are too long to be
/// cells first.
public struct CSVText: Sendable {
    /// What has been written so far, UTF-8.
    public private(set) var bytes: [UInt8] = []
    private var isRowBegun = false

    /// An empty text. Bytes are reserved, so that a table of known size is written without copies; by default none.
    public init(reserving count: Int = 0) { bytes.reserveCapacity(count) }

    /// A cell of text, quoted and defused where that is needed.
    public mutating func append(_ text: String) { append(prepared: CSVText.prepared(text)) }

    /// A number with the shortest digits that read back as the same bits; empty where it is none.
    public mutating func append(_ value: Double) {
        beginCell()
        DecimalText.append(value, to: &bytes)
    }

    /// Adds a cell with a whole number.
    public mutating func append(_ value: Int) {
        beginCell()
        DecimalText.append(value, to: &bytes)
    }

    /// Adds a cell, as the CSV format writes it.
    public mutating func append(_ cell: Table.Cell) {
        switch cell {
        case .text(let text): append(text)
        case .number(let value): append(value)
        case .integer(let value): append(value)
        case .series: append(cell.exactText)
        case .missing: appendMissing()
        }
    }

    /// Adds an empty cell.
    public mutating func appendMissing() { beginCell() }

    /// A text that `prepared` made, once for many cells.
    public mutating func append(prepared: [UInt8]) {
        beginCell()
        bytes.append(contentsOf: prepared)
    }

    /// Ends the row.
    public mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isRowBegun = false
    }

    /// The bytes of a cell of text.
    public static func prepared(_ text: String) -> [UInt8] { Array(CSVFormat.quoted(CSVFormat.defused(text)).utf8) }

    private mutating func beginCell() {
        if isRowBegun { bytes.append(UInt8(ascii: ",")) }
        isRowBegun = true
    }
}
