import Documents
import Features
import Signals
import Tables
import Testing

@Suite struct FeatureTableTests {
    private func table() throws -> FeatureTable {
        var book = Book(["A", "B", "C"])
        book.renewal("2024-06-01", .churned, from: "2023-06-01", arr: 50)
        book.renewal("2024-09-01", .pending, account: 1)
        book.fact("plan", "plus", from: "2024-01-01", account: 1)
        book.event("login", "2024-02-01", user: "u")
        let text =
            FeatureExamples.declarations
            + "features:\n  logins: {kind: count, signal: login, window: 90}\n  plan: {kind: fact, fact: plan}\n"
        let set = try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml"))
        return set.extract(
            book.history, at: book.history.anchors(daysBefore: [90]) + book.history.anchors(asOf: day("2024-07-01")))
    }

    @Test func writesKeysThenFeatures() throws {
        var results = Results()
        results.table(try table().table)
        #expect(
            CSVFormat().text(results) == """
                account_id,as_of,renewal_date,lead_days,outcome,logins,plan
                A,2024-03-03,2024-06-01,90,churned,1,
                B,2024-06-03,2024-09-01,90,pending,0,plus
                B,2024-07-01,2024-09-01,62,pending,0,plus
                C,2024-07-01,,,,0,

                """)
    }

    @Test func rowsSayWhatWasKnown() throws {
        let table = try table()
        #expect(table.rows[0].arr == 50)
        #expect(table.rows[0].tenureDays == 427)
        #expect(table.rows[0].termMonths == 12)
        #expect(table.leftOut.lostBefore == 1)
    }

    @Test func splitsByRenewalDate() throws {
        let (before, from) = try table().split(at: day("2024-07-01"))
        #expect(before.rows.map(\.accountID) == ["A"])
        #expect(from.rows.map(\.accountID) == ["B", "B", "C"])
        #expect(from.frame["plan"]?.values == .categories(Categories(["plus", "plus", nil])))
        #expect(try table().rows([3, 0]).rows.map(\.accountID) == ["C", "A"])
    }

    @Test func noRowsStillHaveColumns() throws {
        let empty = try table().rows([])
        #expect(empty.frame.names == ["logins", "plan"])
        let set = try featureSet("{kind: fact, fact: plan}")
        #expect(set.extract(Book().history, at: []).frame.columns[0].values == .categories(Categories([String?]())))
    }
}
