import Foundation
import Retention
import Signals
import Tables
import Testing

struct RetentionTrendTests {
    private static func book(lost: Int, of count: Int, amount: (Int) -> Double) throws -> RevenueBook {
        let terms = (0..<count).map { account in
            Term(
                account: account, from: "2024-06-01", to: "2025-06-01", before: amount(account),
                outcome: account < lost ? .churned : .renewed, after: account < lost ? 0 : amount(account))
        }
        return try RevenueBook(history(terms), asOf: day("2026-01-01"))
    }

    private static let year = ReportingPeriod(days: day("2025-01-01")..<day("2026-01-01"))

    @Test func periodsAreCalendarPeriods() {
        let quarters = ReportingPeriod.all(.quarter, from: day("2024-11-30"), through: day("2025-04-01"))
        #expect(quarters.map(\.name) == ["2024 Q4", "2025 Q1", "2025 Q2"])
        #expect(quarters.last?.days == day("2025-04-01")..<day("2025-07-01"))
        #expect(
            ReportingPeriod.all(.month, from: day("2024-02-29"), through: day("2024-02-29")).map(\.name) == ["2024-02"])
        #expect(RetentionTrendTests.year.name == "2025")
        #expect(ReportingPeriod(days: day("2025-01-02")..<day("2025-02-01")).name == "2025-01-02 to 2025-01-31")
    }

    /// A renewal on the first day of a period belongs to it.
    @Test func periodsAreHalfOpen() throws {
        let terms = [Term(account: 0, from: "2024-04-01", to: "2025-04-01", before: 10, outcome: .churned)]
        let book = try RevenueBook(history(terms), asOf: day("2026-01-01"))
        let quarters = ReportingPeriod.all(.quarter, from: day("2025-01-01"), through: day("2025-06-30"))
        let trend = RetentionTrend(book, quarters)
        #expect(trend.entries.map(\.bridge.churn) == [.zero, money(10)])
    }

    /// Equal amounts make GRR a share of customers, whose binomial error the interval must have.
    @Test func theIntervalHasTheErrorOfAShare() throws {
        let book = try RetentionTrendTests.book(lost: 40, of: 400) { _ in 100 }
        let grr = RetentionTrend(book, [RetentionTrendTests.year]).entries[0].grr
        #expect(grr.value == 0.9)
        let half = 1.96 * (0.9 * 0.1 / 400).squareRoot()
        #expect(abs(try #require(grr.low) - (0.9 - half)) < 0.005)
        #expect(abs(try #require(grr.high) - (0.9 + half)) < 0.005)
    }

    /// Above 5 000 customers the linear error takes the place of the bootstrap: they must agree.
    @Test func theLinearErrorAgreesWithTheBootstrap() throws {
        func interval(_ count: Int) throws -> Double {
            let book = try RetentionTrendTests.book(lost: count / 5, of: count) { Double(100 + $0 % 7 * 90) }
            let grr = RetentionTrend(book, [RetentionTrendTests.year]).entries[0].grr
            return try #require(grr.high) - #require(grr.low)
        }
        let ratio = try interval(4800) / interval(19200)
        #expect(abs(ratio - 2) < 0.15)
    }

    @Test func nobodyLostIsNoCertainty() throws {
        let book = try RetentionTrendTests.book(lost: 0, of: 20) { Double($0 + 1) }
        let grr = RetentionTrend(book, [RetentionTrendTests.year]).entries[0].grr
        #expect(grr.value == 1)
        #expect(try #require(grr.low) < 0.85)
        #expect(grr.high == 1)
    }

    @Test func fewCustomersHaveNoInterval() throws {
        let book = try RetentionTrendTests.book(lost: 1, of: 5) { _ in 10 }
        let entry = RetentionTrend(book, [RetentionTrendTests.year]).entries[0]
        #expect(entry.grr.low == nil)
        #expect(entry.logos.ofAll.low != nil)
    }

    @Test func aPeriodThatIsNotOverIsMarked() throws {
        let book = try RetentionTrendTests.book(lost: 1, of: 12) { _ in 10 }
        let periods = ReportingPeriod.all(.year, from: day("2025-01-01"), through: day("2027-01-01"))
        let trend = RetentionTrend(try RevenueBook(history([]), asOf: day("2025-07-01")), periods)
        #expect(trend.entries.map(\.isOpen) == [true])
        #expect(trend.bridgeTable.text(row: 0, column: 0) == "2025*")
        #expect(trend.verdict == "no period is over: nothing can be told yet.")
        #expect(!RetentionTrend(book, [RetentionTrendTests.year]).entries[0].isOpen)
    }

    /// A golden file of the tables as people read them.
    @Test func tablesReadAsTheyDid() throws {
        var terms: [Term] = []
        for account in 0..<24 {
            terms.append(
                Term(
                    account: account, from: "2023-0\(1 + account % 9)-10", to: "2024-0\(1 + account % 9)-10",
                    before: 1000 + 10 * Double(account), outcome: account % 6 == 0 ? .churned : .expanded,
                    after: account % 6 == 0 ? 0 : 1100 + 10 * Double(account)))
            guard account % 6 != 0 else { continue }
            terms.append(
                Term(
                    account: account, from: "2024-0\(1 + account % 9)-10", to: "2025-0\(1 + account % 9)-10",
                    before: 1100 + 10 * Double(account),
                    outcome: [.contracted, .renewed, .pending, .churned][account % 4],
                    after: [500, 1100 + 10 * Double(account), nil, 0][account % 4]))
        }
        let book = try RevenueBook(history(terms), asOf: day("2026-01-01"))
        let periods = ReportingPeriod.all(.year, from: day("2023-01-01"), through: day("2025-12-31"))
        let text = TextFormat().text(RetentionTrend(book, periods).results)
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/retention.table")
        // `GOLDEN=write make test` writes the file anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
