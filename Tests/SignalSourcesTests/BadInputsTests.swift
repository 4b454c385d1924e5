import SignalSources
import Tables
import Testing

/// Section A of the list of bad inputs: bytes and grammar. Numbers and times have suites of their own.
@Suite struct BadInputsTests {
    private let head = "account_id,ts,signal,value\n"
    private let row = "A,2024-01-01,login,1\n"

    private func bytes(_ bytes: [UInt8]) -> String? {
        errorText { () throws(SourceErrors) in _ = try TableSource(bytes: bytes, name: "t.csv").read() }
    }

    private func rowWithID(_ id: [UInt8]) -> [UInt8] { Array(head.utf8) + id + Array(",2024-01-01,login,1\n".utf8) }

    @Test func a001AByteOrderMarkIsDropped() throws {
        let frame = try frame("\u{FEFF}" + head + row + row)
        #expect(frame.names[0] == "account_id")
        #expect(frame.rowCount == 2)
    }

    @Test func a002A004A005LineEndsMayBeMixedAndTheLastMayLack() throws {
        let frame = try frame("id,name\r\n1,x\r\n2,y\n3,z")
        #expect(frame["name"]?.values == .categories(Categories(["x", "y", "z"])))
    }

    @Test func a003BareCRIsRefused() {
        #expect(tableError("id,x\r1,2\r")?.hasPrefix("t.csv:1:5: a bare CR") == true)
        #expect(tableError("id,x\n1,2\r3,4\n")?.hasPrefix("t.csv:2:4: a bare CR") == true)
    }

    @Test func a006A009WithoutAHeaderThereIsNothing() {
        #expect(tableError("")?.hasPrefix("t.csv:1: the file is empty") == true)
        #expect(tableError("\n\n")?.contains("there is no header") == true)
        #expect(tableError("   \n \n")?.contains("there is no header") == true)
    }

    @Test func a007AHeaderAloneIsATableWithoutRows() throws {
        #expect(try frame(head).rowCount == 0)
    }

    @Test func a008BlankLinesAreSkippedAndCounted() throws {
        let contents = try TableSource(bytes: Array("id,x\n\n1,2\n\r\n3,4\n\n".utf8), name: "t.csv").read()
        #expect(contents.blankLines == 3)
        #expect(contents.frame.rowCount == 2)
    }

    @Test func a010A012QuotedDelimitersAndQuotes() throws {
        let frame = try frame("id,x\n\"A,1\",1\n\"A\"\"1\",2\n")
        #expect(frame["id"]?.values == .categories(Categories(["A,1", "A\"1"])))
    }

    @Test func a011LinesAreCountedThroughAQuotedLineFeed() throws {
        let file = try csv("id,value\na,1\n\"b\nc\",x\n")
        let message = errorText { () throws(SourceErrors) in
            _ = try file.read([CellRequest(.text), CellRequest(.number)], CSVReading())
        }
        #expect(message?.hasPrefix("t.csv:4: value \"x\" is not a number") == true)
    }

