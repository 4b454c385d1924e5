import Modeling
import Signals
import Tables
import Testing

@Suite struct CancellationTracesTests {
    /// Ordinary evidence: frequent and rare signals, tags, facts, attributes filled at random, and an honest early sign.
    private func book(_ seed: UInt64 = 1) -> SeededBook {
        var book = SeededBook(accounts: 200, seed: seed)
        book.addSignal("login", perYear: 12)
        book.addSignal("news", perYear: 0.05)
        for tag in ["a", "b", "c", "d", "e"] { book.addSignal("ticket", perYear: 0.1, tag: tag) }
        for account in book.accounts.indices {
            book.addFact("plan", ["basic", "plus"][book.below(2)], account, book.accounts[account].signedOn!)
            guard book.chance(0.05) else { continue }
            book.addFact("note", "x\(book.below(3))", account, book.last(account) - book.below(400))
        }
        // Half the lost ask about competitors some months before, and some of the kept.
        for account in book.accounts.indices where book.chance(book.lostOn[account] == nil ? 0.1 : 0.5) {
            book.add("competitor", account, book.last(account) - 20 - book.below(150))
        }
        book.attributes["industry"] = book.accounts.map { _ in book.chance(0.7) ? "bank" : nil }
        return book
    }

    @Test func honestEvidenceIsNoTrace() {
        let found = (1...40).map { CancellationTraces(book(UInt64($0)).history).traces.count }
        #expect(found.reduce(0, +) == 0, "\(found)")
    }

    @Test func whatIsFilledBecauseOfALossIsTold() throws {
        var book = book()
        for account in book.lost {
            let day = book.lostOn[account]!
            if book.chance(0.6) { book.addFact("churn_reason", "price", account, day + book.below(20)) }
            if book.chance(0.5) { book.add("ticket", account, day - book.below(25), tag: "offboarding") }
            if book.chance(0.5) { book.add("export_all", account, day - book.below(25)) }
            if book.chance(0.4) { book.addFact("plan", "closed", account, day + 1) }
        }
        book.attributes["lost_to"] = book.lostOn.map { $0 != nil && book.chance(0.5) ? "Rival" : nil }
        let traces = CancellationTraces(book.history).traces
        #expect(
            Set(traces.map(\.field)) == [
                .fact("churn_reason"), .value("closed", fact: "plan"), .tag("offboarding", signal: "ticket"),
                .signal("export_all"), .attribute("lost_to"),
            ])
        let reason = try #require(traces.first { $0.field == .fact("churn_reason") })
        #expect(reason.lost == book.lost.count && reason.keptWithField == 0)
        #expect(reason.lostWithField > reason.lost / 3 && reason.p < 1e-6)
        let words = CancellationTraces(book.history).findings.map(\.message)
        let first = "fact churn_reason: \(reason.lostWithField) of \(reason.lost) lost accounts"
        #expect(words.contains { $0.hasPrefix(first) })
        let told = CancellationTraces(book.history).findings.contains { $0.severity != .warning }
        #expect(!told)
    }

    @Test func aFieldOfAFewAccountsMayBeChance() {
        var book = book()
        for account in book.lost.prefix(3) { book.addFact("churn_reason", "price", account, book.lostOn[account]!) }
        #expect(CancellationTraces(book.history).traces.isEmpty)
    }

    /// Most lost accounts complain in the two months before: half of them too early to be paperwork.
    @Test func aSignThatOftenComesEarlierIsNoTrace() {
        var book = book()
        for account in book.lost where book.chance(0.8) {
            book.add("complaint", account, book.lostOn[account]! - book.below(60))
        }
        #expect(CancellationTraces(book.history).traces.isEmpty)
    }

    @Test func aSignLongBeforeTheDecisionIsNoTrace() {
        var book = book()
        for account in book.lost { book.add("downgrade_talk", account, book.lostOn[account]! - 60) }
        #expect(CancellationTraces(book.history).traces.isEmpty)
    }
}
