/// All readings, sorted by account, signal, time of occurrence, time of knowing and value, so that the order of the
/// input rows decides nothing.
public struct EventStore: Sendable {
    public let signalNames: [String]
    public let userNames: [String]
    public let tagNames: [String]
    /// Empty where every reading was known when it occurred.
    public let knownAt: [Int64]
    private let readings: ReadingColumns
    private let grouping: Grouping
    /// By signal: whether some reading became known after it occurred. Where none did, a cut-off is one binary search.
    private let isKnownLate: [Bool]

    public init(_ columns: EventColumns, accountCount: Int) {
        signalNames = columns.signalNames
        (userNames, tagNames) = (columns.userNames, columns.tagNames)
        var grouped = GroupedRows(
            accounts: columns.accounts, kinds: columns.signals, accountCount: accountCount,
            kindCount: columns.signalNames.count)
        let (occurred, known, values) = (columns.occurredAt, columns.knownAt, columns.values)
        grouped.sort { a, b in
            if occurred[a] != occurred[b] { return occurred[a] < occurred[b] }
            if !known.isEmpty, known[a] != known[b] { return known[a] < known[b] }
            return values[a] < values[b]
        }
        let rows = grouped.rows
        grouping = grouped.grouping
        knownAt = known.isEmpty ? [] : rows.map { known[Int($0)] }
        // -0 becomes 0: equal values of other bits would keep the order of the file.
        readings = ReadingColumns(
            times: rows.map { occurred[Int($0)] }, values: rows.map { values[Int($0)] + 0 },
            users: columns.users.isEmpty ? [] : rows.map { columns.users[Int($0)] },
            tags: columns.tags.isEmpty ? [] : rows.map { columns.tags[Int($0)] })
        var late = [Bool](repeating: false, count: columns.signalNames.count)
        for row in known.indices where known[row] > occurred[row] { late[Int(columns.signals[row])] = true }
        isKnownLate = late
    }

    private init(unsharing store: EventStore) {
        (signalNames, userNames, tagNames) = (store.signalNames, store.userNames, store.tagNames)
        (knownAt, grouping, isKnownLate) = (store.knownAt, store.grouping, store.isKnownLate)
        readings = store.readings.unshared()
    }

    /// The same readings behind a reference of their own.
    func unshared() -> EventStore { EventStore(unsharing: self) }

    public var count: Int { readings.values.count }
    public var occurredAt: [Int64] { readings.times }
    public var values: [Double] { readings.values }
    public var users: [Int32] { readings.users }
    public var tags: [Int32] { readings.tags }

    /// The rows of one signal of one account, oldest first.
    public func range(account: Int, signal: Int) -> Range<Int> { grouping.range(account: account, kind: signal) }

    /// The readings of one signal of one account that occurred and became known before `bound`, oldest first.
    func readings(account: Int, signal: Int, knownBefore bound: Int64) -> Readings {
        let range = range(account: account, signal: signal)
        let seen = range.lowerBound..<readings.firstRow(in: range, notBefore: bound)
        if seen.isEmpty { return .none }
        guard isKnownLate[signal], seen.contains(where: { knownAt[$0] >= bound }) else {
            return Readings(readings, seen)
        }
        let known = seen.filter { knownAt[$0] < bound }
        return Readings(readings.rows(known), 0..<known.count)
    }

    /// When the first reading of any signal occurred, of those that occurred and became known before `bound`.
    func firstKnown(account: Int, before bound: Int64) -> Int64? {
        var first: Int64?
        for signal in signalNames.indices {
            let range = range(account: account, signal: signal)
            let row = isKnownLate[signal] ? range.first { knownAt[$0] < bound } : range.first
            if let row, readings.times[row] < min(bound, first ?? .max) { first = readings.times[row] }
        }
        return first
    }

    /// The columns again, in sorted order: what a source would have given.
    public func columns() -> EventColumns {
        let (accounts, signals) = grouping.keys()
        return EventColumns(
            accounts: accounts, signals: signals, occurredAt: occurredAt, knownAt: knownAt, values: values,
            users: users,
            tags: tags, signalNames: signalNames, userNames: userNames, tagNames: tagNames)
    }
}
