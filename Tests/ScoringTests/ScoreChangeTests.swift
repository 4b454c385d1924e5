import Documents
import Features
import Foundation
import Health
import Scoring
import Signals
import Tables
import Testing

/// One account at two dates by hand, cause by cause.
@Suite struct ScoreChangeTests {
    private static let rows = """
              logins: {weight: 50, map: linear, worst: 0, best: 10}
              tickets: {weight: 50, map: linear, worst: 10, best: 0, age: quiet, half_life: 10}
        """

    private static func text(_ rows: String = rows, rest: String = "") -> String {
        "version: 1\ngroups:\n  all:\n    weight: 100\n    measures:\n\(rows)\n\(rest)\n"
    }

    private typealias Values = (logins: Double, tickets: Double, quiet: Double, alarm: Double)

    private func change(
        _ before: Values, _ after: Values, _ old: String = text(), _ new: String? = nil,
        days: (String, String) = ("2026-01-01", "2026-02-01")
    ) throws -> ScoreChange {
        func day(_ values: Values, _ text: String, _ day: String) throws -> ScoredDay {
            let columns = [
                FrameColumn("logins", .numbers([values.logins])), FrameColumn("tickets", .numbers([values.tickets])),
                FrameColumn("quiet", .numbers([values.quiet])), FrameColumn("alarm", .numbers([values.alarm])),
            ]
            return ScoredDay(
                try RandomBase.read(text), Frame(columns: columns, rowCount: 1), accountIDs: ["A"], days: [Day(day)!])
        }
        let changes = ScoreChange.all(from: try day(before, old, days.0), to: try day(after, new ?? old, days.1))
        return try #require(changes.first)
    }

    private func points(_ change: ScoreChange) -> [ScoreChange.Cause: Int] {
        Dictionary(change.steps.map { ($0.cause, $0.points) }, uniquingKeysWith: +)
    }

