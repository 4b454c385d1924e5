/// Aligned columns for a terminal, within 100 columns.
///
/// A table that is wider has its texts wrapped and its columns of detail left out (`Table.Column.detail`); a line below says
/// which, and how to see them. Sentences stand on one line each, so that they can be searched for.
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
                out += TextFormat.lines(table, isMain: table.name == results.csvTable?.name)
                previousWasTable = true
            case .verdict(let sentence):
                out += "Verdict: \(DisplayText.escaped(sentence))\n"
                previousWasTable = false
            }
        }
        return out
    }

    private static func lines(_ table: Table, isMain: Bool) -> String {
        let layout = TableLayout(table)
        guard let remark = layout.remark else { return layout.text }
        return layout.text + "(\(remark): see --format \(isMain ? CSVFormat.name : JSONFormat.name))\n"
    }
}
