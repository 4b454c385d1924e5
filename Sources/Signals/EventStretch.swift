/// The readings of a stretch of accounts, sorted by account, signal, time of occurrence, time of knowing and value.
///
/// One object, so that asking for an account's stretch counts one reference.
package final class EventStretch: Sendable {
    package let accounts: Range<Int>
    let readings: ReadingColumns
    /// Empty where every reading was known when it occurred.
    package let knownAt: [Int64]
    private let grouping: Grouping
    /// By account: its earliest reading of any signal, and when that became known.
    private let earliest: [Earliest]

    private struct Earliest {
        var time = Int64.max
        var known = Int64.max
    }

    /// Sorts the readings of one stretch in all runs.
    init(_ runs: [EventRun], stretch: Int, accounts: Range<Int>, _ shape: EventShape, names: EventNames) {
        let runs = runs.map { $0.resolvingMissingValues(stretch: stretch, names) }
        grouping = Grouping(
            runs.map { ($0.columns.accounts, $0.columns.signals, $0.rows(of: stretch)) }, accounts: accounts,
            kindCount: names.signals.count)
        self.accounts = accounts
        var next = grouping.starts
        let count = grouping.rowCount
        let place = GroupPlaces(firstAccount: accounts.lowerBound, kindCount: names.signals.count)
        var columns = SortedColumns(count: count, shape)
        for run in runs { columns.scatter(run, stretch: stretch, place, &next) }
        columns.sort(grouping)
        knownAt = columns.knownAt
        readings = ReadingColumns(
            times: columns.times, values: columns.values, users: columns.users, tags: columns.tags)
        earliest = EventStretch.earliest(columns.times, columns.knownAt, grouping, accountCount: accounts.count)
    }

    private static func earliest(
        _ times: [Int64], _ knownAt: [Int64], _ grouping: Grouping, accountCount: Int
    ) -> [Earliest] {
        var earliest = [Earliest](repeating: Earliest(), count: accountCount)
        for account in 0..<accountCount {
            for kind in 0..<grouping.kindCount {
                // Rows are sorted by time, then by time of knowing, so the first of a signal is enough.
                guard let row = grouping.range(account: account, kind: kind).first else { continue }
                let found = Earliest(time: times[row], known: knownAt.isEmpty ? times[row] : knownAt[row])
                let best = earliest[account]
                if (found.time, found.known) < (best.time, best.known) { earliest[account] = found }
            }
        }
        return earliest
    }

    private init(unsharing stretch: EventStretch) {
        (accounts, knownAt, grouping) = (stretch.accounts, stretch.knownAt, stretch.grouping)
        earliest = stretch.earliest
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
        let quick = earliest[account - accounts.lowerBound]
        if quick.time >= bound { return nil }
        if quick.known < bound { return quick.time }
        // The earliest became known too late: another may have been first.
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

/// Where the group of an account and a signal lies among the groups of a stretch.
struct GroupPlaces {
    let firstAccount: Int
    let kindCount: Int

    @inline(__always)
    func group(_ account: Int32, _ kind: Int32) -> Int { (Int(account) - firstAccount) * kindCount + Int(kind) }
}

/// The columns of a stretch on their way to their places.
private struct SortedColumns {
    var times: [Int64]
    var knownAt: [Int64]
    var values: [Double]
    var users: [Int32]
    var tags: [Int32]

    init(count: Int, _ shape: EventShape) {
        times = [Int64](repeating: 0, count: count)
        values = [Double](repeating: 0, count: count)
        knownAt = shape.hasKnownAt ? times : []
        users = shape.hasUsers ? [Int32](repeating: -1, count: count) : []
        tags = shape.hasTags ? [Int32](repeating: -1, count: count) : []
    }

    /// Puts each reading of a stretch behind those of its group that are there: the order in which they came.
    mutating func scatter(_ run: EventRun, stretch: Int, _ places: GroupPlaces, _ next: inout [Int32]) {
        let source = run.columns
        for row in run.rows(of: stretch) {
            let group = places.group(source.accounts[row], source.signals[row])
            let place = Int(next[group])
            next[group] += 1
            times[place] = source.occurredAt[row]
            // -0 becomes 0: equal values of other bits would keep the order of the file.
            values[place] = source.values[row] + 0
            if !knownAt.isEmpty { knownAt[place] = (source.knownAt.isEmpty ? source.occurredAt : source.knownAt)[row] }
            if !users.isEmpty, !source.users.isEmpty { users[place] = source.users[row] }
            if !tags.isEmpty, !source.tags.isEmpty { tags[place] = source.tags[row] }
        }
    }

    /// Sorts every group that is not yet in order. Most are: a log is written in time order.
    mutating func sort(_ grouping: Grouping) {
        for group in 0..<(grouping.starts.count - 1) {
            let rows = Int(grouping.starts[group])..<Int(grouping.starts[group + 1])
            guard !isSorted(rows) else { continue }
            // Stable, so that users and tags of equal readings stay in the order in which they came.
            let order = rows.enumerated().sorted {
                precedes($0.element, $1.element) || (!precedes($1.element, $0.element) && $0.offset < $1.offset)
            }.map(\.element)
            reorder(rows, order)
        }
    }

    private func isSorted(_ rows: Range<Int>) -> Bool {
        var row = rows.lowerBound + 1
        while row < rows.upperBound {
            if times[row] <= times[row - 1], precedes(row, row - 1) { return false }
            row += 1
        }
        return true
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        if times[a] != times[b] { return times[a] < times[b] }
        if !knownAt.isEmpty, knownAt[a] != knownAt[b] { return knownAt[a] < knownAt[b] }
        return values[a] < values[b]
    }

    private mutating func reorder(_ rows: Range<Int>, _ order: [Int]) {
        times.rearrange(rows, order)
        knownAt.rearrange(rows, order)
        values.rearrange(rows, order)
        users.rearrange(rows, order)
        tags.rearrange(rows, order)
    }
}

extension Array {
    /// Puts the elements at `order` into `places`; an empty array stays empty.
    fileprivate mutating func rearrange(_ places: Range<Int>, _ order: [Int]) {
        if !isEmpty { replaceSubrange(places, with: order.map { self[$0] }) }
    }
}

extension EventRun {
    func rows(of stretch: Int) -> Range<Int> { starts[stretch]..<starts[stretch + 1] }

    /// Readings without a value (NaN) are 1, or left out where their signal carries values. Other stretches stay as they
    /// are, or are left out.
    fileprivate func resolvingMissingValues(stretch: Int, _ names: EventNames) -> EventRun {
        let places = rows(of: stretch)
        guard places.contains(where: { columns.values[$0].isNaN }) else { return self }
        let kept = places.filter { !columns.values[$0].isNaN || !names.dropsMissing[Int(columns.signals[$0])] }
        var readings = columns.rows(kept.map(Int32.init))
        for row in readings.values.indices where readings.values[row].isNaN { readings.values[row] = 1 }
        var starts = [Int](repeating: 0, count: stretch + 1)
        starts.append(kept.count)
        return EventRun(columns: readings, starts: starts)
    }
}
