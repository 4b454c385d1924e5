import Figures
import Foundation
import FoundationXML
import Tables

/// An SVG as an XML parser that is not ours sees it.
final class Drawing: NSObject, XMLParserDelegate {
    struct Text {
        let css: String
        let x: Double
        let y: Double
        let anchor: String
        var words = ""
    }

    private(set) var isWellFormed = false
    private(set) var elements: [String: Int] = [:]
    private(set) var attributes: Set<String> = []
    private(set) var classes: Set<String> = []
    private(set) var label = ""
    private(set) var width = 0.0
    private(set) var texts: [Text] = []
    private(set) var titles: [String] = []
    private var open: [String] = []

    init(_ svg: String) {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes values: [String: String]
    ) {
        elements[name, default: 0] += 1
        attributes.formUnion(values.keys)
        classes.formUnion((values["class"] ?? "").split(separator: " ").map(String.init))
        open.append(name)
        if name == "svg" { (label, width) = (values["aria-label"] ?? "", Double(values["width"] ?? "") ?? 0) }
        if name == "title" { titles.append("") }
        if name == "text" {
            texts.append(
                Text(
                    css: values["class"] ?? "", x: Double(values["x"] ?? "") ?? .nan,
                    y: Double(values["y"] ?? "") ?? .nan, anchor: values["text-anchor"] ?? "start"))
        }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if open.last == "text" { texts[texts.count - 1].words += string }
        if open.last == "title" { titles[titles.count - 1] += string }
    }
}

extension Drawing.Text {
    private var size: Double { css == "title" ? 15 : css == "subtitle" ? 13 : 12 }

    /// From where to where it reaches.
    var reach: ClosedRange<Double> {
        let width = GlyphWidths.width(words, size: size)
        let start = anchor == "end" ? x - width : anchor == "middle" ? x - width / 2 : x
        return start...(start + width)
    }
}

/// Tables made from a kind's own examples.
enum Variants {
    static func rows(_ table: Table, _ rows: [[Table.Cell]]) -> Table {
        Table(table.name, columns: table.columns, rows: rows)
    }

    /// So many rows: the example's again and again, with numbers moved, and names of their own where `named`.
    static func many(_ table: Table, _ count: Int, _ columns: [FigureColumn], named: Bool) -> Table {
        var draw = SeededGenerator(seed: 7)
        let kinds = table.columns.map { column in columns.first { $0.name == column.name }?.kind ?? .text }
        let rows = (0..<count).map { row in
            zip(table.rows[row % table.rows.count], kinds).map { cell, kind in
                cell.varied(row, kind, Double.random(in: 0.5...1.5, using: &draw), named: named)
            }
        }
        return Variants.rows(table, rows)
    }

    /// Every text of the example replaced by what `text` makes of it.
    static func retold(_ table: Table, _ columns: [FigureColumn], _ text: (String) -> String) -> Table {
        let isFree = table.columns.map { column in
            columns.first { $0.name == column.name }.map { $0.kind == .text && $0.name != "mark" && $0.name != "kind" }
                ?? true
        }
        return rows(
            table,
            table.rows.map { row in
                zip(row, isFree).map { cell, isFree in
                    if isFree, case .text(let words) = cell { .text(text(words)) } else { cell }
                }
            })
    }

    /// Every number replaced.
    static func renumbered(_ table: Table, _ value: Table.Cell) -> Table {
        rows(table, table.rows.map { row in row.map { $0.isNumeric ? value : $0 } })
    }
}

extension Table.Cell {
    fileprivate func varied(_ row: Int, _ kind: FigureColumn.Kind, _ factor: Double, named: Bool) -> Table.Cell {
        switch (self, kind) {
        case (.number(let value), _): .number(value * factor)
        case (.integer(let value), _): .integer(value + row % 97)
        case (.text(let text), .text): named ? .text("\(text) \(row)") : self
        case (.text, .day): .text((Day("2020-01-01")! + row % 2000).description)
        case (.text, .month): .text(String(Day("2020-01-01")!.adding(months: row % 90).description.prefix(7)))
        default: self
        }
    }
}
