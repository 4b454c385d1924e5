import Figures
import Foundation
import Tables
import Testing

/// Laws over every registered kind of figure: drawn from its own examples and from what those can be turned into.
struct FigureConformanceTests {
    static let names = FigureKinds.all.map { $0.name }
    private static let elements: Set<String> = ["svg", "style", "path", "text", "title"]
    private static let attributes: Set<String> = [
        "xmlns", "class", "id", "role", "aria-label", "width", "height", "viewBox", "d", "x", "y", "text-anchor",
    ]
    private static let hostile =
        "\"><script>alert('x')</script><image href=\"//e.vil\" onload='x'/>&amp;]]>\u{202E}\u{0}\u{1B}[31m\u{FFFE}名前"

    private func kind(_ name: String) throws -> any FigureKind.Type { try #require(FigureKinds.named(name)) }

    private func svg(_ kind: any FigureKind.Type, _ table: Table, _ options: FigureOptions = .init()) throws -> String {
        try kind.init().figure(table, options).svg(id: "f")
    }

    private func options(_ kind: any FigureKind.Type, width: Int = 640) -> FigureOptions {
        FigureOptions(reference: kind.reference == nil ? nil : 0.2, width: width)
    }

    /// What holds for every picture whatever it shows.
    private func check(_ svg: String, _ comment: Comment) {
        let drawing = Drawing(svg)
        #expect(drawing.isWellFormed, comment)
        let (strange, odd) = (
            Set(drawing.elements.keys).subtracting(Self.elements), drawing.attributes.subtracting(Self.attributes)
        )
        #expect(strange.isEmpty && odd.isEmpty, "\(comment): \(strange) \(odd)")
        #expect(drawing.label.hasSuffix(".") && drawing.label.count > 20, comment)
        #expect(!svg.contains("nan") && !svg.contains("inf\""), comment)
        #expect(svg.utf8.count < 200_000, "\(comment): \(svg.utf8.count) bytes")
        let beyond = drawing.texts.filter { $0.reach.lowerBound < -1 || $0.reach.upperBound > drawing.width + 1 }
        #expect(beyond.isEmpty, "\(comment): \(beyond.map(\.words))")
    }

    @Test(arguments: names)
    func isDocumented(name: String) throws {
        let kind = try kind(name)
        #expect(name == name.lowercased() && !name.contains("_"))
        #expect(!kind.title.isEmpty && !kind.summary.isEmpty && !kind.summary.hasSuffix("."))
        #expect(kind.columns.contains { $0.isRequired })
        let meanings = kind.columns.map(\.meaning)
        #expect(meanings.allSatisfy { !$0.isEmpty })
        #expect(Set(kind.columns.map(\.name)).count == kind.columns.count)
        #expect(!kind.examples.isEmpty)
        let shown = Set(kind.examples.flatMap(\.columns).map(\.name))
        #expect(kind.columns.allSatisfy { shown.contains($0.name) || !$0.isRequired }, "examples show every column")
    }

    @Test func namesAreUniqueAndFilesAreRegistered() throws {
        #expect(Set(Self.names).count == Self.names.count)
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Figures/Kinds")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            $0.replacing(".swift", with: "")
        }
        #expect(Set(files) == Set(FigureKinds.all.map { "\($0)" }))
        let formats = folder.appending(path: "../Formats")
        let written = try FileManager.default.contentsOfDirectory(atPath: formats.path).map {
            $0.replacing(".swift", with: "")
        }
        #expect(Set(written) == Set(FigureFormats.all.map { "\($0)" }))
    }

    @Test(arguments: names)
    func examplesDraw(name: String) throws {
        let kind = try kind(name)
        for table in kind.examples {
            for width in [240, 320, 640, 1600] {
                let figure = try kind.init().figure(table, options(kind, width: width))
                #expect(!figure.panels.isEmpty && figure.notice == nil)
                check(figure.svg(id: "f"), "\(name) \(width)")
                let alone = SVGFormat().text(figure)
                check(alone, "\(name) \(width) alone")
                #expect(alone.contains("<style>"))
            }
        }
    }

