import Documents
import Testing

struct YAMLReaderTests {
    private func root(_ text: String) throws -> Field { try Field.yaml(Array(text.utf8), file: "s.yaml") }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "accepted"
        } catch { return "\(error)" }
    }

    @Test func scalarsMeanWhatIsAskedOfThem() throws {
        let fields = try root("a: no\nb: 012\nc: '0.3'\nd: 1e3\ne: 12:30:00\nf: true").fields([
            "a", "b", "c", "d", "e", "f",
        ])
        #expect(try fields.required("a").text() == "no")
        #expect(try fields.required("b").text() == "012")
        #expect(try fields.required("d").number() == 1000)
        #expect(try fields.required("e").text() == "12:30:00")
        #expect(try fields.required("f").flag())
        #expect(message { _ = try fields.required("a").flag() } == "s.yaml:1:4: a: expected true or false, found no")
        #expect(
            message { _ = try fields.required("c").number() }
                == "s.yaml:3:4: c: expected a number, found the text \"0.3\"")
    }

    @Test func unknownNamesGiveLineAndNearest() {
        let text = "threshold: 1\ntreshold: 2"
        #expect(
            message { _ = try root(text).fields(["threshold", "weight"]) }
                == "s.yaml:2:11: treshold: unknown name \"treshold\", did you mean \"threshold\"?")
    }

    @Test func duplicateKeysAreRefused() {
        #expect(message { _ = try root("a: 1\nb: 2\na: 3") } == "s.yaml:3:1: \"a\" stands twice (first in line 1)")
        #expect(
            message { _ = try root("x:\n  - a: {a: 1}\n    # a:\n\n    'a': 2\ny: 1") }
                == "s.yaml:5:5: \"a\" stands twice (first in line 2)")
        #expect(message { _ = try root("x: {a: 1, a: 3}") }.contains("stands twice in the mapping that begins here"))
    }

    /// In one order every time.
    @Test func severalDuplicateKeysAreToldInOrder() {
        let text = ["d", "b", "e", "a", "c"].map { "\($0): 1\n\($0): 2\n" }.joined()
        for _ in 0..<5 {
            #expect(
                message { _ = try root(text) }.hasSuffix(
                    #""a", "b", "c", "d", "e" stands twice in the mapping that begins here"#))
        }
    }

    /// A number and a text of the same letters are one name.
    @Test func keysOfTwoTypesAreOneName() {
        #expect(message { _ = try root("1: a\n\"1\": b\n") }.contains("\"1\" stands twice (first in line 1)"))
    }

    @Test func tooLargeIsRefused() {
        let bytes = [UInt8](repeating: 0x20, count: DocumentLimits.bytes + 1)
        #expect(message { _ = try Field.yaml(bytes, file: "s.yaml") }.contains("larger than 64 MiB"))
    }

    @Test func missingAndOutOfRange() throws {
        let fields = try root("a: 7").fields(["a", "b"])
        #expect(message { _ = try fields.required("b") } == "s.yaml:1:1: \"b\" is missing")
        #expect(
            message { _ = try fields.required("a").integer(in: 0...5) }
                == "s.yaml:1:4: a: 7 is out of range (expected 0 to 5)")
        #expect(message { _ = try fields.required("a").choice(among: ["strict"]) }.contains("unknown \"7\""))
    }

    @Test func hostileDocumentsAreRefusedInBoundedTime() {
        #expect(message { _ = try root(String(repeating: "[", count: 100_000)) }.contains("nested deeper"))
        #expect(message { _ = try root(String(repeating: "- ", count: 100_000)) }.contains("nested deeper"))
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for i in 1..<12 {
            bomb += "a\(i): &a\(i) [" + Array(repeating: "*a\(i - 1)", count: 9).joined(separator: ",") + "]\n"
        }
        #expect(message { _ = try root(bomb) }.contains("more than 100000 values"))
    }

    @Test func byteOrderMarks() throws {
        #expect(
            try Field.yaml([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8), file: "s").fields(["a"]).required("a").integer()
                == 1)
        #expect(message { _ = try Field.yaml([0xFF, 0xFE, 0x61, 0], file: "s") }.contains("UTF-16"))
        #expect(message { _ = try Field.yaml([], file: "s") }.contains("empty"))
        #expect(message { _ = try root("a: [1") }.contains("not valid YAML"))
    }
}
