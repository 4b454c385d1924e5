import Signals
import Testing

@Suite struct KnownHistoryTests {
    private static let time: Int64 = 1_700_000_000_000_000_000

    /// One account with one signal; times relative to `time` in nanoseconds.
    private func history(
        occurred: [Int64], known: [Int64] = [], values: [Double]? = nil, facts: FactColumns = FactColumns(),
        renewals: [Renewal] = [], signedOn: Day? = nil
    ) -> SignalHistory {
        let zeros = [Int32](repeating: 0, count: occurred.count)
        return SignalHistory(
            accounts: [Account(id: "A", signedOn: signedOn)], renewals: renewals,
            events: EventColumns(
                accounts: zeros, signals: zeros, occurredAt: occurred.map { $0 + KnownHistoryTests.time },
                knownAt: known.map { $0 + KnownHistoryTests.time },
                values: values ?? occurred.indices.map(Double.init), signalNames: ["s"]),
            facts: facts)
    }

    private func known(_ history: SignalHistory, _ shift: Int64 = 0) -> KnownHistory {
        history.known(account: 0, asOf: Instant(nanoseconds: KnownHistoryTests.time + shift))
    }

    @Test func theCutoffIsExclusiveToTheNanosecond() {
        let history = history(occurred: [1, 0, -1])
        #expect(known(history, -1).readings(0).count == 0)
        #expect(known(history).readings(0).count == 1)
        #expect(known(history, 1).readings(0).count == 2)
        #expect(known(history, 2).readings(0).count == 3)
    }

    @Test func readingsCountFromWhenTheyWereKnown() {
        let history = history(occurred: [-30, -20, -10], known: [-30, 0, -10], values: [1, 2, 3])
        #expect(Array(known(history).readings(0).values) == [1, 3])
        #expect(Array(known(history, 1).readings(0).values) == [1, 2, 3])
        // Known before it occurs: seen once it has occurred.
        let early = self.history(occurred: [5], known: [-5])
        #expect(known(early, 5).readings(0).isEmpty)
        #expect(known(early, 6).readings(0).count == 1)
    }

    @Test func theOrderOfTheInputDecidesNothing() {
        let a = history(occurred: [3, 1, 2, 1], known: [3, 1, 2, 1], values: [30, 11, 20, 10])
        let b = history(occurred: [1, 2, 1, 3], known: [1, 2, 1, 3], values: [10, 20, 11, 30])
        #expect(a.events.values == b.events.values)
        #expect(a.events.columns().occurredAt == b.events.columns().occurredAt)
        let again = a.replacing()
        #expect(again.events.values == a.events.values)
    }

    /// A date before the range of instants is held at its begin: long ago, not to come.
    @Test func whatIsHeldAtTheBeginOfTimeIsLongAgo() {
        let signed = history(occurred: [], signedOn: Day("0001-01-01")!)
        #expect(known(signed).trackedSince == .distantPast)
        let days = Instant(nanoseconds: KnownHistoryTests.time).days(since: .distantPast)
        #expect(days > 126_000 && days < 127_000)
        #expect(Instant.distantPast.days(since: Instant(nanoseconds: KnownHistoryTests.time)) == -days)
    }

    /// 0 and -0 are equal, so nothing sorts them; they must not differ either.
    @Test func zeroHasOneSign() {
        let a = history(occurred: [-1, -1], values: [0, -0.0])
        let b = history(occurred: [-1, -1], values: [-0.0, 0])
        let (x, y) = (a.events.values.map(\.bitPattern), b.events.values.map(\.bitPattern))
        #expect(x == y)
    }

