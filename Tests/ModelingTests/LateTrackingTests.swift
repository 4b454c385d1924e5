import Documents
import Features
import Modeling
import Signals
import Testing

@Suite struct LateTrackingTests {
    private let start = Day(year: 2023, month: 3, day: 1)!

    private func tracking(_ book: SeededBook, since: String = "") throws -> LateTracking {
        let text = """
            version: 1
            signals:
              login: {category: usage, dimension: interest\(since)}
              news: {category: organisation, dimension: interest}
            features:
              logins: {kind: count, signal: login, window: 90}
            """
        let set = try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml"))
        let history = book.history
        return LateTracking(
            history, set.declarations.signals, set.extract(history, at: history.anchors(daysBefore: [90])))
    }

    @Test func trackingFromTheFirstIsNotTold() throws {
        for seed in 1...40 {
            var book = SeededBook(accounts: 60, seed: UInt64(seed))
            book.addSignal("login", perYear: 3)
            book.addSignal("news", perYear: 0.05)
            #expect(try tracking(book).findings.isEmpty)
        }
    }

    @Test func trackingThatStartedLateIsTold() throws {
        var book = SeededBook(accounts: 60)
        book.addSignal("login", perYear: 3, since: start)
        book.addSignal("news", perYear: 0.5)
        let found = try tracking(book)
        #expect(found.findings.map(\.signal) == ["login"])
        let first = try #require(found.findings.first)
        #expect(first.first >= start && first.first < start + 10)
        let history = book.history
        #expect(first.rowsBefore == history.anchors(daysBefore: [90]).count { $0.asOf <= first.first })
        #expect(found.dataFindings[0].message.hasSuffix("declare tracked_since: \(first.first)"))
    }

    @Test func whatIsDeclaredIsNotTold() throws {
        var book = SeededBook(accounts: 60)
        book.addSignal("login", perYear: 3, since: start)
        #expect(try tracking(book, since: ", tracked_since: 2023-03-01").findings.isEmpty)
        // Declared from a day before any row: the rows still look back to where nobody looked.
        #expect(try tracking(book, since: ", tracked_since: 2020-01-01").findings.count == 1)
    }

    @Test func aRareSignalMayComeLate() throws {
        var book = SeededBook(accounts: 60)
        book.addSignal("login", perYear: 3)
        for account in 0..<3 { book.add("news", account, start + 10 * account) }
        #expect(try tracking(book).findings.isEmpty)
    }
}
