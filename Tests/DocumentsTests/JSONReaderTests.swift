import Documents
import Testing

struct JSONReaderTests {
    private func read(_ text: String) throws -> Node { try JSONReader.read(Array(text.utf8), file: "t.json") }

    private func message(_ text: String) -> String {
        do {
            _ = try read(text)
            return "accepted"
        } catch { return "\(error)" }
    }

    @Test func readsNestedValuesWithTheirPlaces() throws {
        let root = Field(try read("{\"a\": [1, 2.5e3],\n \"b\": {\"c\": \"x\\u00e9\\ud83d\\ude00\"}}"), file: "t.json")
        let fields = try root.fields(["a", "b"])
        #expect(try fields.required("a").list().map { try $0.number() } == [1, 2500])
        let c = try fields.required("b").fields(["c"]).required("c")
        #expect(try c.text() == "xé😀")
        #expect(c.node.position == Position(line: 2, column: 13))
        #expect(c.path == "b.c")
    }

    @Test(arguments: [
        ("{\"a\": 1, \"a\": 2}", "t.json:1:10: \"a\" stands twice (first in line 1)"),
        ("[1,]", "t.json:1:4: a comma before the closing bracket"),
        ("{} {}", "t.json:1:4: found '{' after the end of the document"),
        ("[01]", "t.json:1:2: expected a JSON value, found \"01\""),
        ("[NaN]", "t.json:1:2: expected a JSON value, found \"NaN\""),
        ("[1.]", "t.json:1:2: expected a JSON value, found \"1.\""),
        ("{\"a\" 1}", "t.json:1:6: expected ':', found '1'"),
        ("\"abc", "t.json:1:1: the text that opens here is never closed"),
        ("\"\\ud800\"", "t.json:1:8: a lone surrogate"),
        ("// x\n1", "t.json:1:1: expected a JSON value, found \"//\""),
        ("", "t.json:1:1: expected a JSON value, found the end of the file"),
        ("[\u{1}]", "t.json:1:2: expected a JSON value, found byte 0x1"),
    ])
    func refusesWhatIsNotStrictJSON(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test(arguments: [
        ("\"\\ud800\\u0041\"", "a lone surrogate"), ("\"\\u12", "\\u needs four digits"),
        ("\"\\u12g4\"", "\\u needs four digits"),
    ])
    func refusesBrokenEscapes(text: String, expected: String) { #expect(message(text).contains(expected)) }

    @Test func refusesWhatIsTooLarge() {
        let many = "[" + String(repeating: "0,", count: DocumentLimits.nodes) + "0]"
        #expect(message(many).contains("more than 2000000 values"))
        #expect(message(String(repeating: " ", count: DocumentLimits.bytes + 1)).contains("larger than 64 MiB"))
    }

    @Test func valuesOfAnotherKindAreNamed() throws {
        let list = Field(try read("[1]"), file: "t.json")
        #expect(throws: DocumentError.self) { try list.text() }
        let number = Field(try read("1"), file: "t.json")
        #expect(throws: DocumentError.self) { try number.list() }
    }

    @Test func refusesDeepNestingWithoutCrashing() {
        #expect(message(String(repeating: "[", count: 100_000)).contains("nested deeper than 64"))
    }

    @Test func everyPrefixOfADocumentIsRefused() {
        let text = "{\"a\": [1, {\"b\": \"x\"}], \"c\": null}"
        for count in 0..<text.utf8.count { #expect(message(String(text.prefix(count))) != "accepted") }
    }

    @Test func refusesBadUTF8() {
        #expect(throws: DocumentError.self) { try JSONReader.read([0x22, 0xFF, 0x22], file: "t.json") }
    }

    @Test func whatIsWrittenReadsBackTheSame() throws {
        for value in [0.1, -0.0, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e15, 123_456_789, 1 / 3] as [Double] {
            let text = JSON.array([.number(value)]).text()
            let back = try Field(try read(text), file: "t.json").list()[0].number()
            #expect(back.bitPattern == value.bitPattern, "\(text)")
        }
        let awkward = "q\"uo\\te\u{1}\n\t\u{2028}é"
        let back = try Field(try read(JSON.string(awkward).text()), file: "t.json").text()
        #expect(back == awkward)
    }
}
