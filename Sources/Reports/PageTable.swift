import Tables

/// A table as HTML: numbers to the right, the first column names its row, bands as chips.
struct PageTable {
    /// By the word in a column called `band`: the chip's class.
    let chips: [String: String]

    /// Chips by rank: the lowest band is bad, the highest good, those between fair.
    init(bands: [String]) {
        chips = Dictionary(
            bands.enumerated().map { place, name in
                (name, place == 0 ? "bad" : place == bands.count - 1 ? "good" : "fair")
            }, uniquingKeysWith: { first, _ in first })
    }

    func content(_ table: Table, caption: String, limit: Int = .max) -> PageContent {
        .object(members(table, caption: caption, rows: 0..<min(limit, table.rows.count)))
    }

    /// - Parameter rows: those that are shown; the caption says so where there are more.
    func members(_ table: Table, caption: String, rows: Range<Int>) -> [String: PageContent] {
        let whole = table.rows.count
        let cut =
            rows.count < whole
            ? " (\(rows.lowerBound + 1) to \(rows.upperBound) of \(NumberFormat.grouped(whole)))" : ""
        let texts = table.columns.indices.map { column in rows.map { table.text(row: $0, column: column) } }
        let layouts = zip(table.columns, texts).map { Layout($0, $1) }
        return [
            "caption": .text(caption + cut),
            "columns": .list(
                table.columns.map { .object(["title": .text($0.title), "numeric": .flag($0.format.isRightAligned)]) }),
            "rows": .list(
                rows.indices.map { row in
                    let cells = table.columns.indices.map { column in
                        cell(texts[column][row - rows.lowerBound], layouts[column], isHead: column == 0)
                    }
                    return .object(["cells": .list(cells)])
                }),
        ]
    }

    private func cell(_ text: String, _ layout: Layout, isHead: Bool) -> PageContent {
        let (words, day) = layout == .wrapped ? PageTable.apart(text) : (text, nil)
        return .object([
            "text": .text(words), "day": .optional(day), "numeric": .flag(layout == .right),
            "short": .flag(layout == .short), "head": .flag(isHead),
            "chip": .optional(layout == .band ? chips[text] : nil),
        ])
    }

    /// Words and the day at their end, which browsers would break at a hyphen.
    private static func apart(_ text: String) -> (String, String?) {
        let day = text.suffix(10)
        return Day(day) == nil ? (text, nil) : (String(text.dropLast(10)), String(day))
    }

    /// How a column is set.
    private enum Layout {
        case right
        /// Every text fits on a line and would be ugly on two.
        case short
        case band
        case wrapped

        private static let longestShort = 15

        init(_ column: Table.Column, _ texts: [String]) {
            let isShort = texts.allSatisfy { $0.count <= Layout.longestShort }
            self =
                column.format.isRightAligned
                ? .right
                : PageTable.bandColumns.contains(column.name) ? .band : isShort ? .short : .wrapped
        }
    }

    private static let bandColumns: Set<String> = ["band", "model_band"]
}
