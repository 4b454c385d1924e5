import Health
import Signals
import Testing

/// What people say against a score, for a time.
@Suite struct ScoreOverrideTests {
    private func card(_ overrides: String) throws -> Scorecard {
        try Cards.one(
            "logins: {weight: 100, map: linear, worst: 0, best: 100}", rest: "overrides:\n  \(overrides)\n")
    }

    private static let who = "author: Ada, reason: they said so, from: 2026-01-10, expires: 2026-04-10"

    private func override(_ judgement: String) throws -> ScoreOverride {
        try card("- {account: A, \(judgement), \(ScoreOverrideTests.who)}").overrides.all[0]
    }

    @Test func aJudgementIsAScoreABandOrACap() throws {
        let inputs: [Int?] = [10, 55, 90, nil]
        let (score, band, cap) = (try override("score: 33"), try override("band: at-risk"), try override("cap: 60"))
        #expect(inputs.map { score.score(after: $0) } == [33, 33, 33, 33])
        #expect(inputs.map { band.score(after: $0) } == [50, 55, 79, nil])
        #expect(inputs.map { cap.score(after: $0) } == [10, 55, 60, nil])
        #expect(band.words == "band at-risk until 2026-04-10 (Ada: they said so)")
        #expect(score.words.hasPrefix("score 33 until") && cap.words.hasPrefix("at most 60 until"))
    }

    @Test func itHoldsFromItsFirstDayUntilBeforeItsExpiry() throws {
        let overrides = try card(
            """
            - {account: A, cap: 60, \(ScoreOverrideTests.who)}
              - {account: A, cap: 50, author: Ada, reason: x, from: 2026-04-10, expires: 2026-05-01}
              - {account: B, cap: 40, \(ScoreOverrideTests.who)}
            """
        ).overrides
        func judgement(_ account: String, _ day: String) -> ScoreOverride.Judgement? {
            overrides.of(account, on: Day(day)!)?.judgement
        }
        #expect(judgement("A", "2026-01-09") == nil && judgement("A", "2026-01-10") == .cap(60))
        #expect(judgement("A", "2026-04-09") == .cap(60) && judgement("A", "2026-04-10") == .cap(50))
        #expect(judgement("A", "2026-05-01") == nil && judgement("B", "2026-02-01") == .cap(40))
        #expect(judgement("C", "2026-02-01") == nil)
    }

    @Test func accountsMustExist() throws {
        let overrides = try card("- {account: A-0012, cap: 60, \(ScoreOverrideTests.who)}").overrides
        try overrides.check(accounts: ["A-0012"])
        let found = refusal { try overrides.check(accounts: ["A-0112", "B"]) }
        #expect(found.hasPrefix("scorecard.yaml:8:15: overrides[0].account: no account is called \"A-0012\""))
        #expect(found.hasSuffix("did you mean \"A-0112\"?"), "\(found)")
    }

    @Test(arguments: [
        ("- {account: A, cap: 60, author: Ada, reason: x, from: 2026-01-10}", "\"expires\" is missing"),
        ("- {account: A, cap: 60, author: Ada, from: 2026-01-10, expires: 2026-02-10}", "\"reason\" is missing"),
        ("- {account: A, cap: 60, reason: x, from: 2026-01-10, expires: 2026-02-10}", "\"author\" is missing"),
        ("- {account: A, cap: 60, author: Ada, reason: x, expires: 2026-02-10}", "\"from\" is missing"),
        ("- {cap: 60, author: Ada, reason: x, from: 2026-01-10, expires: 2026-02-10}", "\"account\" is missing"),
        (
            "- {account: A, cap: 60, author: Ada, reason: x, from: 2026-02-10, expires: 2026-02-10}",
            "an override ends 1 to 366 days after `from: 2026-02-10`, found 2026-02-10"
        ),
        (
            "- {account: A, cap: 60, author: Ada, reason: x, from: 2026-02-10, expires: 2027-02-12}",
            "an override ends 1 to 366 days after"
        ),
        (
            "- {account: A, cap: 60, author: Ada, reason: x, from: 31/12/2026, expires: 2027-02-12}",
            "from: \"31/12/2026\" is not a date (expected YYYY-MM-DD)"
        ),
        ("- {account: A, WHO}", "an override needs exactly one of score, band and cap"),
        ("- {account: A, cap: 60, score: 50, WHO}", "an override needs exactly one of score, band and cap"),
        ("- {account: A, score: 101, WHO}", "101 is out of range (expected 0 to 100)"),
        ("- {account: A, band: critcal, WHO}", "unknown \"critcal\", did you mean \"critical\"?"),
        (
            "- {account: A, cap: 60, WHO}\n  - {account: A, cap: 50, WHO}",
            "is overridden already until 2026-04-10 (line 8)"
        ),
        ("- {acount: A, cap: 60, WHO}", "unknown name \"acount\", did you mean \"account\"?"),
    ])
    func whatMakesNoOverrideIsRefused(text: String, message: String) {
        let found = refusal { try card(text.replacing("WHO", with: ScoreOverrideTests.who)) }
        #expect(found.hasPrefix("scorecard.yaml:8:") || found.hasPrefix("scorecard.yaml:9:"), "\(found)")
        #expect(found.contains(message), "\(found)")
    }
}
