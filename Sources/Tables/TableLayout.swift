/// A table as lines of a terminal, 100 columns at most.
///
/// A table that fits stands as it is. One that is too wide gets narrower step by step, so that as little as possible is lost:
/// titles are broken at blanks; texts are wrapped, the widest first, to three lines at most; columns of detail are left out, those
/// of the highest rank first; then texts may take six lines; and last columns go from the right. What is left out or cut is named
/// in `remark`. Numbers are never cut.
struct TableLayout {
    /// Terminal columns that a line may take.
    static let width = 100
    private static let gap = 2
    /// Lines of a cell that read well, and those that are still bearable.
    private static let (fewLines, mostLines) = (3, 6)
    /// A text column is wrapped no narrower than this, or than its longest cell.
    private static let (comfortable, narrowest) = (16, 8)

    private let table: Table
    private let titles: [String]
    private let cells: [[String]]
    /// Terminal columns of each column's widest cell, without its title.
    private let bodies: [Int]
    private let shown: [Int]
    private let widths: [Int]

    init(_ table: Table) {
        let titles = table.columns.map { DisplayText.escaped($0.title) }
        let cells = table.rows.indices.map { row in
            table.columns.indices.map { DisplayText.escaped(table.text(row: row, column: $0)) }
        }
        let bodies = table.columns.indices.map { column in cells.map { DisplayText.width($0[column]) }.max() ?? 0 }
        (self.table, self.titles, self.cells, self.bodies) = (table, titles, cells, bodies)
        let natural = zip(bodies, titles).map { max($0, DisplayText.width($1)) }
        let all = Array(table.columns.indices)
        guard TableLayout.total(natural) > TableLayout.width else {
            (shown, widths) = (all, natural)
            return
        }
        (shown, widths) = TableLayout.narrowed(Fit(table, titles, cells, bodies), all)
    }

    private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + gap * max(0, widths.count - 1) }

    private static func narrowed(_ fit: Fit, _ all: [Int]) -> (shown: [Int], widths: [Int]) {
        let ranks = Set(fit.table.columns.map(\.detail)).subtracting([0]).sorted(by: >)
        let choices = [all] + ranks.map { rank in all.filter { fit.table.columns[$0].detail < rank } }
        for shown in choices {
            if let widths = fit.widths(shown, least: comfortable), fit.lines(shown, widths) <= fewLines {
                return (shown, widths)
            }
        }
        let kept = choices[choices.count - 1]
        for count in stride(from: kept.count, to: 1, by: -1) {
            let shown = Array(kept.prefix(count))
            for least in [comfortable, narrowest] {
                if let widths = fit.widths(shown, least: least) { return (shown, widths) }
            }
        }
        return (Array(kept.prefix(1)), [min(width, fit.bodies[kept[0]])])
    }

    /// The lines, each ended.
    var text: String {
        let header = shown.enumerated().map { WrappedText.lines(titles[$1], width: widths[$0], limit: .max - 1) }
        let rows = cells.map { row in
            shown.enumerated().map { WrappedText.lines(row[$1], width: widths[$0], limit: TableLayout.mostLines) }
        }
        // Titles stand on their columns: short ones begin lower.
        return block(header, fromBelow: true) + rows.map { block($0, fromBelow: false) }.joined()
    }

    /// What is not shown; nil where all is.
    var remark: String? {
        let names = table.columns.indices.filter { !shown.contains($0) }.map { titles[$0] }
        let parts = [
            names.isEmpty ? nil : "not shown for want of room: \(names.joined(separator: ", "))",
            isCut ? "\(WrappedText.ellipsis) marks a text that goes on" : nil,
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private var isCut: Bool {
        shown.enumerated().contains { place, column in
            cells.contains {
                WrappedText.lines($0[column], width: widths[place], limit: TableLayout.mostLines + 1).count
                    > TableLayout.mostLines
            }
        }
    }

    private func block(_ cells: [[String]], fromBelow: Bool) -> String {
        let height = cells.map(\.count).max() ?? 1
        return (0..<height).map { line in
            aligned(
                cells.map { cell in
                    let place = fromBelow ? line - (height - cell.count) : line
                    return cell.indices.contains(place) ? cell[place] : ""
                })
        }.joined()
    }

    private func aligned(_ cells: [String]) -> String {
        var out = ""
        for (place, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: max(0, widths[place] - DisplayText.width(cell)))
            let isRight = table.columns[shown[place]].format.isRightAligned
            out += (place > 0 ? "  " : "") + (isRight ? padding + cell : cell + padding)
        }
        while out.last == " " { out.removeLast() }
        return out + "\n"
    }

    /// Finds widths at which chosen columns fit.
    private struct Fit {
        let table: Table
        let titles: [String]
        let cells: [[String]]
        let bodies: [Int]

        init(_ table: Table, _ titles: [String], _ cells: [[String]], _ bodies: [Int]) {
            (self.table, self.titles, self.cells, self.bodies) = (table, titles, cells, bodies)
        }

        /// Widths with broken titles; texts get what is left, the narrow ones all that they want. nil where it is too little.
        func widths(_ shown: [Int], least: Int) -> [Int]? {
            let wanted = shown.map { max(bodies[$0], WrappedText.longestWord(titles[$0])) }
            let needed = zip(shown, wanted).map { column, wanted in
                table.columns[column].format == .text
                    ? min(wanted, max(least, WrappedText.longestWord(titles[column]))) : wanted
            }
            guard total(needed) <= width else { return nil }
            return Fit.shared(room: width - gap * (shown.count - 1), needed: needed, wanted: wanted)
        }

        /// Every column what it needs, and the highest level that all can be given up to what they want.
        private static func shared(room: Int, needed: [Int], wanted: [Int]) -> [Int] {
            func given(_ level: Int) -> [Int] { zip(needed, wanted).map { max($0, min($1, level)) } }
            var level = room
            while level > 0, given(level).reduce(0, +) > room { level -= 1 }
            return given(level)
        }

        /// Lines of the tallest cell.
        func lines(_ shown: [Int], _ widths: [Int]) -> Int {
            let most = cells.map { row in
                zip(shown, widths).map { column, width in
                    WrappedText.lines(row[column], width: width, limit: fewLines + 1).count
                }.max() ?? 1
            }
            return most.max() ?? 1
        }
    }
}
