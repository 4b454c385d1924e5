import Scoring
import Tables
import Testing

@Suite struct ScorecardWhatIfTests {
    private func whatIf(_ book: PastBook, _ current: String, _ other: String) throws -> ScorecardWhatIf {
        try #require(try book.backtest(current, against: other).whatIf)
    }

    @Test func theSameCardChangesNothing() throws {
        let same = try whatIf(PastBook.drawn(100, seed: 1), PastBook.byLogins, PastBook.byLogins)
        #expect(same.changedScores == 0 && same.changes.isEmpty)
        let differences = same.quality.map(\.auc.value)
        #expect(differences == [0, 0])
        #expect(!same.moves.contains { $0.isMove })
        #expect(same.verdict == "the other scorecard gives every renewal the score it has now")
    }

    /// Hand-counted: a moves from healthy to critical and is lost, b stays, c rises from critical to at-risk.
    @Test func movesAreCounted() throws {
        let book = PastBook(cases: [
            .init(id: "a", logins: 20, tickets: 18, isLoss: true, arr: 700),
            .init(id: "b", logins: 18, tickets: 1, arr: 300), .init(id: "c", logins: 4, tickets: 8, arr: 50),
        ])
        let whatIf = try whatIf(book, PastBook.byLogins, PastBook.byTickets)
        #expect(
            whatIf.moves.map { [$0.from, $0.to] } == [
                ["critical", "at-risk"], ["healthy", "critical"], ["healthy", "healthy"],
            ])
        #expect(whatIf.moves.map(\.arr) == [50, 700, 300] && whatIf.moves.map(\.lost) == [0, 1, 0])
        #expect(whatIf.changes.map(\.accountID) == ["a", "c"] && whatIf.changes.map(\.isLoss) == [true, false])
        #expect(whatIf.changes[0].scores.current == 100 && whatIf.changes[0].scores.other == 10)
        #expect(whatIf.verdict.hasSuffix("2 of 3 renewals change band, ARR 750"))
        // Both kept ones score above the lost one with the other card; with the current one neither does.
        #expect(whatIf.quality[0].current.value == 0 && whatIf.quality[0].other.value == 1)
        #expect(whatIf.quality[0].auc.value == 1)
    }

    @Test func theVerdictIsBetterWorseOrNeither() throws {
        let truth = PastBook.drawn(500, seed: 4)
        #expect(
            try whatIf(truth, PastBook.byTickets, PastBook.byLogins).verdict
                .hasPrefix("the other scorecard ranks better: AUC difference 0."))
        #expect(
            try whatIf(truth, PastBook.byLogins, PastBook.byTickets).verdict
                .hasPrefix("the other scorecard ranks worse: AUC difference -0."))
    }

    /// With neither card knowing anything a clear verdict is a false one: at most one in twenty, here 3 of 20 at the most.
    @Test func noiseHasNoClearVerdict() throws {
        let clear = try (0..<20).count { seed in
            let noise = PastBook.drawn(200, seed: UInt64(100 + seed), isNoise: true)
            return !(try whatIf(noise, PastBook.byTickets, PastBook.byLogins).verdict.hasPrefix("it cannot be told"))
        }
        #expect(clear <= 3)
    }

    /// Turning the comparison round turns every sign round.
    @Test func isAntisymmetric() throws {
        let book = PastBook.drawn(200, seed: 9)
        let (there, back) = (
            try whatIf(book, PastBook.byLogins, PastBook.byTickets),
            try whatIf(book, PastBook.byTickets, PastBook.byLogins)
        )
        for (a, b) in zip(there.quality, back.quality) {
            #expect(abs(a.auc.value + b.auc.value) < 1e-12 && abs(a.auc.low! + b.auc.high!) < 1e-12)
            #expect(abs(a.arrCaught.value + b.arrCaught.value) < 1e-12)
        }
        #expect(there.changes.count == back.changes.count)
    }
}
