/// Aligned columns for a terminal, within 100 columns where the data allow it.
public struct TextFormat: TableFormat {
    public static let name = "table"
    public static let summary = "aligned columns for people"
    public static let fileExtensions = ["txt"]

    public init() {}

    public func text(_ results: Results) -> String {
        var out = ""
        var previousWasTable = false
        for part in results.parts {
            switch part {
            case .line(let line):
                if previousWasTable { out += "\n" }
                out += DisplayText.escaped(line) + "\n"
                previousWasTable = false
            case .table(let table):
                if !out.isEmpty { out += "\n" }
                out += aligned(table)
                previousWasTable = true
            case .verdict(let sentence):
                out += "Verdict: \(DisplayText.escaped(sentence))\n"
                previousWasTable = false
            }
        }
        return out
    }

    func aligned(_ table: Table) -> String {
        let cells = table.rows.indices.map { row in
            table.columns.indices.map { DisplayText.escaped(table.text(row: row, column: $0)) }
        }
        let titles = table.columns.map { DisplayText.escaped($0.title) }
        let widths = table.columns.indices.map { column in
            ([titles[column]] + cells.map { $0[column] }).map(DisplayText.width).max() ?? 0
        }
        return ([titles] + cells).map { line($0, widths: widths, columns: table.columns) }.joined()
    }

    private func line(_ cells: [String], widths: [Int], columns: [Table.Column]) -> String {
        var out = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - DisplayText.width(cell))
            out += (index > 0 ? "  " : "") + (columns[index].format.isRightAligned ? padding + cell : cell + padding)
        }
        while out.last == " " { out.removeLast() }
        return out + "\n"
    }
}