    @Test func aValueMovesThenItsAge() throws {
        // tickets 0: 100 points, 75 after a half-life; tickets 2: 80 points, 65 and then 57.5.
        let change = try change((5, 0, 10, 0), (7, 2, 20, 0))
        #expect(change.from == 63 && change.to == 64 && change.change == 1)
        #expect(change.steps.map { ($0.exact * 1e9).rounded() / 1e9 } == [10, -5, -3.75])
        #expect(change.steps.map(\.cause) == [.moves, .moves, .decay])
        // 1.25 exactly, shown as 64 less 63.
        #expect(points(change) == [.moves: 5, .decay: -4])
        #expect(
            change.steps.map(\.points) == [10, -5, -4] && change.words() == "logins +10, tickets -5, tickets decay -4")
    }

    @Test func aReadingThatIsLostOrExpiresIsTold() throws {
        let lost = try change((5, 0, 0, 0), (5, .nan, .nan, 0))
        #expect(points(lost) == [.missing: -25] && lost.words() == "tickets missing -25")
        let text = Self.text(Self.rows.replacing("half_life: 10", with: "expires: 30"))
        // The reading is still there; only its age made it go.
        #expect(points(try change((5, 0, 30, 0), (5, 0, 31, 0), text)) == [.decay: -25])
    }

    /// Nothing is known half way: the next step carries what the first did.
    @Test func aWayThroughNothingAddsUp() throws {
        let change = try change((5, .nan, .nan, 0), (.nan, 0, 0, 0))
        #expect(change.from == 50 && change.to == 100 && points(change) == [.missing: 50])
        #expect(change.steps.map(\.measure) == ["tickets"])
    }

    @Test func anotherScorecardIsConfiguration() throws {
        let new = Self.text(Self.rows.replacing("best: 10}", with: "best: 5}"), rest: "caps: []")
        let change = try change((5, 0, 0, 0), (5, 0, 0, 0), Self.text(), new)
        #expect(change.from == 75 && change.to == 100 && points(change) == [.configuration: 25])
        let capped = Self.text(rest: "caps: [{when: {feature: alarm, at_least: 0}, limit: 40, reason: x}]")
        #expect(points(try self.change((5, 0, 0, 0), (5, 0, 0, 0), Self.text(), capped)) == [.configuration: -35])
    }

    @Test func capsProfilesAndOverridesAreTheirOwn() throws {
        let text = Self.text(
            rest: """
                caps: [{when: {feature: alarm, above: 5}, limit: 40, reason: x}]
                profiles:
                  - {name: late, when: {feature: alarm, above: 2}, groups: {all: {measures: {logins: {weight: 0}, tickets: {weight: 100}}}}}
                  - name: rest
                overrides: [{account: A, cap: 30, author: a, reason: r, from: 2026-01-15, expires: 2026-03-01}]
                """)
        let change = try change((5, 0, 0, 0), (5, 0, 0, 9), text)
        #expect(change.from == 75 && change.to == 30)
        #expect(points(change) == [.profile: 25, .caps: -60, .override: -10])
        let expired = try self.change((5, 0, 0, 0), (5, 0, 0, 0), text, days: ("2026-02-28", "2026-03-01"))
        #expect(expired.from == 30 && expired.to == 75 && points(expired) == [.override: 45])
    }

    @Test func withoutAScoreThereIsNothingToExplain() throws {
        let nan = Double.nan
        let gone = try change((5, 0, 0, 0), (nan, nan, nan, 0))
        #expect(!gone.isExplained && gone.from == 75 && gone.to == nil && gone.change == nil && gone.steps.isEmpty)
        #expect(gone.words() == "no longer scored")
        #expect(try change((nan, nan, nan, 0), (5, 0, 0, 0)).words() == "was unscored")
        let same = try change((5, 0, 0, 0), (5, 0, 0, 0))
        #expect(same.isExplained && same.steps.isEmpty && same.change == 0 && same.words() == "")
    }

    @Test func onlyAccountsOfBothDatesAreExplained() throws {
        let card = try RandomBase.read(Self.text())
        func day(_ ids: [String], _ logins: [Double]) -> ScoredDay {
            let columns = [FrameColumn("logins", .numbers(logins))]
            return ScoredDay(
                card, Frame(columns: columns, rowCount: ids.count), accountIDs: ids,
                days: ids.map { _ in Day("2026-01-01")! })
        }
        let changes = ScoreChange.all(from: day(["A", "B", "C"], [1, 2, 3]), to: day(["C", "new", "A"], [4, 5, 1]))
        #expect(changes.map(\.accountID) == ["C", "A"] && changes.map(\.change) == [10, 0])
        let summary = ScoreChangeSummary(changes, newcomers: 1, leavers: 1)
        #expect(summary.table().rows.count == 2 && summary.table(top: 1).rows[0][0] == .text("C"))
        let sums = summary.sums.filter { $0.points != 0 }
        #expect(sums.count == 1 && sums[0].cause == .moves && sums[0].points == 10)
        #expect(
            summary.verdict
                == "of 2 accounts scored at both dates 0 fell and 1 rose, by +10 points in all: moves +10. "
                + "0 had no score at one of the dates, 1 are new, 1 are gone.")
    }
}

/// The same in log-odds.
@Suite struct LogitChangeTests {
    private func changes() throws -> [LogitChange] {
        let base = try Base()
        let before = base.table([("a", 20, 0), ("b", 5, nil), ("gone", 3, 1)], asOf: Day("2024-06-01")!)
        let after = base.table([("b", 12, 2), ("new", 4, 4), ("a", 2, 4)])
        return try LogitChange.all(base.model(), from: before, to: after)
    }

    @Test func termsAddUpToTheChangeOfTheLogit() throws {
        let changes = try changes()
        #expect(changes.map(\.accountID) == ["b", "a"])
        for change in changes {
            let sum = change.terms.reduce(change.calibration) { $0 + $1.change }
            #expect(abs(sum - change.change) < 1e-12 && change.calibration == 0)
            #expect(abs(Logs.odds(change.pTo) - Logs.odds(change.pFrom) - change.change) < 1e-9)
            #expect(change.terms.map(\.term).contains("logins") && change.terms.contains { abs($0.change) > 0.5 })
        }
    }

    /// What is shown to two decimals adds up to two decimals.
    @Test func whatIsShownAddsUp() throws {
        for change in try changes() {
            let hundredths = change.shown.map { Int(($0.change * 100).rounded()) }
            #expect(hundredths.reduce(0, +) == Int((change.change * 100).rounded()))
            #expect(change.words(1).hasPrefix(change.change < 0 ? "logins -" : "logins +"))
        }
    }
}

private enum Logs {
    static func odds(_ p: Double) -> Double { log(p / (1 - p)) }
}
