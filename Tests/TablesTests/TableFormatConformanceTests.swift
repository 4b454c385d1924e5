import Documents
import Foundation
import Tables
import Testing

/// Laws over every registered format.
struct TableFormatConformanceTests {
    static let results: Results = {
        var results = Results()
        results.line("learned on 3 rows")
        results.value("auc", .members(["value": .number(0.8125), "low": .null, "high": .number(1)]))
        results.table(
            Table(
                "coefficients",
                columns: [
                    .init("name", title: "signal"), .init("estimate", .decimals(2)), .init("p", .pValue),
                    .init("n", .grouped),
                ],
                rows: [
                    [.text("login|trend <b>"), .number(-0.654321), .number(1e-9), .integer(12_345)],
                    [.text("=1+1"), .number(0.1), .number(0.05), .integer(7)],
                    [.text("名前"), .missing, .number(.nan), .missing],
                ]))
        results.verdict("ranks well")
        return results
    }()

    @Test(arguments: TableFormats.all.map { $0.name })
    func sameBytesEveryTimeEndingInNewline(name: String) throws {
        let format = try #require(TableFormats.named(name)).init()
        let text = format.text(Self.results)
        #expect(text == format.text(Self.results))
        #expect(text.hasSuffix("\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func namesAndEndingsAreUnique() {
        #expect(Set(TableFormats.all.map { $0.name }).count == TableFormats.all.count)
        let endings = TableFormats.all.flatMap { $0.fileExtensions }
        #expect(Set(endings).count == endings.count)
        #expect(TableFormats.forFile("a.b/x.JSON")?.name == "json")
        #expect(TableFormats.forFile("noending") == nil)
    }

    @Test func everyFileInFormatsIsRegistered() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/Tables/Formats")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            $0.replacing(".swift", with: "")
        }
        #expect(Set(files) == Set(TableFormats.all.map { "\($0)" }))
    }

    @Test(arguments: TableFormats.all.map { $0.name })
    func golden(name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/results.\(name)")
        let text = try #require(TableFormats.named(name)).init().text(Self.results)
        // `GOLDEN=write make test` writes the files anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
