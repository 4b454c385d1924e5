import Bellwether
import Foundation
import TestSupport
import Testing

/// Names and texts in SQL: what is between the quotes is what was meant, whatever it holds.
@Suite struct QuotingTests {
    /// Reads a quoted text as every dialect does: the mark doubled stands for itself; nil where the quotes end early.
    private static func inside(_ quoted: String, _ mark: Unicode.Scalar) -> String? {
        var scalars = Array(quoted.unicodeScalars)[...]
        guard scalars.popFirst() == mark, scalars.popLast() == mark else { return nil }
        var text = String.UnicodeScalarView()
        while let scalar = scalars.popFirst() {
            if scalar == mark, scalars.popFirst() != mark { return nil }
            text.append(scalar)
        }
        return String(text)
    }

    @Test func naughtyTextsAreOneToken() throws {
        for dialect in SQLDialects.all {
            for text in NaughtyStrings.all {
                let name = dialect.identifier(text)
                let mark = try #require(name.unicodeScalars.first)
                #expect(Self.inside(name, mark).map { Array($0.utf8) } == Array(text.utf8), "\(dialect.name) \(name)")
            }
        }
    }

    @Test func engineReadsThemBack() throws {
        let python = "/usr/bin/python3"
        guard FileManager.default.isExecutableFile(atPath: python) else { return }
        let script = """
            import json, sqlite3, sys
            base = sqlite3.connect(":memory:")
            print(json.dumps([[base.execute(q).fetchone()[0], base.execute(q).description[0][0]] for q in json.load(sys.stdin)]))
            """
        let texts = NaughtyStrings.all
        let queries = texts.map { "SELECT \(SQLiteDialect.text($0)) AS \(SQLiteDialect.identifier($0))" }
        let run = try ChildProcess.run(python, ["-c", script], input: JSON.strings(queries).text())
        let pairs = try JSONDecoder().decode([[String]].self, from: Data(run.output.utf8))
        #expect(pairs.count == texts.count)
        for (text, pair) in zip(texts, pairs) {
            #expect(pair.map { Array($0.utf8) } == [Array(text.utf8), Array(text.utf8)], "\(text.debugDescription)")
        }
    }
}