    /// Of rows of one start, known at one time, the last by value (by bytes: Unicode takes é of one scalar and of two for
    /// equal) and then by end stands, wherever it is in the file.
    @Test func theOrderOfFactsDecidesNothing() {
        func last(_ order: [Int]) -> FactReading? {
            let (ends, values): ([Int64], [Int32]) = ([.max, -3, .max, -5], [0, 1, 1, 0])
            let time = KnownHistoryTests.time
            let start = order.map { _ in time - 9 }
            let zeros = order.map { _ in Int32(0) }
            let columns = FactColumns(
                accounts: zeros, facts: zeros, validFrom: start,
                validTo: order.map { ends[$0] == .max ? .max : time + ends[$0] }, knownAt: start,
                values: order.map { values[$0] }, factNames: ["f"], valueTexts: ["e\u{301}", "é"])
            return known(history(occurred: [], facts: columns)).facts(0).last
        }
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
            #expect(last(order)?.value == 1)
            #expect(last(order)?.validTo == .distantFuture)
        }
    }

    /// Co-terminated renewals stand in one order, which nothing that is decided later moves.
    @Test func theOrderOfRenewalsDecidesNothing() {
        let date = Day("2024-01-01")!
        func renewal(_ product: String?, _ outcome: Outcome, _ arr: Double) -> Renewal {
            Renewal(account: 0, date: date, outcome: outcome, product: product, arrBefore: arr)
        }
        let renewals = [renewal("b", .renewed, 1), renewal(nil, .churned, 3), renewal("a", .pending, 2)]
        let expected = [renewals[1], renewals[2], renewals[0]]
        #expect(history(occurred: [], renewals: renewals).renewals == expected)
        #expect(history(occurred: [], renewals: renewals.reversed()).renewals == expected)
        let decided = [renewal("b", .pending, 1), renewal(nil, .renewed, 3), renewal("a", .churned, 2)]
        #expect(history(occurred: [], renewals: decided).renewals.map(\.product) == expected.map(\.product))
    }

    @Test func windowsAreHalfOpen() {
        let readings = known(history(occurred: [-40, -30, -20, -10])).readings(0)
        func instant(_ shift: Int64) -> Instant { Instant(nanoseconds: KnownHistoryTests.time + shift) }
        #expect(Array(readings.within(instant(-30), instant(-10)).values) == [1, 2])
        #expect(readings.within(instant(-5), instant(0)).isEmpty)
        #expect(readings.within(instant(-100), instant(0)).count == 4)
    }

    @Test func endsOfFactsToComeAreNotKnown() throws {
        let time = KnownHistoryTests.time
        let facts = FactColumns(
            accounts: [0, 0, 0], facts: [0, 0, 0], validFrom: [time - 50, time - 20, time - 20],
            validTo: [time - 30, time + 5, .max], knownAt: [time - 50, time - 20, time - 5], values: [0, 1, 2],
            factNames: ["f"], valueTexts: ["yes", "2.5", "word"])
        let history = history(occurred: [], facts: facts)
        let now = known(history).facts(0)
        #expect(now.map(\.text) == ["yes", "word"])
        #expect(now[0].validTo == Instant(nanoseconds: time - 30))
        let before = known(history, -5).facts(0)
        #expect(before.map(\.number) == [1, 2.5])
        #expect(before[1].validTo == .distantFuture)
        #expect(known(history, 10).facts(0).last!.number.isNaN)
    }

    @Test func trackingBeginsWithTheFirstEvidence() {
        let day = Instant(nanoseconds: KnownHistoryTests.time).utcDay
        #expect(known(history(occurred: [-7, -3])).trackedSince?.nanoseconds == KnownHistoryTests.time - 7)
        #expect(
            known(history(occurred: [-7, -3], known: [0, -3])).trackedSince?.nanoseconds == KnownHistoryTests.time - 3)
        #expect(known(history(occurred: [0])).trackedSince == nil)
        #expect(known(history(occurred: [-7], signedOn: day - 3)).trackedSince?.utcDay == day - 3)
        #expect(known(history(occurred: [], signedOn: day + 1)).trackedSince == nil)
        #expect(known(history(occurred: [], signedOn: day + 1)).signedOn == nil)
    }

    @Test func onlyDecidedRenewalsArePast() {
        let day = Instant(nanoseconds: KnownHistoryTests.time).utcDay
        func renewal(_ date: Day, _ outcome: Outcome, decided: Day? = nil) -> Renewal {
            Renewal(account: 0, date: date, outcome: outcome, decidedOn: decided)
        }
        let history = history(
            occurred: [],
            renewals: [
                renewal(day - 10, .renewed), renewal(day + 10, .churned, decided: day - 1),
                renewal(day - 5, .churned, decided: day + 1), renewal(day - 3, .pending), renewal(day - 700, .expanded),
            ])
        #expect(known(history).pastRenewals.map(\.date) == [day - 700, day - 10])
    }
}
