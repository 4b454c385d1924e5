/// The readings of a stretch of accounts, sorted by account, signal, time of occurrence, time of knowing and value.
package struct EventStretch: Sendable {
    package let accounts: Range<Int>
    let readings: ReadingColumns
    /// Empty where every reading was known when it occurred.
    package let knownAt: [Int64]
    private let grouping: Grouping

    init(_ columns: EventColumns, accounts: Range<Int>, names: EventNames) {
        let columns = columns.resolvingMissingValues(names)
        var grouped = GroupedRows(
            accounts: columns.accounts, firstAccount: accounts.lowerBound, kinds: columns.signals,
            accountCount: accounts.count, kindCount: names.signals.count)
        let (occurred, known, values) = (columns.occurredAt, columns.knownAt, columns.values)
        grouped.sort { a, b in
            if occurred[a] != occurred[b] { return occurred[a] < occurred[b] }
            if !known.isEmpty, known[a] != known[b] { return known[a] < known[b] }
            return values[a] < values[b]
        }
        let sorted = columns.rows(grouped.rows)
        (self.accounts, grouping, knownAt) = (accounts, grouped.grouping, sorted.knownAt)
        readings = ReadingColumns(
            times: sorted.occurredAt, values: sorted.values, users: sorted.users, tags: sorted.tags)
    }

    private init(unsharing stretch: EventStretch) {
        (accounts, knownAt, grouping) = (stretch.accounts, stretch.knownAt, stretch.grouping)
        readings = stretch.readings.unshared()
    }

    /// The same readings behind a reference of their own.
    func unshared() -> EventStretch { EventStretch(unsharing: self) }

    package var count: Int { readings.values.count }
    package var times: [Int64] { readings.times }
    package var values: [Double] { readings.values }
    package var users: [Int32] { readings.users }
    package var tags: [Int32] { readings.tags }

    /// The rows of one signal of one account of the stretch, oldest first.
    package func range(account: Int, signal: Int) -> Range<Int> {
        grouping.range(account: account - accounts.lowerBound, kind: signal)
    }

    /// The readings of one signal of one account that occurred and became known before `bound`, oldest first.
    func readings(account: Int, signal: Int, knownBefore bound: Int64, isKnownLate: Bool) -> Readings {
        let range = range(account: account, signal: signal)
        let seen = range.lowerBound..<readings.firstRow(in: range, notBefore: bound)
        if seen.isEmpty { return .none }
        guard isKnownLate, seen.contains(where: { knownAt[$0] >= bound }) else { return Readings(readings, seen) }
        let known = seen.filter { knownAt[$0] < bound }
        return Readings(readings.rows(known), 0..<known.count)
    }

    /// When the first reading of any signal occurred, of those that occurred and became known before `bound`.
    func firstKnown(account: Int, before bound: Int64, isKnownLate: [Bool]) -> Int64? {
        var first: Int64?
        for signal in isKnownLate.indices {
            let range = range(account: account, signal: signal)
            let row = isKnownLate[signal] ? range.first { knownAt[$0] < bound } : range.first
            if let row, readings.times[row] < min(bound, first ?? .max) { first = readings.times[row] }
        }
        return first
    }

    /// Whether some reading became known after it occurred, by signal.
    func knownLate(signalCount: Int) -> [Bool] {
        var late = [Bool](repeating: false, count: signalCount)
        guard !knownAt.isEmpty else { return late }
        let kinds = grouping.keys().kinds
        for row in knownAt.indices where knownAt[row] > readings.times[row] { late[Int(kinds[row])] = true }
        return late
    }

    /// Account and signal of every row.
    func keys() -> (accounts: [Int32], signals: [Int32]) {
        let (locals, signals) = grouping.keys()
        let first = Int32(accounts.lowerBound)
        return (locals.map { $0 + first }, signals)
    }
}

extension EventColumns {
    /// Readings without a value (NaN) are 1, or left out where their signal carries values.
    fileprivate func resolvingMissingValues(_ names: EventNames) -> EventColumns {
        guard values.contains(where: \.isNaN) else { return self }
        func isDropped(_ row: Int) -> Bool { values[row].isNaN && names.dropsMissing[Int(signals[row])] }
        let isAnyDropped = values.indices.contains(where: isDropped)
        var kept = isAnyDropped ? rows(values.indices.filter { !isDropped($0) }.map(Int32.init)) : self
        for row in kept.values.indices where kept.values[row].isNaN { kept.values[row] = 1 }
        return kept
    }
}
