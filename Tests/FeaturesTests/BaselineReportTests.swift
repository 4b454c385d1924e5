import Documents
import Features
import Foundation
import Signals
import Tables
import Testing

@Suite struct BaselineReportTests {
    private static let declarations = FeatureExamples.document("{kind: arr}")

    private func catalog() throws -> SignalCatalog {
        try FeatureSet(Field.yaml(Self.declarations, file: "signals.yaml")).declarations.signals
    }

    private func report(_ book: Book, _ id: String = "A", asOf: String = "2024-07-01") throws -> BaselineReport {
        try BaselineReport(of: id, in: book.history, asOf: day(asOf), signals: catalog())
    }

    private func row(_ report: BaselineReport, _ signal: String, _ measure: Measure = .count) throws -> SignalBaseline {
        try #require(report.rows.first { $0.signal.name == signal && $0.measure == measure })
    }

    /// An account that logs in on every working day until June 2024, then never; pays 100 a month, in June 120; says what it
    /// thinks every tenth day of 2023.
    private var book: Book {
        var book = Book()
        book.accounts = [
            Account(
                id: "A", name: "Vertex | Hotels", signedOn: day("2023-01-01"), primaryContact: "Ben Carter", csm: "Ada",
                notes: "=wary")
        ]
        for number in 0..<518 {
            let date = day("2023-01-01") + number
            if date.weekday < 5 { book.event("login", "\(date) 10:00", user: "u") }
            if number % 10 == 0, number < 365 {
                book.event("sentiment", "\(date) 11:00", value: 0.1 * Double(number % 7))
            }
        }
        for period in 0..<18 {
            let date = day("2024-06-20") - 28 * period
            book.event("invoice", "\(date) 09:00", value: period == 0 ? 120 : 100)
        }
        book.renewal("2024-09-01", .pending, arr: 12_000)
        return book
    }