    /// No colour, nothing that is fetched: the fragment has classes only, and each is in the style sheet.
    @Test(arguments: names)
    func looksComeFromClassesAlone(name: String) throws {
        let kind = try kind(name)
        let svg = try svg(kind, kind.examples[0], options(kind))
        for word in ["style=", "fill=", "stroke=", "rgb(", "url(", "href", "<style"] {
            #expect(!svg.contains(word), "\(word)")
        }
        #expect(svg.firstMatch(of: /#[0-9a-fA-F]{3}/) == nil)
        let unknown = Drawing(svg).classes.filter { !FigureStyle.css.contains(".\($0)") }
        #expect(unknown.subtracting(["legend", "name", "mark"]).isEmpty, "\(unknown)")
    }

    @Test(arguments: names)
    func theExportIsTheTable(name: String) throws {
        let kind = try kind(name)
        for table in kind.examples {
            let extra = Table(
                table.name, columns: table.columns + [.init("extra")], rows: table.rows.map { $0 + [.text("kept")] })
            let figure = try kind.init().figure(extra)
            #expect(figure.table == extra)
            var results = Results()
            results.table(extra)
            #expect(DataFormat().text(figure) == CSVFormat().text(results))
            #expect(try svg(kind, extra) == svg(kind, table), "columns that a kind does not know change nothing")
        }
    }

    @Test(arguments: names)
    func theSameTableGivesTheSameBytes(name: String) throws {
        let kind = try kind(name)
        for format in FigureFormats.all {
            let texts = try (0..<3).map { _ in
                format.init().text(try kind.init().figure(kind.examples[0], options(kind)))
            }
            #expect(Set(texts).count == 1 && texts[0].hasSuffix("\n"))
        }
    }

    @Test(arguments: names)
    func theOrderOfRowsDoesNotMatterWhereItSaysNothing(name: String) throws {
        let kind = try kind(name)
        for table in kind.examples where !kind.isOrdered {
            let first = try svg(kind, table, options(kind))
            let turned = Array(table.rows[(table.rows.count / 3)...] + table.rows[..<(table.rows.count / 3)])
            #expect(try svg(kind, Variants.rows(table, table.rows.reversed()), options(kind)) == first)
            #expect(try svg(kind, Variants.rows(table, turned), options(kind)) == first)
        }
    }

    @Test(arguments: names)
    func noRowsAreAFigureToo(name: String) throws {
        let kind = try kind(name)
        let figure = try kind.init().figure(Variants.rows(kind.examples[0], []))
        #expect(figure.notice == "nothing to show: no rows" && figure.panels.isEmpty)
        check(figure.svg(id: "f"), "\(name) empty")
        #expect(figure.svg(id: "f").contains("nothing to show: no rows"))
        #expect(DataFormat().text(figure).split(separator: "\n").count == 1)
        #expect(try JSONSerialization.jsonObject(with: Data(VegaFormat().text(figure).utf8)) is [String: Any])
    }

    @Test(arguments: names)
    func oneRowDraws(name: String) throws {
        let kind = try kind(name)
        for table in kind.examples {
            for row in table.rows {
                check(try svg(kind, Variants.rows(table, [row]), options(kind)), "\(name) \(row)")
            }
        }
    }

    @Test(arguments: names)
    func constantsDraw(name: String) throws {
        let kind = try kind(name)
        for table in kind.examples {
            let same = Variants.rows(table, [[Table.Cell]](repeating: table.rows[0], count: 30))
            check(try svg(kind, same, options(kind)), "\(name) same rows")
            for value in [0, 1, -3, 1e-300, 1e80, -1e99] {
                let svg = try svg(kind, Variants.renumbered(table, .number(value)), options(kind))
                check(svg, "\(name) all \(value)")
            }
        }
    }

    @Test(arguments: names, [false, true])
    func manyRowsDraw(name: String, named: Bool) throws {
        let kind = try kind(name)
        let table = Variants.many(kind.examples[0], 100_000, kind.columns, named: named)
        let figure = try kind.init().figure(table, options(kind))
        check(figure.svg(id: "f"), "\(name) many")
        #expect(figure.table.rows.count == 100_000)
    }

