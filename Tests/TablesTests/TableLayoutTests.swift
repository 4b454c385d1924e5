import Documents
import Tables
import Testing

/// A table in a terminal: 100 columns, and nothing lost without a word.
@Suite struct TableLayoutTests {
    private func text(_ table: Table) -> String {
        var results = Results()
        results.table(table)
        return TextFormat().text(results)
    }

    private func lines(_ table: Table) -> [String] { text(table).split(separator: "\n").map(String.init) }

    /// Random words, some of them wide.
    private static func word(_ generator: inout SeededGenerator, upTo length: Int) -> String {
        let letters = ["a", "b", "名", "前", "-", "_", "é", "x", "🙂", "o"]
        return (0...generator.below(length)).map { _ in letters[generator.below(letters.count)] }.joined()
    }

    private static func table(seed: UInt64) -> Table {
        var generator = SeededGenerator(seed: seed)
        let columns = (0...generator.below(14)).map { place in
            Table.Column(
                "c\(place)",
                title: (0...generator.below(3)).map { _ in word(&generator, upTo: 8) }.joined(separator: " "),
                generator.below(2) == 0 ? .text : .grouped, detail: generator.below(3))
        }
        let rows = (0...generator.below(5)).map { _ in
            columns.map { column -> Table.Cell in
                guard column.format == .text else { return .integer(generator.below(1_000_000_000)) }
                return .text((0...generator.below(12)).map { _ in word(&generator, upTo: 30) }.joined(separator: " "))
            }
        }
        return Table("t", columns: columns, rows: rows)
    }

    @Test func noTableIsWiderThanATerminal() {
        for seed in 0..<400 {
            let table = Self.table(seed: UInt64(seed))
            let wide = text(table).split(separator: "\n").filter { DisplayText.width(String($0)) > 100 }
            // The remark is a sentence.
            #expect(wide.allSatisfy { $0.hasPrefix("(") }, "seed \(seed): \(wide)")
        }
    }

    @Test func whatFitsStandsAsItIs() {
        let table = Table(
            "t", columns: [.init("account"), .init("arr", title: "ARR", .grouped, detail: 1)],
            rows: [[.text("A-1"), .integer(1_000)], [.text("名前"), .missing]])
        #expect(text(table) == "account    ARR\nA-1      1 000\n名前         -\n")
    }

    @Test func detailGoesTogetherAndIsNamed() {
        let words = String(repeating: "word ", count: 30)
        let table = Table(
            "t",
            columns: [
                .init("account"), .init("why"), .init("p", title: "P", .percent(1), detail: 1),
                .init("low", .percent(1), detail: 1), .init("notes", detail: 2),
            ],
            rows: [[.text("A-1"), .text(words), .number(0.5), .number(0.4), .text(words + words)]])
        let shown = lines(table)
        #expect(shown[0].hasPrefix("account") && shown[0].contains("low") && !shown[0].contains("notes"))
        #expect(shown.last == "(not shown for want of room: notes: see --format csv)")
        #expect(shown.dropLast().joined(separator: " ").split(separator: " ").count { $0 == "word" } == 30)
    }

    @Test func numbersAreNeverCut() {
        let columns = [Table.Column("name")] + (0..<20).map { Table.Column("n\($0)", .grouped) }
        let table = Table("t", columns: columns, rows: [[.text("all")] + (0..<20).map { .integer(1_000_000 + $0) }])
        let shown = lines(table)
        #expect(shown[1].hasPrefix("all   1 000 000  1 000 001"))
        #expect(shown.last?.contains("not shown for want of room: n") == true)
    }

    @Test func whatGoesOnIsMarked() {
        let table = Table(
            "t", columns: [.init("id"), .init("notes")],
            rows: [[.text("A-1"), .text(String(repeating: "x", count: 5_000))]])
        let shown = lines(table)
        #expect(shown.contains { $0.hasSuffix("…") })
        #expect(shown.last == "(… marks a text that goes on: see --format csv)")
    }

    @Test func aCourseIsASparklineToPeopleAndNumbersToPrograms() {
        let cell = Table.Cell.series([0, 1, nil, 7, 3.5])
        #expect(NumberFormat.text.text(cell) == "▁▂·█▅")
        #expect(cell.exactText == "0 1 NA 7 3.5")
        #expect(cell.json == .array([.number(0), .number(1), .null, .number(7), .number(3.5)]))
        #expect(Sparkline.text([2, 2]) == "▄▄" && Sparkline.text([]) == "-" && Sparkline.text([nil]) == "·")
        #expect(Sparkline.text([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == "▁█")
        let table = Table("t", columns: [.init("course")], rows: [[cell], [.series([-1, 2])]])
        var results = Results()
        results.table(table)
        #expect(CSVFormat().text(results) == "course\n0 1 NA 7 3.5\n'-1 2\n")
    }
}
