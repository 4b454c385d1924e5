import Foundation
import SignalSources
import Tables
import Testing

@Suite struct TableSourceTests {
    @Test func typesAreInferredFromAllRowsNotFromASample() throws {
        let numbers = (0..<3000).map { "\($0),\($0)\n" }.joined()
        let frame = try frame("a,b\n" + numbers + "x,\n")
        guard case .categories(let a) = frame["a"]?.values, case .numbers(let b) = frame["b"]?.values else {
            Issue.record("types")
            return
        }
        #expect(a.level(at: 3000) == "x" && a.level(at: 17) == "17")
        #expect(b[2999] == 2999 && b[3000].isNaN)
    }

    @Test(arguments: [("SQLite format 3\0", "an SQLite database"), ("PAR1\u{15}\0", "a Parquet file")])
    func otherFormatsAreNamed(head: String, words: String) {
        #expect(tableError(head + "\nid,x\n")?.contains("this is \(words), not CSV") == true)
    }

    /// A quoted field may be as long as a plain one: 1 MiB.
    @Test func aQuotedFieldThatIsTooLongIsRefused() throws {
        let fields = [1_000_000, 1_100_000].map { "id,x\n\"" + String(repeating: "a", count: $0) + "\",1\n" }
        #expect(tableError(fields[0]) == nil)
        #expect(tableError(fields[1])?.hasPrefix("t.csv:2:") == true)
    }

    @Test func typesMayBeFixedAndColumnsIgnored() throws {
        let frame = try frame("id,x,y\n1,2,3\n", TableOptions(types: ["id": .category], ignored: ["y"]))
        #expect(frame.names == ["id", "x"])
        #expect(frame["id"]?.values == .categories(Categories(["1"])))
    }

    @Test func allMissingNamesComeAtOnceWithTheNearest() {
        let message = errorText { () throws(SourceErrors) in
            _ = try frame("tenure,charge\n1,2\n", TableOptions(types: ["tenur": .number, "zzzzzzzz": .number]))
        }
        #expect(
            message == """
                t.csv:1: column "tenur" is missing, did you mean "tenure"?
                t.csv:1: column "zzzzzzzz" is missing (known: charge, tenure)
                """)
    }

    @Test(arguments: [1, 7, 100, 5000]) func chunksAreTheTable(rows: Int) throws {
        let text = "id,x,note\n" + (0..<1000).map { "k\($0),\($0).5,\"a\n\($0)\"\n" }.joined()
        let source = try TableSource(bytes: Array(text.utf8), name: "t.csv")
        let options = TableOptions(types: ["id": .category, "x": .number])
        var chunks = try source.chunks(options, rows: rows)
        var (ids, numbers): ([String?], [Double]) = ([], [])
        while let chunk = try chunks.next() {
            #expect(chunk.firstRow == ids.count)
            guard case .categories(let id) = chunk.frame["id"]?.values, case .numbers(let x) = chunk.frame["x"]?.values
            else { break }
            ids += id.texts
            numbers += x
            #expect(chunk.frame.names == ["id", "x"])
        }
        #expect(ids == (0..<1000).map { "k\($0)" })
        #expect(numbers == (0..<1000).map { Double($0) + 0.5 })
    }

    @Test func aChunkedReadNamesTheLineOfAnError() throws {
        let text = "x\n" + (0..<1000).map { $0 == 700 ? "oops\n" : "\($0)\n" }.joined()
        let source = try TableSource(bytes: Array(text.utf8), name: "t.csv")
        var chunks = try source.chunks(TableOptions(types: ["x": .number]), rows: 10)
        let message = errorText { () throws(SourceErrors) in while try chunks.next() != nil {} }
        #expect(message?.hasPrefix("t.csv:702: x \"oops\" is not a number") == true)
    }

    @Test func filesAreReadAndFailuresAreTold() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bellwether-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "t.csv").path
        try Data("a,b\n1,x\n".utf8).write(to: URL(filePath: path))
        #expect(try TableSource(path: path).read().frame.rowCount == 1)
        func kind(_ path: String) -> SourceError.Kind? {
            do {
                _ = try InputFile.bytes(path)
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(kind(path) == nil)
        #expect(kind(folder.path) == .notFound)
        #expect(kind(path + "x") == .notFound)
        #expect(kind("/dev/zero") == .notFound)
        #expect(kind("a\0b") == .notFound)
    }
}
