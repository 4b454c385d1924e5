import Features
import Signals
import Testing

@Suite struct AnchorTests {
    @Test func oneRowPerRenewalAndLeadTime() throws {
        var book = Book(["A", "B"])
        book.renewal("2024-06-01", .churned)
        book.renewal("2024-03-01", .pending, account: 1)
        let anchors = book.history.anchors(daysBefore: [90, 30])
        #expect(anchors.map(\.asOf) == [day("2024-03-03"), day("2024-05-02"), day("2023-12-02"), day("2024-01-31")])
        #expect(anchors.map(\.leadDays) == [90, 30, 90, 30])
        let table = try featureSet("{kind: days_to_renewal}").extract(book.history, at: anchors)
        #expect(table.rows.map(\.outcome) == [.churned, .churned, .pending, .pending])
        #expect(table.frame.columns[0].values == .numbers([90, 30, 90, 30]))
    }

    @Test func theCutoffIsMidnightOfTheBusinessZone() throws {
        var book = Book()
        book.calendar = try #require(BusinessCalendar(timeZone: "Europe/Berlin"))
        book.renewal("2024-04-01", .renewed)
        let anchor = book.history.anchors(daysBefore: [1])[0]
        #expect(anchor.cutoff.description == "2024-03-30T23:00:00Z")
        // The day of 23 hours: the window of one day before the midnight after it begins 23 hours earlier.
        for time in ["2024-03-30 22:59", "2024-03-30 23:00", "2024-03-31 21:59", "2024-03-31 22:00"] {
            book.event("login", time)
        }
        #expect(try value("{kind: count, signal: login, window: 1}", book, asOf: "2024-04-01") == 2)
        #expect(try value("{kind: count, signal: login, window: 2}", book, asOf: "2024-04-01") == 3)
    }

    @Test func knownAnswersAreLeftOut() throws {
        var book = Book(["A", "B", "C", "D"])
        book.renewal("2024-06-01", .churned, decided: "2024-03-01")
        book.renewal("2024-06-01", .churned, decided: "2024-05-02", account: 1)
        book.accounts[2] = Account(id: "C", signedOn: day("2024-05-02"))
        book.renewal("2024-06-01", .renewed, account: 2)
        book.renewal("2024-06-01", .renewed, from: "2024-05-10", account: 3)
        let table = try featureSet("{kind: tenure}").extract(book.history, at: book.history.anchors(daysBefore: [30]))
        #expect(table.rows.map(\.accountID) == ["B"])
        #expect(table.leftOut.decidedBefore == 1)
        #expect(table.leftOut.notYetBegun == 2)
        #expect(table.leftOut.count == 3)
    }

    @Test func asOfTakesTheNextUndecided() throws {
        var book = Book(["next", "overdue", "lost", "none", "early", "pending"])
        book.renewal("2024-01-01", .renewed)
        book.renewal("2025-01-01", .churned)
        book.renewal("2024-06-20", .renewed, decided: "2024-07-10", account: 1)
        book.renewal("2025-06-20", .renewed, account: 1)
        book.renewal("2024-01-01", .churned, account: 2)
        book.renewal("2024-08-01", .renewed, decided: "2024-06-01", account: 4)
        book.renewal("2025-08-01", .pending, account: 4)
        book.renewal("2024-07-01", .pending, account: 5)
        let history = book.history
        let table = try featureSet("{kind: tenure}").extract(history, at: history.anchors(asOf: day("2024-07-01")))
        #expect(table.rows.map(\.accountID) == ["next", "overdue", "none", "early", "pending"])
        #expect(table.rows.map(\.leadDays) == [184, -11, nil, 396, 0])
        #expect(table.rows.map(\.outcome) == [.churned, .renewed, nil, .pending, .pending])
        #expect(table.leftOut.lostBefore == 1)
    }
}
