import Documents
import Features
import Signals
import Testing

@Suite struct RenewalCensusTests {
    private let asOf = day("2025-01-01")

    private func census(_ book: Book, daysBefore: [Int] = [90]) -> RenewalCensus {
        RenewalCensus(book.history, asOf: asOf, daysBefore: daysBefore)
    }

    @Test func anOrdinaryBookHasNothingToTell() {
        var book = Book(["A", "B"])
        book.term(0, "2024-06-01", .renewed)
        book.term(1, "2024-07-01", .churned)
        #expect(census(book).findings.isEmpty)
        #expect(census(book).leads.map(\.rows) == [2])
    }

    @Test func undecidedEarlyAndLate() {
        var book = Book(["pending", "early", "late", "overdue", "decided later"], signedOn: "2022-01-01")
        book.term(0, "2025-03-01", .pending)
        book.term(1, "2024-06-01", .renewed, decided: "2024-02-20")
        book.term(2, "2024-06-01", .renewed, decided: "2024-06-20")
        book.term(3, "2024-12-01", .pending)
        book.term(4, "2024-12-01", .churned, decided: "2025-02-01")
        let census = census(book, daysBefore: [90, 120])
        #expect(census.pending == 3 && census.overdue == 2)
        #expect(census.decidedEarly == 1 && census.decidedLate == 1)
        #expect(census.leads.map(\.leftOut.decidedBefore) == [1, 0])
        #expect(census.leads.map(\.rows) == [4, 5])
        let warnings = census.findings.filter { $0.severity == .warning }
        #expect(warnings.map(\.count) == [2])
        #expect(warnings.first?.message.hasPrefix("2 renewals overdue as of 2025-01-01") == true)
    }

    @Test func aTermThatRenewsByItselfStaysPending() throws {
        var book = Book(["A"], signedOn: "2022-01-01")
        book.term(0, "2024-06-01", .pending, auto: true)
        let census = census(book)
        #expect(census.autoRenewing == 1 && census.autoRenewedUndecided == 1 && census.overdue == 0)
        let table = try featureSet("{kind: tenure}").extract(book.history, at: book.history.anchors(daysBefore: [90]))
        #expect(table.rows.map(\.outcome) == [.pending])
    }

    @Test func longTermsAreNotAtRiskThisYear() {
        var book = Book(["three years", "a leap year", "due"], signedOn: "2021-01-01")
        book.term(0, "2026-06-01", .pending, arr: 300, from: "2023-06-01")
        book.term(1, "2025-02-01", .pending, arr: 50, from: "2024-02-01")
        book.term(2, "2025-12-31", .pending, arr: 70, months: 36)
        let census = census(book)
        #expect(census.multiYear == 2)
        #expect(census.notAtRisk.accounts == 1 && census.notAtRisk.arr == 300)
        let words =
            "1 account (ARR 300) not at risk this year: the next renewal lies more than 365 days after 2025-01-01"
        #expect(census.findings.map(\.message).contains(words))
    }

    @Test func monthToMonthMakesNoRowAndIsAdvised() {
        var book = Book(["A", "B"], signedOn: "2022-01-01")
        for month in 2...7 { book.term(0, "2024-0\(month)-01", .renewed, months: 1) }
        book.term(1, "2024-06-01", .renewed)
        let census = census(book, daysBefore: [90, 14])
        #expect(census.leads.map(\.rows) == [1, 7] && census.leads.map(\.leftOut.shortTerm) == [6, 0])
        let advice = census.findings.first { $0.message.contains("month-to-month") }
        #expect(advice?.count == 6)
        #expect(advice?.message.contains("--days-before 14 fits them") == true)
        #expect(advice?.message.contains("--hazard") == true)
    }

    @Test func termsThatEndTogether() {
        var book = Book(["A", "B"], signedOn: "2022-01-01")
        book.term(0, "2025-06-01", .pending, product: "desk", arr: 100)
        book.term(0, "2025-06-01", .pending, product: "phone", arr: 40)
        book.term(1, "2025-06-01", .pending, product: "desk", arr: 9)
        let census = census(book)
        #expect(census.coTerminated == 2)
        #expect(census.coTerminating.accounts == 1 && census.coTerminating.arr == 140)
        #expect(census.json.text().contains("\"co_terminating_next\": {\"accounts\": 1, \"arr\": 140}"))
    }

    @Test func aTermAfterAnUndecidedOneIsCounted() {
        var book = Book(["A"], signedOn: "2022-01-01")
        book.term(0, "2024-06-01", .pending)
        book.term(0, "2024-12-01", .churned, months: 6)
        #expect(census(book).leads.map(\.leftOut.notNext) == [1])
    }

    @Test func aHistoryStandsAsOfTheDayAfterItsLastReading() {
        var book = Book(["A"])
        #expect(book.history.dayAfterLastReading == day("1970-01-01"))
        book.term(0, "2024-06-01", .renewed, decided: "2024-06-05")
        #expect(book.history.dayAfterLastReading == day("2024-06-06"))
        book.event("login", "2024-07-01 23:59")
        #expect(book.history.dayAfterLastReading == day("2024-07-02"))
    }
}
