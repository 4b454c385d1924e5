import Foundation
import Scoring
import Signals
import Tables
import Testing

@Suite struct AccountPageTests {
    private static func accounts(_ history: SignalHistory, notes: String) -> [Account] {
        history.accounts.map { account in
            guard account.id == "now" else { return account }
            return Account(
                id: account.id, name: "Onyx Clinics", signedOn: account.signedOn, primaryContact: "Julia Santos",
                csm: "Noah Kim", notes: notes)
        }
    }

    private static func column(_ table: Table, _ name: String) -> [Double] {
        let place = table.columns.firstIndex { $0.name == name }!
        return table.rows.map { row in
            if case .number(let value) = row[place] { value } else { .nan }
        }
    }

    /// What is shown adds up to what is shown, however many signals are named.
    @Test(arguments: [1, 2, 8])
    func theShownTableAddsUp(top: Int) throws {
        for logins in 0...20 {
            let page = try ExplainBase(logins: logins).page()
            let table = try #require(page.results(top: top).tables.first { $0.name == "reasons" })
            let logOdds = Self.column(table, "log_odds").map { Int(($0 * 100).rounded()) }
            #expect(logOdds.dropLast().reduce(0, +) == logOdds.last)
            let points = Self.column(table, "points").map { Int(($0 * 1000).rounded()) }
            #expect(points.dropLast().reduce(0, +) == points.last)
            #expect(table.rows.count <= top + 3)
        }
    }

    /// The parts of the health score sum to the integer that is shown.
    @Test func healthPartsAddUp() throws {
        let page = try ExplainBase().page()
        let table = try #require(page.results().tables.first { $0.name == "parts" })
        var parts: [Int] = []
        for row in table.rows { if case .integer(let part) = row[5] { parts.append(part) } }
        #expect(parts.last == page.score.health && parts.dropLast().reduce(0, +) == parts.last)
    }

    /// Notes are for people: the page shows them, and nothing else of it knows them.
    @Test func notesAreShownAndNeverAFeature() throws {
        let base = try ExplainBase()
        func text(_ notes: String) throws -> [Substring] {
            let page = try base.page(Self.accounts(base.history, notes: notes))
            return TextFormat().text(page.results()).split(separator: "\n")
        }
        let (one, other) = (try text("they will leave"), try text("they will stay"))
        let differing = zip(one, other).filter { $0 != $1 }
        #expect(one.count == other.count && differing.count == 1)
        #expect(differing.first?.0.contains("they will leave") == true)
    }

    @Test func theChangeIsToldWhereThereWasARow() throws {
        let base = try ExplainBase()
        let since = try #require(try base.page(since: ExplainBase.day - 80).change)
        let sum = since.logit.terms.reduce(0) { $0 + $1.change }
        #expect(abs(sum - since.logit.change) < 1e-10 && since.score != nil)
        #expect(try base.page(since: ExplainBase.day - 2000).change == nil)
    }

    @Test func golden() throws {
        let base = try ExplainBase()
        let page = try base.page(
            Self.accounts(base.history, notes: "asked twice about the price"), since: ExplainBase.day - 70)
        let text = TextFormat().text(page.results())
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden/explain.table")
        // `GOLDEN=write make test` writes the file anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
