/// All readings, sorted by account, signal, time of occurrence, time of knowing and value, so that the order of the
/// input rows decides nothing.
public struct EventStore: Sendable {
    public let signalNames: [String]
    public let userNames: [String]
    public let tagNames: [String]
    public let occurredAt: [Int64]
    /// Empty where every reading was known when it occurred.
    public let knownAt: [Int64]
    public let values: [Double]
    public let users: [Int32]
    public let tags: [Int32]
    private let starts: [Int32]
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
        starts = grouped.starts
        occurredAt = rows.map { occurred[Int($0)] }
        knownAt = known.isEmpty ? [] : rows.map { known[Int($0)] }
        self.values = rows.map { values[Int($0)] }
        users = columns.users.isEmpty ? [] : rows.map { columns.users[Int($0)] }
        tags = columns.tags.isEmpty ? [] : rows.map { columns.tags[Int($0)] }
        var late = [Bool](repeating: false, count: columns.signalNames.count)
        for row in known.indices where known[row] > occurred[row] { late[Int(columns.signals[row])] = true }
        isKnownLate = late
    }

    public var count: Int { values.count }

    /// The rows of one signal of one account, oldest first.
    public func range(account: Int, signal: Int) -> Range<Int> {
        let group = account * signalNames.count + signal
        return Int(starts[group])..<Int(starts[group + 1])
    }

    /// The readings of one signal of one account that occurred and became known before `bound`, oldest first.
    func readings(account: Int, signal: Int, knownBefore bound: Int64) -> Readings {
        let range = range(account: account, signal: signal)
        let seen = range.lowerBound..<Readings.firstIndex(in: occurredAt, range, notBefore: bound)
        if seen.isEmpty { return .none }
        let all = Readings(
            times: occurredAt[seen], values: values[seen], users: users.isEmpty ? [] : users[seen],
            tags: tags.isEmpty ? [] : tags[seen])
        guard isKnownLate[signal], seen.contains(where: { knownAt[$0] >= bound }) else { return all }
        return all.filter { knownAt[seen.lowerBound + $0] < bound }
    }

    /// When the first reading of any signal occurred, of those that occurred and became known before `bound`.
    func firstKnown(account: Int, before bound: Int64) -> Int64? {
        var first: Int64?
        for signal in signalNames.indices {
            let range = range(account: account, signal: signal)
            let row = isKnownLate[signal] ? range.first { knownAt[$0] < bound } : range.first
            if let row, occurredAt[row] < min(bound, first ?? .max) { first = occurredAt[row] }
        }
        return first
    }

    /// The columns again, in sorted order: what a source would have given.
    public func columns() -> EventColumns {
        var accounts = [Int32](repeating: 0, count: count)
        var signals = accounts
        for group in 0..<(starts.count - 1) {
            for row in Int(starts[group])..<Int(starts[group + 1]) {
                accounts[row] = Int32(group / signalNames.count)
                signals[row] = Int32(group % signalNames.count)
            }
        }
        return EventColumns(
            accounts: accounts, signals: signals, occurredAt: occurredAt, knownAt: knownAt, values: values,
            users: users,
            tags: tags, signalNames: signalNames, userNames: userNames, tagNames: tagNames)
    }
}
