import Bellwether
import Foundation
import TestSupport
import Testing

/// More than 515 nasty texts as ids, names, notes and names of columns: they come back as they are, and nothing obeys them.
@Suite struct NaughtyStringTests {
    /// An id of blanks is refused as empty.
    private static let texts = NaughtyStrings.all.filter { !$0.allSatisfy { $0 == " " || $0 == "\t" } }

    private func folder() throws -> Scratch {
        var folder = SmallFolder()
        let ids = Self.texts.map(CSVFormat.quoted)
        folder.accounts = "account_id,name,notes\n" + ids.map { "\($0),\($0),\($0)\n" }.joined()
        folder.renewals =
            "account_id,renewal_date,outcome\n"
            + ids.enumerated().map { "\($1),2024-01-01,\($0 % 3 == 0 ? "churned" : "renewed")\n" }.joined()
        folder.events =
            SmallFolder.eventHead
            + ids.enumerated().map { "\($1),2023-11-0\(1 + $0 % 9),login,\(1 + ($0 * 7) % 11)\n" }.joined()
        return try folder.write()
    }

    private func ids(_ csv: String) throws -> [String] {
        let options = TableOptions(types: ["account_id": .category], missingMarkers: [])
        let frame = try TableSource(bytes: Array(csv.utf8), name: "t.csv").read(options).frame
        let column = try #require(frame["account_id"])
        return (0..<frame.rowCount).map { column.values.text(at: $0) ?? "" }
    }

    private func isQuiet(_ text: String) -> Bool {
        !text.unicodeScalars.contains {
            ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value)
                || (0x2066...0x2069).contains($0.value)
        }
    }

    @Test func thereAreEnoughOfThem() {
        let (count, distinct) = (Self.texts.count, Set(Self.texts.map { Array($0.utf8) }).count)
        #expect(count >= 515 && distinct == count)
    }

    @Test func idsComeBackFromEveryFormat() throws {
        let folder = try folder()
        func run(_ format: String) throws -> String {
            let run = try Program.run("features", "--data", folder.path, "--days-before", "30", "--format", format)
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }
        let csv = try ids(try run("csv"))
        #expect(csv.count == Self.texts.count)
        for (text, read) in zip(Self.texts, csv) {
            #expect(
                Array(read.utf8) == Array(text.utf8) || Array(read.utf8) == Array(("'" + text).utf8),
                "\(text.debugDescription)")
            let isFormula = "=+-@\t\r＝".contains { read.hasPrefix(String($0)) }
            #expect(!isFormula, "\(read)")
        }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(try run("json").utf8)) as? [String: Any])
        let rows = try #require(
            json.values.compactMap { $0 as? [[String: Any]] }.first { $0.count == Self.texts.count })
        for (text, row) in zip(Self.texts, rows) {
            // Foundation's reader drops a byte order mark at the head of a text; the bytes of the output have it.
            let told = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
            #expect(
                (row["account_id"] as? String).map { Array($0.utf8) } == Array(told.utf8), "\(text.debugDescription)")
        }
        let (table, markdown) = (try run("table"), try run("md"))
        #expect(isQuiet(table) && isQuiet(markdown))
        let pipes = markdown.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
        }
        #expect(pipes.count >= Self.texts.count && Set(pipes).count == 1)
        #expect(!markdown.contains("<script") && !markdown.contains("<img"))
    }

    @Test func scoresOfNaughtyAccountsComeBack() throws {
        let folder = try folder()
        let model = folder.path("m.json")
        let train = try Program.run(
            "train", "--data", folder.path, "--days-before", "30", "--terms", "linear", "-o", model)
        #expect(train.status == 0 && isQuiet(train.output) && isQuiet(train.errors), "\(train.errors)")
        let text = try String(contentsOfFile: model, encoding: .utf8)
        #expect(!text.contains("alert(1)") && !text.contains("DROP TABLE"))
        let features = folder.path("f.csv")
        #expect(try Program.run("features", "--data", folder.path, "--days-before", "30", "-o", features).status == 0)
        let score = try Program.run(
            "score", "--model", model, "--table", features, "--id", "account_id", "--format", "csv")
        #expect(score.status == 0, "\(score.errors)")
        #expect(score.output.split(separator: "\n").count >= Self.texts.count)
    }

    /// A tenth of them at a time, as the columns of a ready-made table.
    @Test(arguments: 0..<10)
    func columnsWithSuchNamesAreLearnedFromAndExported(part: Int) throws {
        let names = Self.texts.enumerated().filter { $0.offset % 10 == part }.map(\.element)
            .filter { $0.utf8.count < 200 && !$0.allSatisfy(\.isWhitespace) }
        var draws = Draws(state: UInt64(part))
        var table = (["row id", "y"] + names).map(CSVFormat.quoted).joined(separator: ",") + "\n"
        for row in 0..<400 {
            let values = names.map { _ in draws.next() }
            table += "r\(row),\(draws.next() < values[0] ? 1 : 0),\(values.map { "\($0)" }.joined(separator: ","))\n"
        }
        let scratch = try Scratch()
        let (path, model) = (try scratch.file("t.csv", table), scratch.path("m.json"))
        let train = try Program.run(
            "train", "--table", path, "--outcome", "y", "--id", "row id", "--terms", "linear", "--penalty", "ridge",
            "--lambda", "1", "-o", model)
        #expect(train.status == 0 && isQuiet(train.output), "\(train.errors)")
        let score = try Program.run("score", "--model", model, "--table", path, "--format", "csv", "-q")
        #expect(score.status == 0 && score.output.split(separator: "\n").count >= 401, "\(score.errors)")
        for format in ["sql", "json", "pmml", "onnx"] {
            let file = scratch.path("e.\(format)")
            let export = try Program.run("export", "--model", model, "--to", format, "-o", file)
            // What a format cannot hold is refused in one line.
            #expect(
                export.status == 0 || (export.status == 65 && export.errors.split(separator: "\n").count == 1),
                "\(export.errors)")
        }
        // XML has no control characters, queries and graphs have names of their own; our JSON holds everything.
        #expect(scratch.names.contains("e.json"))
    }
}
