import Tables

/// Small tables for documentation and laws, written as people read them.
enum FigureExample {
    /// A table of a kind from lines of fields parted by `|`, the first with column names; an empty field is missing.
    static func table(_ kind: any FigureKind.Type, _ text: String) -> Table {
        let lines = text.split(separator: "\n").map(fields)
        let columns = (lines.first ?? []).map { name in column(name, kind) }
        return Table(
            kind.name, columns: columns.map { Table.Column($0.name, $0.format) },
            rows: lines.dropFirst().map { line in zip(line, columns).map { cell($0, $1.kind) } })
    }

    private static func fields(_ line: Substring) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).map { field in
            var field = field
            while field.first == " " { field.removeFirst() }
            while field.last == " " { field.removeLast() }
            return String(field)
        }
    }

    private static func column(_ name: String, _ kind: any FigureKind.Type) -> FigureColumn {
        kind.columns.first { $0.name == name } ?? .optional(name, .text, "")
    }

    private static func cell(_ text: String, _ kind: FigureColumn.Kind) -> Table.Cell {
        if text.isEmpty { return .missing }
        switch kind {
        case .number: return .optional(Double(text))
        case .count: return .optional(Int(text))
        case .text, .day, .month: return .text(text)
        }
    }
}