    @Test func a013A014A015QuotesMustMatch() {
        #expect(
            tableError("id,x\n\"A,1\n2,3\n")?.hasPrefix("t.csv:2:1: the quote that opens here is never closed") == true)
        #expect(tableError("id,x\n\"A\"b,1\n")?.hasPrefix("t.csv:2:4: text behind the closing quote") == true)
        #expect(tableError("id,x\nA\"b,1\n")?.hasPrefix("t.csv:2:2: a quote inside a field") == true)
    }

    @Test(arguments: [("A,1\n", 2), ("A,1,2,3\n", 4), ("A,1,2,\n", 4), ("A\n", 1)])
    func a016A017A018A019EveryRecordHasTheHeadersFields(record: String, count: Int) {
        let words = count == 1 ? "1 field" : "\(count) fields"
        #expect(tableError("id,x,y\nB,1,2\n" + record) == "t.csv:3:1: \(words) (expected 3)")
    }

    @Test func a020NULIsRefused() {
        #expect(bytes(rowWithID([0x41, 0]))?.hasPrefix("t.csv:2:2: a NUL byte") == true)
    }

    @Test func a021A022A024A025OnlyUTF8IsRead() {
        #expect(bytes(rowWithID([0x41, 0xFF, 0x41]))?.hasPrefix("t.csv:2:2: not UTF-8 (byte 0xFF)") == true)
        #expect(bytes(rowWithID([0x41, 0xE9, 0x41]))?.contains("Latin-1") == true)
        #expect(bytes(rowWithID([0x41, 0xC0, 0xAF]))?.contains("overlong") == true)
        #expect(bytes(rowWithID([0x41, 0xE0, 0x80, 0xAF]))?.contains("overlong") == true)
        #expect(bytes(rowWithID([0x41, 0xED, 0xA0, 0x80]))?.contains("surrogate") == true)
        #expect(bytes(rowWithID([0xF4, 0x90, 0x80, 0x80]))?.contains("not UTF-8") == true)
        #expect(bytes(rowWithID(Array("日本é🙂".utf8))) == nil)
    }

    @Test func a023A090A091A092OtherFormatsAreNamed() {
        #expect(bytes([0xFF, 0xFE, 0x41, 0])?.contains("UTF-16") == true)
        #expect(bytes(Array("PK\u{3}\u{4}xx".utf8))?.contains("xlsx") == true)
        #expect(bytes(Array("%PDF-1.7".utf8))?.contains("PDF") == true)
        #expect(bytes(Array("\n<!DOCTYPE html><html>".utf8))?.contains("expired login") == true)
    }

    @Test func a026A027A097Limits() {
        let huge = String(repeating: "x", count: 1 << 20)
        #expect(tableError("id,x\n\(huge),1\n")?.contains("over the limit") == true)
        #expect(tableError((0..<100_000).map { "c\($0)" }.joined(separator: ","))?.contains("over the limit") == true)
        #expect(tableError(String(repeating: "x", count: 8 << 20))?.contains("over the limit") == true)
    }

    @Test func a028A030A084ColumnNamesDifferAndAreNotEmpty() {
        #expect(tableError("id,value,value\n1,2,3\n")?.hasPrefix("t.csv:1:10: column \"value\" stands twice") == true)
        #expect(tableError("id,,x\n1,2,3\n")?.contains("column 2 has no name") == true)
        #expect(tableError("id,x,\n1,2,\n")?.contains("column 3 has no name") == true)
    }

    @Test func a029NamesThatDifferInCaseAreReported() throws {
        let contents = try TableSource(bytes: Array("value,Value\n1,2\n".utf8), name: "t.csv").read()
        #expect(contents.lookAlikeNames == [["Value", "value"]])
    }

    @Test(arguments: [";", "\t"]) func a033A034TheDelimiterIsFoundInTheHeader(delimiter: String) throws {
        let frame = try frame("id\(delimiter)\"a,b\"\n1\(delimiter)2\n")
        #expect(frame.names == ["id", "a,b"])
    }

    @Test func a037A039A040ANumberColumnNeverTurnsToTextBySomethingLikeANumber() {
        for field in ["1e400", "nan", "inf", "0x1F", "\"1,234\"", "\"1,5\"", "$12", "12%", "NA", "−5"] {
            #expect(tableError("id,value\na,1\nb,\(field)\n")?.hasPrefix("t.csv:3: value ") == true, "\(field)")
        }
    }

    @Test func a049A083BlankIsMissingQuotedOrNot() throws {
        let frame = try frame("id,x\na,\nb,\"\"\nc,1\n,2\n")
        #expect(frame["x"]?.values.missingCount == 2)
        #expect(frame["id"]?.values.missingCount == 1)
    }

    @Test func a050A051NAIsTextUnlessItIsNamedAsAMarker() throws {
        #expect(try frame("country\nNA\nNA\n")["country"]?.values == .categories(Categories(["NA", "NA"])))
        let marked = try frame("x,y\nNA,NA\n1,b\n", TableOptions(missingMarkers: ["NA"]))
        #expect(marked["x"]?.values == .numbers([.nan, 1]))
        #expect(marked["y"]?.values == .categories(Categories([nil, "b"])))
    }

    @Test func a052A053A054A055A056IdsAreBytes() throws {
        let ids = ["007", "7", "1.0", "1", "\u{E9}", "e\u{301}", "a", "a ", "123456789012345678901234567890"]
        let frame = try frame("id\n" + ids.map { $0 + "\n" }.joined(), TableOptions(types: ["id": .category]))
        guard case .categories(let values) = frame["id"]?.values else { return }
        #expect(values.levels.map { Array($0.utf8) } == ids.map { Array($0.utf8) })
        #expect(values.codes == Array(0..<9))
    }

    @Test func a072A074A076A077StrangeTextsAreTexts() throws {
        let names = [
            "=1+1", "@SUM(A1)", "<script>", "\u{202E}evil", "'; DROP TABLE x", "../../etc/passwd", "\u{1B}[31m",
        ]
        let frame = try frame("name,n\n" + names.map { $0 + ",1\n" }.joined())
        #expect(frame["name"]?.values == .categories(Categories(names)))
    }

    @Test func a085A093A094A096LeftoversOfOtherTools() throws {
        #expect(tableError("id,x\n1,2\n\u{1A}")?.contains("end-of-file mark") == true)
        #expect(tableError("# made by x\nid,x\n1,2\n")?.contains("comment") == true)
        #expect(try frame("sep=;\nid;x\n1;2\n").names == ["id", "x"])
        #expect(tableError("id,x\n<<<<<<< HEAD\n1,2\n")?.contains("merge conflict") == true)
    }

    @Test func anErrorIsOneLineWhateverItShows() {
        let message = tableError("id,value\na,1\nb,\"1\n\u{1B}[31m%\"\n") ?? ""
        #expect(!message.contains("\u{1B}"))
        #expect(tableError("x\n1\n\"0x\n\"\n")?.contains("\n") != true)
    }
}
