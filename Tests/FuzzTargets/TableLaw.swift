import Bellwether
import SignalSources

/// The reader of tables against a reading by the letter of RFC 4180.
enum TableLaw {
    static func finding(_ bytes: [UInt8]) -> String? {
        guard let source = try? TableSource(bytes: bytes, name: "t.csv"), source.delimiter == "," else { return nil }
        let whole = read(source)
        if let fault = difference(whole, parted(bytes, columns: source.columnNames.count)) { return fault }
        guard let frame = whole else { return nil }
        // Lines with nothing on them are passed over.
        guard let table = Reference.rows(bytes)?.filter({ !$0.isEmpty }), !table.isEmpty else {
            return "read, but is no RFC 4180"
        }
        let names = table[0].map(\.text)
        guard frame.names == names else { return "columns \(frame.names), expected \(names)" }
        let rows = table.dropFirst()
        guard frame.rowCount == rows.count else { return "\(frame.rowCount) rows, expected \(rows.count)" }
        for (column, values) in frame.columns.map(\.values).enumerated() {
            for (row, cells) in rows.enumerated() where Array((values.text(at: row) ?? "").utf8) != told(cells[column])
            {
                return
                    "row \(row) column \(column): \(values.text(at: row) ?? "missing"), expected \(cells[column].text)"
            }
        }
        return nil
    }

    /// A cell of blanks is a missing value.
    private static func told(_ cell: [UInt8]) -> [UInt8] { cell.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? [] : cell }

    private static func read(_ source: TableSource) -> Frame? {
        let types = Dictionary(source.columnNames.map { ($0, TableColumnType.category) }, uniquingKeysWith: { $1 })
        return try? source.read(TableOptions(types: types, threads: 1)).frame
    }

    /// The same file in three stretches, wherever they are cut.
    private static func parted(_ bytes: [UInt8], columns: Int) -> CSVRows? {
        let file = try? CSVFile(InputBytes(bytes, path: "t.csv"))
        return try? file?.read(
            Array(repeating: CellRequest(.text), count: columns), CSVReading(threads: 1, parts: 3))
    }

    private static func difference(_ whole: Frame?, _ parted: CSVRows?) -> String? {
        guard let whole, let parted else {
            return (whole == nil) == (parted == nil) ? nil : "read \(whole == nil ? "in parts" : "whole") alone"
        }
        guard whole.rowCount == parted.rowCount else {
            return "\(parted.rowCount) rows in parts, \(whole.rowCount) whole"
        }
        for (column, cells) in zip(whole.columns, parted.columns) {
            guard case .texts(let codes, let levels) = cells else { return "\(column.name) is no text in parts" }
            for row in codes.indices
            where column.values.text(at: row) != (codes[row] < 0 ? nil : levels[Int(codes[row])]) {
                return "row \(row) of \(column.name) differs in parts"
            }
        }
        return nil
    }

    private enum Reference {
        /// Rows of fields; nil where quotes stand where none may.
        static func rows(_ bytes: [UInt8]) -> [[[UInt8]]]? {
            var bytes = bytes[...]
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
            var rows: [[[UInt8]]] = []
            while !bytes.isEmpty {
                guard let row = row(&bytes) else { return nil }
                rows.append(row)
            }
            return rows.isEmpty ? nil : rows
        }

        private static func row(_ bytes: inout ArraySlice<UInt8>) -> [[UInt8]]? {
            var fields: [[UInt8]] = []
            if let first = bytes.first, first == 0x0A || first == 0x0D {
                bytes.removeFirst()
                if first == 0x0D, bytes.first == 0x0A { bytes.removeFirst() }
                return []
            }
            while true {
                guard let field = field(&bytes) else { return nil }
                fields.append(field)
                switch bytes.popFirst() {
                case UInt8(ascii: ","): continue
                case UInt8(ascii: "\r"):
                    if bytes.first == UInt8(ascii: "\n") { bytes.removeFirst() }
                    return fields
                default: return fields
                }
            }
        }

        private static let ends: Set<UInt8> = [0x2C, 0x0A, 0x0D]

        private static func field(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
            guard bytes.first == UInt8(ascii: "\"") else {
                let field = bytes.prefix { !ends.contains($0) }
                bytes = bytes.dropFirst(field.count)
                return field.contains(UInt8(ascii: "\"")) ? nil : Array(field)
            }
            bytes.removeFirst()
            var field: [UInt8] = []
            while let byte = bytes.popFirst() {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                guard bytes.first == UInt8(ascii: "\"") else {
                    return bytes.first.map(ends.contains) ?? true ? field : nil
                }
                field.append(bytes.removeFirst())
            }
            return nil
        }
    }
}
