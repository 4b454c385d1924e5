import Bellwether

/// The reader of tables against a reading by the letter of RFC 4180.
enum TableLaw {
    static func finding(_ bytes: [UInt8]) -> String? {
        let (one, three) = (read(bytes, threads: 1), read(bytes, threads: 3))
        guard one == three else { return "one thread and three differ" }
        guard let frame = one else { return nil }
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

    private static func read(_ bytes: [UInt8], threads: Int) -> Frame? {
        guard let source = try? TableSource(bytes: bytes, name: "t.csv"), source.delimiter == "," else { return nil }
        var types: [String: TableColumnType] = [:]
        for name in source.columnNames { types[name] = .category }
        return try? source.read(TableOptions(types: types, threads: threads)).frame
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
