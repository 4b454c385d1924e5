import Bellwether
import Foundation
import FuzzTargets
import TestSupport
import Testing

/// Names and texts in SQL: what is between the quotes is what was meant, whatever it holds.
@Suite struct QuotingTests {
    @Test func naughtyTextsAreOneToken() {
        for text in NaughtyStrings.all {
            let finding = FuzzTarget.quoting.finding(Array(text.utf8))
            #expect(finding == nil, "\(finding ?? "")")
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
