import Signals
import Tables
import Testing

@Suite struct EventStoreTests {
    /// Readings of 50 accounts in any order, with ties, late knowledge and values that are missing.
    private func columns(seed: UInt64, missing: Bool = false) -> EventColumns {
        var random = SeededGenerator(seed: seed)
        var columns = EventColumns(
            signalNames: ["a", "b", "c"], userNames: ["u", "v"], tagNames: ["s", "t", "w"])
        for _ in 0..<5000 {
            let time = Int64(random.below(300))
            columns.accounts.append(Int32(random.below(50)))
            columns.signals.append(Int32(random.below(3)))
            columns.occurredAt.append(time)
            columns.knownAt.append(random.below(4) == 0 ? time + Int64(random.below(100)) : time)
            columns.values.append(missing && random.below(20) == 0 ? .nan : Double(random.below(5)))
            columns.users.append(Int32(random.below(3)) - 1)
            columns.tags.append(Int32(random.below(4)) - 1)
        }
        return columns
    }

    private func rows(_ columns: EventColumns, _ rows: Range<Int>) -> EventColumns {
        var part = EventColumns()
        part.accounts = Array(columns.accounts[rows])
        part.signals = Array(columns.signals[rows])
        part.occurredAt = Array(columns.occurredAt[rows])
        part.knownAt = Array(columns.knownAt[rows])
        part.values = Array(columns.values[rows])
        part.users = Array(columns.users[rows])
        part.tags = Array(columns.tags[rows])
        return part
    }

    private func names(_ columns: EventColumns, dropsMissing: [Bool]? = nil) -> EventNames {
        EventNames(
            signals: columns.signalNames, users: columns.userNames, tags: columns.tagNames, dropsMissing: dropsMissing)
    }

    private func isSame(_ a: EventColumns, _ b: EventColumns) -> Bool {
        a.accounts == b.accounts && a.signals == b.signals && a.occurredAt == b.occurredAt && a.knownAt == b.knownAt
            && a.values == b.values && a.users == b.users && a.tags == b.tags
    }

    /// The rows one by one, sorted the plain way.
    private func sorted(_ columns: EventColumns) -> EventColumns {
        let order = (0..<columns.count).sorted { a, b in
            let left = (columns.accounts[a], columns.signals[a], columns.occurredAt[a], columns.knownAt[a])
            let right = (columns.accounts[b], columns.signals[b], columns.occurredAt[b], columns.knownAt[b])
            if left != right { return left < right }
            return (columns.values[a], a) < (columns.values[b], b)
        }
        return EventColumns(
            accounts: order.map { columns.accounts[$0] }, signals: order.map { columns.signals[$0] },
            occurredAt: order.map { columns.occurredAt[$0] }, knownAt: order.map { columns.knownAt[$0] },
            values: order.map { columns.values[$0] }, users: order.map { columns.users[$0] },
            tags: order.map { columns.tags[$0] })
    }

    @Test(arguments: [1, 2, 7, 50, 1000])
    func stretchesAndRunsDecideNothing(stretchCount: Int) {
        let columns = columns(seed: 3)
        let stretches = AccountStretches(accountCount: 50, about: stretchCount)
        let halves = [
            EventRun(rows(columns, 0..<1700), stretches), EventRun(rows(columns, 1700..<5000), stretches),
        ]
        let store = EventStore(halves, stretches, names: names(columns))
        #expect(store.count == 5000)
        #expect(isSame(store.columns(), sorted(columns)))
        #expect(isSame(EventStore(columns, accountCount: 50).columns(), sorted(columns)))
    }

    @Test func aPartHoldsItsAccountsOnly() {
        let columns = columns(seed: 4)
        let stretches = AccountStretches(accountCount: 50, about: 10)
        let run = EventRun(columns, stretches)
        let whole = EventStore([run], stretches, names: names(columns))
        let part = EventStore([run], stretches, names: names(columns), part: 3..<5)
        #expect(Set(part.columns().accounts) == Set(columns.accounts.filter { (15..<25).contains($0) }))
        for account in 15..<25 {
            for signal in 0..<3 {
                let rows = part.range(account: account, signal: signal)
                #expect(part.values[rows] == whole.values[whole.range(account: account, signal: signal)])
            }
        }
    }

    @Test func readingsOfNobodyAreLeftOut() {
        var columns = columns(seed: 5)
        for row in 0..<100 { columns.accounts[row] = -1 }
        let stretches = AccountStretches(accountCount: 50, about: 4)
        #expect(EventStore([EventRun(columns, stretches)], stretches, names: names(columns)).count == 4900)
    }

    @Test func aReadingWithoutAValueIsOneOrLeftOut() {
        let columns = columns(seed: 6, missing: true)
        let stretches = AccountStretches(accountCount: 50, about: 4)
        let store = EventStore(
            [EventRun(columns, stretches)], stretches, names: names(columns, dropsMissing: [true, false, false]))
        let dropped = columns.values.indices.count { columns.values[$0].isNaN && columns.signals[$0] == 0 }
        let filled = columns.values.indices.count { columns.values[$0].isNaN && columns.signals[$0] > 0 }
        #expect(dropped > 0 && filled > 0)
        #expect(store.count == 5000 - dropped)
        #expect(!store.values.contains { $0.isNaN })
        let ones = columns.values.indices.count { columns.values[$0] == 1 }
        #expect(store.values.count { $0 == 1 } == ones + filled)
    }

    @Test func columnsThatSomeRunsLackAreFilled() {
        let columns = columns(seed: 7)
        let stretches = AccountStretches(accountCount: 50, about: 3)
        let bare = EventColumns(
            accounts: [3, 49], signals: [0, 2], occurredAt: [1000, 2000], values: [1, 2])
        let store = EventStore(
            [EventRun(columns, stretches), EventRun(bare, stretches)], stretches, names: names(columns))
        let again = store.columns()
        for time: Int64 in [1000, 2000] {
            let row = again.occurredAt.firstIndex(of: time)!
            #expect(again.knownAt[row] == time && again.users[row] == -1 && again.tags[row] == -1)
        }
    }
}
