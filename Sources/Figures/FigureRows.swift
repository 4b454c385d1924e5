import Documents
import Tables

/// The rows of a table that a figure can draw, column by column.
public struct FigureRows: Sendable {
    /// The table that was given.
    public let table: Table
    /// Rows of the table, in its order.
    let indices: [Int]
    /// How many rows lack a value in a required column.
    public let omitted: Int
    private let positions: [String: Int]

    /// - Throws: `FigureError` for a required column that is missing and for a cell of the wrong kind.
    init(_ table: Table, _ columns: [FigureColumn]) throws(FigureError) {
        var positions: [String: Int] = [:]
        for (index, column) in table.columns.enumerated() where positions[column.name] == nil {
            positions[column.name] = index
        }
        for column in columns { try FigureRows.check(column, table, positions[column.name]) }
        let needed = columns.filter { $0.isRequired && !$0.mayBeMissing }.compactMap { positions[$0.name] }
        let kinds = columns.filter { $0.isRequired && !$0.mayBeMissing }.map(\.kind)
        indices = table.rows.indices.filter { row in
            zip(needed, kinds).allSatisfy { FigureRows.isDrawable(table.rows[row][$0], $1) }
        }
        (self.table, self.positions, omitted) = (table, positions, table.rows.count - indices.count)
    }

    private init(_ rows: FigureRows, _ indices: [Int]) {
        (table, positions, omitted, self.indices) = (rows.table, rows.positions, rows.omitted, indices)
    }

    /// How many rows can be drawn.
    public var count: Int { indices.count }

    /// Whether the table has this column.
    public func has(_ name: String) -> Bool { positions[name] != nil }

    /// Some of these rows.
    func selecting(_ chosen: some Sequence<Int>) -> FigureRows { FigureRows(self, chosen.map { indices[$0] }) }

    /// The values of a column; NaN where one is missing, not finite or beyond what can be drawn, and where there is no such
    /// column.
    func numbers(_ name: String) -> [Double] {
        guard let column = positions[name] else { return [Double](repeating: .nan, count: count) }
        return indices.map { FigureRows.number(table.rows[$0][column]) }
    }

    /// nil where missing, and where there is no such column.
    func optionalTexts(_ name: String) -> [String?] {
        guard let column = positions[name] else { return [String?](repeating: nil, count: count) }
        return indices.map { FigureRows.text(table.rows[$0][column]) }
    }

    func texts(_ name: String) -> [String] { optionalTexts(name).map { $0 ?? "" } }

    /// Days since 1970-01-01.
    func days(_ name: String) -> [Double] {
        optionalTexts(name).map { $0.flatMap { Day($0) }.map { Double($0.number) } ?? .nan }
    }

    private static func number(_ cell: Table.Cell) -> Double {
        let value: Double =
            switch cell {
            case .number(let value): value
            case .integer(let value): Double(value)
            case .text, .series, .missing: .nan
            }
        return abs(value) <= Figure.Scale.bound ? value : .nan
    }

    private static func text(_ cell: Table.Cell) -> String? {
        if case .missing = cell { nil } else { cell.exactText }
    }

    private static func isDrawable(_ cell: Table.Cell, _ kind: FigureColumn.Kind) -> Bool {
        kind.isNumeric ? !number(cell).isNaN : text(cell) != nil
    }
}

extension FigureRows {
    private static func check(
        _ column: FigureColumn, _ table: Table, _ position: Int?
    ) throws(FigureError) {
        guard let position else {
            guard column.isRequired else { return }
            let known = table.columns.map(\.name)
            throw FigureError(
                column: column.name, problem: "is missing" + NearestName.hint(for: column.name, among: known))
        }
        guard let row = table.rows.firstIndex(where: { !fits($0[position], column.kind) }) else { return }
        let text = table.rows[row][position].exactText
        let found = text.count > 60 ? text.prefix(60) + "..." : text[...]
        throw FigureError(row: row, column: column.name, problem: "holds \"\(found)\" (expected \(form(column.kind)))")
    }

