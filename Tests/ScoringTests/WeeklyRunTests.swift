import Documents
import Foundation
import Health
import Scoring
import Signals
import Tables
import Testing

/// Changes, tracking rows, report.
@Suite struct WeeklyRunTests {
    private static let rest = """
        capacity: {customer-success: 1}
        tracking: {usage: [logins], communication: [tickets]}
        """
    private let accounts = [
        Account(id: "a", name: "Ada | Sons", primaryContact: "Ann", notes: "calls on Fridays"),
        Account(id: "b", name: "Bee"),
    ]

    @Test func movesTellTheWorstFirst() throws {
        // Health is 60 points of logins up to 20 and 30 of tickets: bands change at about 7 and 17 logins.
        let runs = try RoutineBase(WeeklyRunTests.rest).runs([
            ["a": 20, "b": 3, "c": 12, "d": 12], ["a": 12, "b": 12, "c": 11, "e": 12],
        ])
        #expect(Set(runs[0].moves.map(\.kind)) == [.new] && runs[0].lastDay == nil)
        let moves = runs[1].moves
        #expect(moves.map { "\($0.accountID) \($0.kind.rawValue)" } == ["a down", "d gone", "e new", "b up", "c same"])
        #expect(moves[0].healthChange == -24 && moves[0].before?.band == "healthy" && moves[0].after?.band == "at-risk")
        #expect(moves[1].after == nil && moves[1].healthChange == nil)
        #expect(runs[1].verdict.contains("to a lower band fell 1, to a higher one rose 1"))
    }

    @Test func tablesHaveARowAnAccount() throws {
        let run = try RoutineBase(WeeklyRunTests.rest).runs([["b": 20, "a": 3]])[0]
        let tracking = run.trackingTable(accounts)
        let json = tracking.json
        #expect(tracking.rows.count == 2 && run.changeTable(accounts).rows.count == 2)
        guard case .array(let rows) = json, case .object(let first) = rows[0] else {
            Issue.record("no rows")
            return
        }
        let cells = Dictionary(uniqueKeysWithValues: first.map { ($0.name, $0.value) })
        #expect(cells["account_id"] == .string("a") && cells["week"] == .string("2024-07-01"))
        #expect(cells["name"] == .string("Ada | Sons") && cells["notes"] == .string("calls on Fridays"))
        #expect(cells["logins"] == .number(3) && cells["tickets"] == .number(1))
        #expect(cells["usage_trend"] == .string("unknown") && cells["renewal_date"] == .string("2024-08-30"))
        // Without a model nothing is said of probabilities.
        #expect(cells["p_churn"]?.text() == "null")
    }

    @Test func withoutAModelTheRulesGiveTheReasons() throws {
        let run = try RoutineBase(WeeklyRunTests.rest).runs([["a": 4]])[0]
        let text = CSVFormat().text(results(run.alertTable(accounts)))
        #expect(text.contains(",use 20 of 100 points,help 75 of 100 points,\n"), "\(text)")
        #expect(run.concessions.proposals.isEmpty && run.concessions.notAsked == 1)
    }

    private func results(_ table: Table) -> Results {
        var results = Results()
        results.table(table, isMain: true)
        return results
    }

    /// With a model the most ARR at risk comes first, not the most ARR.
    @Test func aModelRanksByWhatIsAtRisk() throws {
        let base = try RoutineBase(
            "capacity: {customer-success: 1}",
            triggers: RoutineBase.triggers.replacing("below: 5", with: "below: 12"))
        let table = base.table(week: 0, ["a": 0, "b": 11])
        let model = try base.base.model()
        func first(_ scorer: BatchScorer) throws -> String? {
            try WeeklyRun(RoutineState(), base.card, table, scorer.score(table), on: RoutineBase.monday).told.first?
                .accountID
        }
        #expect(try first(BatchScorer(model: nil, scorecard: base.card)) == "b")
        #expect(try first(BatchScorer(model: model, scorecard: base.card)) == "a")
    }

    @Test func golden() throws {
        let base = try RoutineBase(WeeklyRunTests.rest)
        let model = try base.base.model()
        var state = RoutineState()
        var run: WeeklyRun?
        let weeks: [KeyValuePairs<String, Int>] = [["a": 20, "b": 3, "c": 1], ["a": 4, "b": 16, "c": 2, "d": 18]]
        for (week, logins) in weeks.enumerated() {
            let table = base.table(week: week, logins)
            let scores = try BatchScorer(model: model, scorecard: base.card).score(table)
            run = try WeeklyRun(state, base.card, table, scores, on: RoutineBase.monday + 7 * week)
            state = run!.state
        }
        let last = try #require(run)
        try expectGolden(TextFormat().text(last.summary(accounts, top: 3)), "weekly.table")
        try expectGolden(MarkdownFormat().text(last.report(accounts)), "weekly.md")
        for table in [last.alertTable(accounts), last.changeTable(accounts), last.trackingTable(accounts)] {
            try expectGolden(CSVFormat().text(results(table)), "weekly-\(table.name).csv")
        }
    }
}

/// `GOLDEN=write make test` writes the file anew; look at the difference before committing it.
func expectGolden(_ text: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
}