    /// Rows without a number that the picture needs are not drawn, and the sentence says how many.
    @Test(arguments: names)
    func missingNumbersAreCounted(name: String) throws {
        let kind = try kind(name)
        let table = kind.examples[0]
        let needed = try #require(kind.columns.first { $0.isRequired && $0.kind.isNumeric })
        let column = try #require(table.columns.firstIndex { $0.name == needed.name })
        let drawn = try #require(table.rows.firstIndex { $0[column].isNumeric })
        for hole in [Table.Cell.missing, .number(.nan), .number(.infinity)] {
            var rows = table.rows
            rows[drawn][column] = hole
            let figure = try kind.init().figure(Variants.rows(table, rows), options(kind))
            check(figure.svg(id: "f"), "\(name) hole")
            #expect(
                figure.description.contains("1 row without the numbers it needs is not drawn"), "\(figure.description)")
        }
        let none = try kind.init().figure(Variants.renumbered(table, .missing), options(kind))
        #expect(none.panels.isEmpty && none.notice?.hasPrefix("nothing to show: ") == true)
        check(none.svg(id: "f"), "\(name) no number")
    }

    @Test(arguments: names)
    func hostileTextAddsNothing(name: String) throws {
        let kind = try kind(name)
        for table in kind.examples {
            let plain = Variants.retold(table, kind.columns) {
                "\($0) and what is as long as the other text, or longer, in words"
            }
            let bad = Variants.retold(table, kind.columns) { "\($0) \(Self.hostile)" }
            var options = options(kind)
            let first = Drawing(try svg(kind, plain, options))
            (options.title, options.subtitle, options.referenceLabel) = (Self.hostile, Self.hostile, Self.hostile)
            let figure = try kind.init().figure(bad, options)
            check(figure.svg(id: "f\"><script>"), "\(name) hostile")
            let second = Drawing(figure.svg(id: "f"))
            #expect(Set(first.elements.keys) == Set(second.elements.keys))
            #expect(first.elements["path"] == second.elements["path"])
            let unsafe = (second.texts.map(\.words) + second.titles + [second.label]).joined().unicodeScalars.filter {
                $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E || $0.value == 0xFFFE
            }
            #expect(unsafe.isEmpty)
            #expect(try JSONSerialization.jsonObject(with: Data(VegaFormat().text(figure).utf8)) is [String: Any])
        }
    }

    @Test(arguments: names)
    func wrongTablesAreRefusedByName(name: String) throws {
        let kind = try kind(name)
        let table = kind.examples[0]
        for column in kind.columns where column.isRequired {
            let mistyped = Table(
                table.name,
                columns: table.columns.map { $0.name == column.name ? .init(column.name + "x", $0.format) : $0 },
                rows: table.rows)
            let error = #expect(throws: FigureError.self) { try kind.init().figure(mistyped) }
            #expect(error?.column == column.name)
            #expect(error?.description.contains("is missing, did you mean \"\(column.name)x\"?") == true)
        }
        for column in kind.columns where column.kind != .text {
            guard let index = table.columns.firstIndex(where: { $0.name == column.name }) else { continue }
            var rows = table.rows
            rows[1][index] = .text("about \u{1B}seven")
            let error = #expect(throws: FigureError.self) { try kind.init().figure(Variants.rows(table, rows)) }
            #expect(error?.row == 1 && error?.column == column.name)
            #expect(error?.description.hasPrefix("row 2: column \"\(column.name)\" holds \"about \\x1bseven\"") == true)
        }
    }

    @Test(arguments: names)
    func golden(name: String) throws {
        let kind = try kind(name)
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
        for (index, table) in kind.examples.enumerated() {
            let figure = try kind.init().figure(table, options(kind))
            let stem = index == 0 ? name : "\(name)-\(index + 1)"
            for (ending, text) in [("svg", figure.svg(id: stem)), ("vl.json", VegaFormat().text(figure))] {
                let file = folder.appending(path: "\(stem).\(ending)")
                // `GOLDEN=write make test` writes the files anew; look at them before committing.
                if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
                    try text.write(to: file, atomically: true, encoding: .utf8)
                }
                #expect(try String(contentsOf: file, encoding: .utf8) == text)
            }
        }
    }
}
