import Figures
import Tables

/// Pictures as parts of a page: the drawing, what to see in it, and its numbers.
struct PageFigure {
    let evidence: ReportEvidence
    let tables: PageTable

    /// Rows of the table beneath a picture; the rest is in `bellwether plot NAME --format csv`.
    private static let mostRows = 120

    /// nil where the data cannot carry the picture.
    /// - Throws: `FigureError` where a picture's table is not what its figure needs.
    func block(_ kind: any PictureKind.Type) throws(FigureError) -> PageBlock? {
        guard let figure = try kind.figure(evidence) else { return nil }
        let words = kind.picture(evidence)?.words ?? kind.summary
        let title = figure.title
        return .figure(
            .object([
                "id": .text("figure-\(kind.name)"), "title": .text(title),
                "words": .optional(PageFigure.sentence(words)),
                "svg": .markup(figure.svg(id: "svg-\(kind.name)", hasTitle: false)),
                "numbers": .list([numbers(figure.table, caption: title)]),
            ]))
    }

    private func numbers(_ table: Table, caption: String) -> PageContent {
        var members = tables.members(
            table, caption: caption, rows: 0..<min(PageFigure.mostRows, table.rows.count))
        members["count"] = .text(NumberFormat.grouped(table.rows.count))
        return .object(members)
    }

    /// First letter large but of a name, a full stop at the end.
    static func sentence(_ words: String) -> String {
        let isName = words.prefix { $0 != " " && $0 != ":" }.contains("_")
        let whole = isName ? words : words.prefix(1).uppercased() + words.dropFirst()
        return whole.hasSuffix(".") || whole.hasSuffix("?") ? whole : whole + "."
    }
}
