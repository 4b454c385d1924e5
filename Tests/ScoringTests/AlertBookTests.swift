import Documents
import Health
import Scoring
import Signals
import Tables
import Testing

/// What is told, waits, cools down and is resolved.
@Suite struct AlertBookTests {
    @Test func anAlertIsToldOnceAndAgainAfterItsCoolDown() throws {
        let runs = try RoutineBase().runs([["a": 3], ["a": 3], ["a": 3], ["a": 9], ["a": 3], ["a": 3]])
        #expect(
            runs.map(\.words) == [
                ["a quiet new"], ["a quiet in cool-down"], ["a quiet again"], ["a quiet resolved"],
                ["a quiet again"], ["a quiet in cool-down"],
            ])
        let again = try #require(runs[2].alerts.first)
        #expect(again.heldSince == RoutineBase.monday && again.toldBefore == RoutineBase.monday)
        #expect(again.due == RoutineBase.monday + 17 && again.owner == .customerSuccess)
        // Held anew: the stretch begins anew, the cool-down does not.
        #expect(runs[4].alerts[0].heldSince == RoutineBase.monday + 28)
        #expect(runs[4].alerts[0].toldBefore == RoutineBase.monday + 14)
    }

    /// A short relapse within the cool-down is not told.
    @Test func theCoolDownOutlivesTheAlert() throws {
        let runs = try RoutineBase().runs([["a": 3], ["a": 9], ["a": 3]])
        #expect(runs[1].words == ["a quiet resolved"] && runs[2].words == ["a quiet again"])
        let long = try RoutineBase(
            triggers: RoutineBase.triggers.replacing("cooldown_days: 14", with: "cooldown_days: 15"))
        #expect(try long.runs([["a": 3], ["a": 9], ["a": 3]])[2].words == ["a quiet in cool-down"])
    }

    /// The accounts' ARR rises by place: c is the most urgent, then b, then a.
    @Test func theMostUrgentAreToldAndTheOthersWait() throws {
        let base = try RoutineBase("capacity: {customer-success: 1, sales: 0}")
        let runs = try base.runs([
            ["a": 1, "b": 1, "c": 1, "d": 20], ["a": 1, "b": 1, "c": 1, "d": 9], ["a": 1, "b": 9, "c": 1],
            ["a": 9, "b": 1, "c": 1],
        ])
        #expect(
            runs[0].words == ["c quiet new", "d busy deferred", "b quiet deferred", "a quiet deferred"])
        #expect(
            runs[1].words == ["b quiet new", "a quiet deferred", "c quiet in cool-down", "d busy resolved untold"])
        #expect(runs[1].alerts[0].waitingSince == RoutineBase.monday)
        #expect(runs[2].words == ["c quiet again", "a quiet deferred", "b quiet resolved"])
        #expect(runs[2].alerts[1].waitingSince == RoutineBase.monday)
        #expect(runs[3].words == ["b quiet again", "c quiet in cool-down", "a quiet resolved untold"])
        #expect(runs.map { $0.state.last?.alerts.waitingCount } == [3, 1, 1, 0])
    }

    /// Ties of ARR go to the account id, whatever the order of the rows.
    @Test func theOrderOfTheRowsDecidesNothing() throws {
        let base = try RoutineBase("capacity: {customer-success: 2}")
        let table = base.table(week: 0, ["a": 1, "b": 1, "c": 1, "d": 2])
        func words(_ rows: [Int]) throws -> [String] {
            let table = table.rows(rows)
            let scores = try BatchScorer(model: nil, scorecard: base.card).score(table)
            return try WeeklyRun(RoutineState(), base.card, table, scores, on: RoutineBase.monday).words
        }
        #expect(try words([0, 1, 2, 3]) == words([3, 1, 0, 2]))
    }

    /// Capacity is that of a calendar week, however often it is run.
    @Test func capacityIsSharedByTheRunsOfAWeek() throws {
        let base = try RoutineBase("capacity: {customer-success: 2}")
        let first = try base.run(RoutineState(), week: 0, ["a": 1, "b": 9, "c": 9])
        #expect(first.words == ["a quiet new"])
        func second(_ days: Int) throws -> [String] {
            let day = RoutineBase.monday + days
            let table = base.base.table([("a", 1, 1), ("b", 1, 1), ("c", 1, 1)], asOf: day)
            let scores = try BatchScorer(model: nil, scorecard: base.card).score(table)
            return try WeeklyRun(first.state, base.card, table, scores, on: day).words
        }
        #expect(try second(6) == ["c quiet new", "b quiet deferred", "a quiet in cool-down"])
        #expect(try second(7) == ["c quiet new", "b quiet new", "a quiet in cool-down"])
    }

    /// An account that left and a trigger that was taken out resolve their alerts.
    @Test func whatIsGoneIsResolved() throws {
        let base = try RoutineBase()
        let first = try base.run(RoutineState(), week: 0, ["a": 1, "b": 20])
        #expect(try base.run(first.state, week: 1, ["b": 20]).words == ["b busy in cool-down", "a quiet resolved"])
        let other = try RoutineBase(
            triggers: RoutineBase.triggers.replacing("trigger: busy", with: "trigger: lively"))
        let next = try other.run(first.state, week: 1, ["a": 1, "b": 20])
        #expect(next.words == ["b lively new", "a quiet in cool-down", "b busy resolved"])
        #expect(next.alerts.last?.owner == nil)
    }

    /// On random weeks no alert is lost: what holds is told, waits or cools down, and what held before and holds no longer is
    /// resolved; nobody is told more than the capacity, and nothing within its cool-down.
    @Test func everyAlertIsAccountedFor() throws {
        var random = SeededGenerator(seed: 3)
        let base = try RoutineBase("capacity: {customer-success: 3, sales: 2}")
        var state = RoutineState()
        var (held, told): (Set<String>, [String: Day]) = ([], [:])
        for week in 0..<60 {
            let accounts = (0..<12).map { (id: "a\($0)", logins: random.below(21), ticket: Double?(1)) }
            let day = RoutineBase.monday + 7 * week
            let table = base.base.table(accounts.map { ($0.id, $0.logins, $0.ticket) }, asOf: day)
            let run = try WeeklyRun(
                state, base.card, table, BatchScorer(model: nil, scorecard: base.card).score(table), on: day)
            let now = Set(
                accounts.compactMap { $0.logins < 5 ? "\($0.id) quiet" : $0.logins > 15 ? "\($0.id) busy" : nil })
            func keys(_ statuses: Alert.Status...) -> [String] {
                run.alerts.filter { statuses.contains($0.status) }.map { "\($0.accountID) \($0.trigger)" }
            }
            #expect(keys(.new, .again, .deferred, .cooling).sorted() == now.sorted())
            #expect(keys(.resolved, .resolvedUntold).sorted() == held.subtracting(now).sorted())
            let tellings = run.told
            #expect(tellings.count { $0.owner == .customerSuccess } <= 3)
            #expect(tellings.count { $0.owner == .sales } <= 2)
            // Nobody waits while there is capacity.
            if !keys(.deferred).isEmpty { #expect(!tellings.isEmpty) }
            for alert in tellings {
                let key = "\(alert.accountID) \(alert.trigger)"
                #expect(told[key].map { day - $0 >= (alert.trigger == "quiet" ? 14 : 28) } ?? true, "\(key)")
                #expect(alert.toldBefore == told[key] || alert.status == .new)
                told[key] = day
            }
            (held, state) = (now, run.state)
        }
        #expect(told.count > 15)
    }
}
