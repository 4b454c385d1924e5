import Tables

/// All readings, sorted by account, signal, time of occurrence, time of knowing and value, so that the order of the
/// input rows decides nothing. They are kept by stretches of accounts, each sorted by itself.
public struct EventStore: Sendable {
    /// Names of signals, by number.
    public let signalNames: [String]
    /// Names of users, by number.
    public let userNames: [String]
    /// Tags, by number.
    public let tagNames: [String]
    private let width: Int
    /// The first stretch whose readings are here; those of others are elsewhere.
    private let firstStretch: Int
    package let stretches: [EventStretch]
    /// The row with which each stretch begins; the last element is their number.
    private let firstRows: [Int]
    /// By signal: whether some reading became known after it occurred. Where none did, a cut-off is one binary search.
    private let isKnownLate: [Bool]

    /// Readings of a stretch: enough to be worth a thread, few enough to be sorted in the cache.
    private static let rowsPerStretch = 1 << 17

    /// Sorts the readings of accounts that are numbered from 0.
    public init(_ columns: EventColumns, accountCount: Int) {
        let stretches = AccountStretches(
            accountCount: accountCount, about: columns.count / EventStore.rowsPerStretch + 1)
        let names = EventNames(signals: columns.signalNames, users: columns.userNames, tags: columns.tagNames)
        self.init([EventRun(columns, stretches)], stretches, names: names)
    }

    /// Sorts the readings of all runs, stretch by stretch on all cores.
    /// - Parameter runs: readings as they came.
    /// - Parameter split: how accounts are cut into stretches.
    /// - Parameter names: of signals, users and tags.
    /// - Parameter part: the stretches whose readings are wanted; all where nil. Asking for those of another account is
    ///   an error of the program.
    public init(
        _ runs: [EventRun], _ split: AccountStretches, names: EventNames, part: Range<Int>? = nil
    ) {
        let part = part ?? 0..<split.count
        let shape = EventShape(runs)
        let stretches = concurrentMap(part.count) { place in
            let stretch = part.lowerBound + place
            return EventStretch(
                runs, stretch: stretch, accounts: split.accounts(of: stretch), shape, names: names)
        }
        (signalNames, userNames, tagNames) = (names.signals, names.users, names.tags)
        (width, firstStretch, self.stretches) = (split.width, part.lowerBound, stretches)
        firstRows = EventStore.firstRows(stretches)
        isKnownLate = stretches.reduce(into: names.signals.map { _ in false }) { late, stretch in
            for (signal, isLate) in stretch.knownLate(signalCount: late.count).enumerated() where isLate {
                late[signal] = true
            }
        }
    }

    private init(unsharing store: EventStore) {
        (signalNames, userNames, tagNames) = (store.signalNames, store.userNames, store.tagNames)
        (width, firstStretch) = (store.width, store.firstStretch)
        (firstRows, isKnownLate) = (store.firstRows, store.isKnownLate)
        stretches = store.stretches.map { $0.unshared() }
    }

    private static func firstRows(_ stretches: [EventStretch]) -> [Int] {
        stretches.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    }

    /// The same readings behind references of their own.
    func unshared() -> EventStore { EventStore(unsharing: self) }

    /// How many readings are held.
    public var count: Int { firstRows.last! }
    /// Of all rows, in their order. A copy, like the columns below: take it out once.
    public var occurredAt: [Int64] { stretches.flatMap(\.readings.times) }
    /// Empty where every reading was known when it occurred.
    public var knownAt: [Int64] { stretches.flatMap(\.knownAt) }
    /// The readings' values, in the order of the store.
    public var values: [Double] { stretches.flatMap(\.readings.values) }
    /// Numbers of the users who left them, as the source had them.
    public var users: [Int32] { stretches.flatMap(\.readings.users) }
    /// Numbers of their tags, as the source had them.
    public var tags: [Int32] { stretches.flatMap(\.readings.tags) }

    /// The rows of one signal of one account, oldest first.
    public func range(account: Int, signal: Int) -> Range<Int> {
        let place = account / width - firstStretch
        let range = stretches[place].range(account: account, signal: signal)
        return (range.lowerBound + firstRows[place])..<(range.upperBound + firstRows[place])
    }

    /// The readings of one signal of one account that occurred and became known before `bound`, oldest first.
    func readings(account: Int, signal: Int, knownBefore bound: Int64) -> Readings {
        stretches[account / width - firstStretch].readings(
            account: account, signal: signal, knownBefore: bound, isKnownLate: isKnownLate[signal])
    }

    /// When the first reading of any signal occurred, of those that occurred and became known before `bound`.
    func firstKnown(account: Int, before bound: Int64) -> Int64? {
        stretches[account / width - firstStretch].firstKnown(account: account, before: bound, isKnownLate: isKnownLate)
    }

    /// When the first reading of any account occurred, known or not; nil without readings. Looks at every row.
    public var firstTime: Instant? {
        concurrentMap(stretches.count) { stretches[$0].readings.times.min() }.compactMap(\.self).min()
            .map { Instant(nanoseconds: $0) }
    }

    /// When the newest reading of any account occurred, known or not; nil without readings. Looks at every row.
    public var lastTime: Instant? {
        concurrentMap(stretches.count) { stretches[$0].readings.times.max() }.compactMap(\.self).max()
            .map { Instant(nanoseconds: $0) }
    }

    /// The columns again, in sorted order: what a source would have given.
    public func columns() -> EventColumns {
        let keys = stretches.map { $0.keys() }
        return EventColumns(
            accounts: keys.flatMap(\.accounts), signals: keys.flatMap(\.signals), occurredAt: occurredAt,
            knownAt: knownAt, values: values, users: users, tags: tags, signalNames: signalNames, userNames: userNames,
            tagNames: tagNames)
    }
}