    private static func fits(_ cell: Table.Cell, _ kind: FigureColumn.Kind) -> Bool {
        guard case .text(let text) = cell else {
            return cell == .missing || kind.isNumeric || kind == .text
        }
        return switch kind {
        case .number, .count: false
        case .text: true
        case .day: Day(text) != nil
        case .month: Day(text + "-01") != nil
        }
    }

    private static func form(_ kind: FigureColumn.Kind) -> String {
        switch kind {
        case .text: "text"
        case .number, .count: "a number"
        case .day: "YYYY-MM-DD"
        case .month: "YYYY-MM"
        }
    }
}

/// Rows of one series.
struct FigureSeries {
    let name: String
    let style: Figure.Style
    let rows: FigureRows
}

extension FigureRows {
    /// So many series can be told apart; more are not drawn.
    static let seriesLimit = Figure.Style.seriesCount

    /// The rows parted by a text column, in an order that does not depend on theirs: what was learned first, what was set by
    /// hand second, so that each keeps its colour from picture to picture, then by name. One series without a name where there
    /// is no such column. The second value counts the series beyond the limit.
    func series(_ name: String) -> (drawn: [FigureSeries], more: Int) {
        guard has(name) else { return ([FigureSeries(name: "", style: .series(1), rows: self)], 0) }
        let names = texts(name)
        let groups = Dictionary(grouping: names.indices) { names[$0] }
        let ranked = groups.keys.map { (name: $0, rank: FigureRows.rank($0)) }.sorted { $0.rank < $1.rank }
        let ordered = ranked.prefix(FigureRows.seriesLimit).map(\.name)
        let drawn = zip(ordered, FigureRows.styles(ordered)).map { name, style in
            FigureSeries(name: name, style: style, rows: selecting(groups[name] ?? []))
        }
        return (drawn, groups.count - drawn.count)
    }

    private static func rank(_ name: String) -> (Int, NaturalOrder) {
        (isLearned(name) ? 0 : isHandSet(name) ? 1 : 2, NaturalOrder(name))
    }

    private static func isLearned(_ name: String) -> Bool { name == "model" || name.hasPrefix("learned") }
    private static func isHandSet(_ name: String) -> Bool { name.hasPrefix("hand-set") || name.hasPrefix("hand_set") }

    /// Styles 1 and 2 are kept for what was learned and what was set by hand.
    private static func styles(_ names: [String]) -> [Figure.Style] {
        let isKnown = names.contains { isLearned($0) || isHandSet($0) }
        guard isKnown else { return names.indices.map { .series($0 + 1) } }
        var next = 3
        return names.map { name in
            if name == names.first(where: isLearned) { return .series(1) }
            if name == names.first(where: isHandSet) { return .series(2) }
            next += 1
            return .series(next - 1)
        }
    }
}

/// Text order in which `p2` comes before `p10`.
package struct NaturalOrder: Comparable, Hashable {
    private let parts: [Part]

    private struct Part: Hashable {
        let text: String
        let number: Int?
    }

    package init(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let first = rest.first {
            let isDigit = first.isASCII && first.isNumber
            let run = rest.prefix { ($0.isASCII && $0.isNumber) == isDigit }
            parts.append(Part(text: String(run), number: isDigit ? Int(run) : nil))
            rest = rest.dropFirst(run.count)
        }
        self.parts = parts
    }

    package static func < (a: NaturalOrder, b: NaturalOrder) -> Bool {
        for (x, y) in zip(a.parts, b.parts) where x != y {
            if let m = x.number, let n = y.number, m != n { return m < n }
            return x.text < y.text
        }
        return a.parts.count < b.parts.count
    }
}

/// Words of descriptions.
enum FigureWords {
    static func rows(_ count: Int) -> String { "\(NumberFormat.grouped(count)) \(count == 1 ? "row" : "rows")" }

    static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(NumberFormat.grouped(count)) \(count == 1 ? one : many ?? one + "s")"
    }

    /// "; 3 more series are not drawn", or nothing.
    static func more(_ count: Int, _ what: String) -> String {
        count == 0 ? "" : "; \(NumberFormat.grouped(count)) more \(what) are not drawn"
    }
}
