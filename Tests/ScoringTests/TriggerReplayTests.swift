import Documents
import Features
import Foundation
import Health
import Metrics
import Scoring
import Signals
import Tables
import Testing

/// A past period at once, and how good the triggers were.
@Suite struct TriggerReplayTests {
    /// Accounts whose renewal is due in week 30: q0... fall quiet in week 10 + number, the others never do. The first `lost` are
    /// lost.
    private func replay(_ count: Int, quiet: Int, lost: Int, within: Int = 180, weeks: Int = 40, capacity: Int = 3)
        throws -> TriggerReplay
    {
        let base = try RoutineBase("capacity: {customer-success: \(capacity)}")
        let monday = RoutineBase.monday
        let ids = (0..<count).map { "q\($0 < 10 ? "0" : "")\($0)" }
        var events = EventColumns()
        (events.signalNames, events.userNames, events.tagNames) = (["login", "ticket"], [], [])
        var renewals: [Renewal] = []
        for account in 0..<count {
            let last = account < quiet ? monday + 7 * (10 + account) - 89 : monday + 7 * weeks
            for day in 0..<400 {
                let occurred = monday - 120 + day
                guard occurred < last else { break }
                let time = Instant(seconds: Int64(occurred.number) * 86_400).nanoseconds
                events.append(
                    account: Int32(account), signal: 0, occurred: time, known: time, value: 1, user: -1, tag: -1)
            }
            let due = monday + 7 * 30
            renewals.append(
                Renewal(
                    account: account, date: due, outcome: account < lost ? .churned : .renewed, termStart: due - 365,
                    termMonths: 12, arrBefore: Double(1000 * (account + 1)), arrAfter: 0, decidedOn: due))
        }
        let history = SignalHistory(
            calendar: .utc, accounts: ids.map { Account(id: $0, signedOn: monday - 500) }, attributes: nil,
            renewals: renewals, events: events, facts: FactColumns())
        let days = TriggerReplay.mondays(from: monday, to: monday + 7 * (weeks - 1))
        let table = base.base.set.extract(history, at: days.flatMap { history.anchors(asOf: $0) })
        let scores = try BatchScorer(model: nil, scorecard: base.card).score(table)
        return TriggerReplay(base.card, table, scores, on: days, within: within)
    }

    @Test func precisionRecallAndLeadByHand() throws {
        // 16 of 40 fall quiet, in weeks 10 to 25, 20 to 5 weeks before the renewal; 12 of them and no other are lost.
        let replay = try replay(40, quiet: 16, lost: 12)
        let quiet = try #require(replay.quality.triggers.first)
        #expect(quiet.judged == 40 && quiet.lost == 12 && quiet.alerted == 16 && quiet.alertedLost == 12)
        #expect(quiet.precision == 0.75 && quiet.recall == 1)
        #expect(quiet.precisionInterval == Intervals.wilson(events: 12, total: 16))
        #expect(quiet.recallInterval == Intervals.wilson(events: 12, total: 12))
        #expect(quiet.leads == (0..<12).map { 7 * (20 - $0) }.sorted())
        #expect(quiet.medianLead == 101.5)
        // Of 12 the third smallest and the third largest (Conover, table of the sign test).
        #expect(quiet.leadInterval == 77...126)
        #expect(quiet.verdict == "tells losses")
        #expect(replay.quality.triggers[1].verdict == "no clear difference" || replay.quality.triggers[1].alerted > 0)
        #expect(replay.verdict.contains("12 of 12 lost renewals (100%"))
    }

    @Test func onlyWhatCameInTimeCounts() throws {
        let replay = try replay(40, quiet: 16, lost: 12, within: 100, capacity: 20)
        let quiet = try #require(replay.quality.triggers.first)
        // Who fell quiet earlier is told again after each cool-down, within the window too.
        #expect(quiet.recall == 1 && (quiet.leads.max() ?? 0) <= 100 && quiet.lost == 12)
        #expect(quiet.leads.filter { $0 == 98 || $0 == 91 }.count >= 6)
    }

    @Test func whatIsNotWatchedWholeIsNotJudged() throws {
        let early = try replay(10, quiet: 5, lost: 5, within: 300)
        #expect(early.quality.all.judged == 0 && early.quality.notJudged == 10)
        #expect(early.verdict.contains("no lost renewal to judge them by"))
        let cut = try replay(10, quiet: 5, lost: 5, weeks: 20)
        #expect(cut.quality.all.judged == 0 && cut.quality.notJudged == 10)
        #expect(early.quality.triggers[0].verdict == "too few to judge")
    }

    /// Nobody falls quiet more often than others are lost: the trigger says nothing.
    @Test func aTriggerThatTellsNothingIsSaidTo() throws {
        let tally = try replay(40, quiet: 20, lost: 40).quality.triggers[0]
        #expect(tally.precision == 1 && tally.lossRate == 1 && tally.verdict == "no clear difference")
    }

    @Test func mondaysAreThoseOfThePeriod() {
        let days = TriggerReplay.mondays(from: Day("2024-07-02")!, to: Day("2024-07-22")!)
        #expect(days.map(\.description) == ["2024-07-08", "2024-07-15", "2024-07-22"])
        #expect(TriggerReplay.mondays(from: Day("2024-07-01")!, to: Day("2024-07-01")!).count == 1)
        #expect(TriggerReplay.mondays(from: Day("2024-07-02")!, to: Day("2024-07-07")!).isEmpty)
    }

    @Test func theLoadOfOwners() throws {
        let replay = try replay(40, quiet: 16, lost: 12)
        let text = CSVFormat().text(replay.loadResults)
        let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("customer-success,3,") })
        let told = replay.told.count { $0.owner == .customerSuccess }
        #expect(row.hasPrefix("customer-success,3,\(told),"))
        let perWeek = Dictionary(grouping: replay.told.filter { $0.owner == .customerSuccess }, by: \.day)
        let isWithin = perWeek.values.allSatisfy { $0.count <= 3 }
        #expect(isWithin)
    }

    @Test func golden() throws {
        try expectGolden(TextFormat().text(replay(40, quiet: 16, lost: 12).results), "replay.table")
    }
}

extension TriggerReplay {
    fileprivate var loadResults: Results {
        var results = Results()
        results.table(loadTable, isMain: true)
        return results
    }
}