    @Test func tellsWhatIsNormalAndWhatIsNot() throws {
        let report = try report(book)
        let logins = try row(report, "login")
        #expect(logins.median == 20 && logins.mad == 0 && logins.usualRange == 20...20 && logins.periods == 13)
        #expect(logins.current == 0 && logins.state == .low && logins.meaning == .bad)
        #expect(logins.historyDays == 547)
        #expect(report.arr == 12_000 && report.renewalDate == day("2024-09-01"))
        #expect(report.silent == ["opened", "closed"])
        #expect(
            report.verdict.hasPrefix(
                "2 of 5 measures unusual: invoice (mean) unusually high; login unusually low, which is bad"))
    }

    /// A past that never varied has no spread to measure by; any other value is unusual all the same.
    @Test func aConstantPastIsLeft() throws {
        let amount = try row(report(book), "invoice", .mean)
        #expect(amount.median == 100 && amount.current == 120 && amount.deviation == nil)
        #expect(amount.state == .high && amount.meaning == nil)
        #expect(try row(report(book), "invoice").state == .usual)
    }

    @Test func aMeanOfNothingIsNoZero() throws {
        let mood = try row(report(book), "sentiment", .mean)
        #expect(mood.current == nil && mood.state == .empty && mood.median != nil)
        #expect(mood.periods < 13)
    }

    @Test func aYoungAccountHasNotEnoughHistory() throws {
        let report = try report(book, asOf: "2023-04-01")
        let logins = try row(report, "login")
        #expect(logins.state == .tooShort && logins.median == nil && logins.mad == nil && logins.usualRange == nil)
        #expect(logins.deviation == nil && logins.current == 20 && logins.periods == 2)
        #expect(report.verdict.hasPrefix("not enough history"))
        // Of the window only what was tracked whole counts.
        #expect(try row(self.report(book, asOf: "2023-01-20"), "login").current == nil)
    }

    @Test func whatIsNotTrackedYetIsNotZero() throws {
        let signal = Signal(name: "login", category: .usage, dimension: .interest, trackedSince: day("2025-01-01"))
        let report = try BaselineReport(
            of: "A", in: book.history, asOf: day("2024-07-01"), signals: SignalCatalog([signal]))
        #expect(report.rows.map(\.state) == [.notTracked] && report.rows[0].current == nil)
        let draft = Signal(name: "login", category: .usage, dimension: .interest, status: .draft)
        let none = try BaselineReport(
            of: "A", in: book.history, asOf: day("2024-07-01"), signals: SignalCatalog([draft]))
        #expect(none.rows.isEmpty && none.silent.isEmpty)
    }

    @Test func theSeasonIsTested() throws {
        let report = try report(book)
        // What comes every 28 days has a weekday as well; what comes every tenth day has none.
        #expect(report.hasSeason("login") && report.hasSeason("invoice"))
        #expect(report.seasons["sentiment"] != nil && !report.hasSeason("sentiment") && !report.hasSeason("opened"))
        let season = try #require(report.seasons["login"])
        #expect(season.shares[5] == 0 && season.shares[6] == 0 && abs(season.shares[0] - 0.2) < 0.01)
        #expect(report.weekdays.rows.count == 2)
    }

    @Test func whatBecameKnownLaterIsNotLookedAt() throws {
        var late = book
        for hour in 10..<20 { late.event("login", "2024-06-25 \(hour):00", known: "2024-07-02") }
        late.event("opened", "2024-06-25 10:00", known: "2024-07-01")
        // As JSON: a gap in a course is NaN, which equals nothing.
        #expect(try report(late).table.json == report(book).table.json)
        #expect(try report(late).silent == ["opened", "closed"])
        #expect(try row(report(late, asOf: "2024-07-03"), "login").current == 10)
    }

    @Test func anUnknownIdGetsTheNearest() throws {
        var book = Book(["A-0001", "B-0001"])
        book.event("login", "2024-01-01")
        let error = #expect(throws: UnknownAccount.self) { try self.report(book, "A-O001") }
        #expect(error?.description == "no account is called \"A-O001\", did you mean \"A-0001\"?")
    }

    /// The figures are those of the feature kinds with whole weeks, to the bit.
    @Test func agreesWithTheFeatures() throws {
        let options = "window: 28, baseline: 364, season: weekly"
        func entries(_ name: String, _ signal: String) -> String {
            ["median", "spread", "low", "high"].map {
                "  \(name)_\($0): {kind: baseline, \(signal), \(options), statistic: \($0)}\n"
            }.joined() + "  \(name)_deviation: {kind: deviation, \(signal), \(options)}\n"
        }
        let text =
            FeatureExamples.declarations + "features:\n" + entries("login", "signal: login")
            + entries("sentiment", "signal: sentiment, of: mean")
        let set = try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml"))
        let history = Portfolio(seed: 3, accounts: 40).history
        let asOf = day("2021-12-01")
        let table = set.extract(history, at: history.anchors(asOf: asOf))
        var compared = 0
        for (place, about) in table.rows.enumerated() {
            let report = try BaselineReport(
                of: about.accountID, in: history, asOf: asOf, signals: set.declarations.signals)
            for row in report.rows {
                let name = row.signal.name
                guard (name == "login" && row.measure == .count) || (name == "sentiment" && row.measure == .mean) else {
                    continue
                }
                let expected = ["median", "spread", "low", "high", "deviation"].map { what -> Double? in
                    guard case .numbers(let values)? = table.frame["\(name)_\(what)"]?.values else { return nil }
                    return values[place].isNaN ? nil : values[place]
                }
                let found = [
                    row.median, row.mad.map { 1.4826 * $0 }, row.usualRange?.lowerBound, row.usualRange?.upperBound,
                    row.deviation,
                ]
                #expect(found == expected, "\(about.accountID) \(name)")
                if row.deviation != nil { compared += 1 }
            }
        }
        #expect(compared > 30, "\(compared)")
    }

    @Test(arguments: ["table", "md", "csv"])
    func golden(format: String) throws {
        let text = try #require(TableFormats.named(format)).init().text(report(book).results)
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/baseline.\(format)")
        // `GOLDEN=write make test` writes the files anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
