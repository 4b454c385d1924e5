import Foundation
import Retention
import Signals
import Tables
import Testing

struct TimeToValueTests {
    /// Accounts that signed on `signed[i]` days after 2024-01-01 and arrived `arrived[i]` days later, nil never.
    private static func history(signed: [Int], arrived: [Int?], lost: [Int: Int] = [:]) -> SignalHistory {
        let start = day("2024-01-01")
        var events = EventColumns(signalNames: ["value"])
        // Somebody arrives on the first day, so that the signal is read from then on.
        for (account, wait) in zip(signed.indices, arrived) {
            guard let wait else { continue }
            let time = BusinessCalendar.utc.midnight(of: start + signed[account] + wait).nanoseconds
            events.append(
                account: Int32(account), signal: 0, occurred: time, known: time, value: 1, user: -1, tag: -1)
        }
        return SignalHistory(
            accounts: signed.enumerated().map { Account(id: "A\($0)", signedOn: start + $1) },
            renewals: lost.map { account, days in
                Renewal(account: account, date: start + signed[account] + days, outcome: .churned, arrBefore: 1)
            }, events: events)
    }

    /// Half arrive early and the others have not arrived: the median of those who arrived is far too short.
    @Test func thoseStillWaitingCount() throws {
        let arrived: [Int?] = [0, 10, 20, 30, 40, nil, nil, nil, nil, nil, 200]
        let data = TimeToValueTests.history(signed: [Int](repeating: 0, count: 11), arrived: arrived)
        let curve = try TimeToValue(data, signal: "value", asOf: day("2025-01-01")).all.curve
        #expect(curve.count == 11)
        #expect(curve.censored == 5)
        #expect(curve.median.value == 200)
    }

    @Test func whatIsNotKnownYetIsNotSeen() throws {
        let data = TimeToValueTests.history(signed: [0, 0, 0], arrived: [0, 10, 300])
        let before = try TimeToValue(data, signal: "value", asOf: day("2024-02-01")).all.curve
        #expect(before.censored == 1)
        #expect(try TimeToValue(data, signal: "value", asOf: day("2025-02-01")).all.curve.censored == 0)
    }

    /// An account that signed before the signal was read may have arrived unseen.
    @Test func earlyAccountsAreLeftOut() throws {
        let data = TimeToValueTests.history(signed: [-100, 0, 5], arrived: [150, 0, 10])
        let value = try TimeToValue(data, signal: "value", asOf: day("2025-01-01"))
        #expect(value.all.curve.count == 2)
        #expect(value.notes.contains { $0.message.contains("signed before the signal was first read") })
    }

    /// A lost account can no longer arrive: it is censored on the day of its loss.
    @Test func lostAccountsAreCensoredWhenTheyLeft() throws {
        let data = TimeToValueTests.history(
            signed: [0, 0, 0, 0], arrived: [0, nil, nil, 60], lost: [1: 30])
        let steps = try TimeToValue(data, signal: "value", asOf: day("2024-12-31")).all.curve.steps
        #expect(steps.map(\.atRisk) == [4, 2])
    }

    @Test func groupsAreTested() throws {
        let signed = [Int](repeating: 0, count: 40)
        let arrived = (0..<40).map { $0 == 0 ? 0 : Optional($0 % 2 == 0 ? 5 + $0 % 7 : 100 + $0) }
        let groups = (0..<40).map { Optional($0 % 2 == 0 ? "fast" : "slow") }
        let data = TimeToValueTests.history(signed: signed, arrived: arrived)
        let value = try TimeToValue(data, signal: "value", asOf: day("2025-01-01"), groups: groups)
        #expect(value.groups.map(\.name) == ["fast", "slow"])
        #expect(try #require(value.difference?.test?.p) < 0.001)
        #expect(value.verdict.contains("the groups differ"))
        #expect(value.table.rows.count == 3)
    }

    @Test func aSignalNobodyReadIsRefused() {
        let data = TimeToValueTests.history(signed: [0], arrived: [0])
        #expect(throws: RetentionError.self) { try TimeToValue(data, signal: "other", asOf: day("2025-01-01")) }
    }
}
