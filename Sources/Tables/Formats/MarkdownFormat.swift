/// GitHub-flavoured Markdown: pipes, backticks, brackets and angle brackets in data are escaped.
public struct MarkdownFormat: TableFormat {
    public static let name = "md"
    public static let summary = "Markdown tables"
    public static let fileExtensions = ["md", "markdown"]

    public init() {}

    public func text(_ results: Results) -> String {
        results.parts.map { part in
            switch part {
            case .line(let line): MarkdownFormat.escaped(line) + "\n"
            case .table(let table): MarkdownFormat.lines(of: table)
            case .verdict(let sentence): "**Verdict:** \(MarkdownFormat.escaped(sentence))\n"
            }
        }.joined(separator: "\n")
    }

    /// A table alone.
    public static func lines(of table: Table) -> String {
        let titles = table.columns.map { escaped($0.title) }
        let rule = table.columns.map { $0.format.isRightAligned ? "---:" : "---" }
        let rows = table.rows.indices.map { row in
            table.columns.indices.map { escaped(table.text(row: row, column: $0)) }
        }
        return ([titles, rule] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// A line of words outside of tables: names with underscores and options stand as they are, what would be an element does not.
    public static func prose(_ text: String) -> String {
        DisplayText.escaped(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
            ">", with: "&gt;")
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        // By scalar: with a combining mark behind it each of these is another character, but the same to a reader of Markdown.
        for scalar in DisplayText.escaped(text).unicodeScalars {
            switch scalar {
            case "|", "`", "[", "]", "*", "_", "\\", "#": out += "\\\(scalar)"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
