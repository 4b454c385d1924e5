/// Readings in the order of their stretches of accounts, those of a stretch in the order in which they came: one stable
/// counting sort, so that all runs of a source, one behind the other, give each stretch its readings in the source's order.
public struct EventRun: Sendable {
    /// Of these, names stay empty: codes refer to the names of the source.
    public let columns: EventColumns
    /// Readings of stretch s stand at `starts[s]..<starts[s + 1]`.
    public let starts: [Int]

    /// Readings of accounts below 0 are left out.
    public init(_ source: EventColumns, _ stretches: AccountStretches) {
        var starts = [Int](repeating: 0, count: stretches.count + 1)
        for account in source.accounts where account >= 0 { starts[stretches.stretch(of: Int(account)) + 1] += 1 }
        for stretch in 0..<stretches.count { starts[stretch + 1] += starts[stretch] }
        var next = starts
        var order = [Int32](repeating: 0, count: starts[stretches.count])
        for row in source.accounts.indices where source.accounts[row] >= 0 {
            let stretch = stretches.stretch(of: Int(source.accounts[row]))
            order[next[stretch]] = Int32(row)
            next[stretch] += 1
        }
        columns = source.rows(order)
        self.starts = starts
    }

    /// A run that was written elsewhere and read back. Precondition: as `init(_:_:)` would have made it.
    public init(columns: EventColumns, starts: [Int]) { (self.columns, self.starts) = (columns, starts) }

    /// How many readings there are.
    public var count: Int { columns.count }
}

extension EventColumns {
    /// The readings of one stretch in all runs, in their order, without names.
    package init(_ runs: [EventRun], stretch: Int, _ shape: EventShape) {
        self.init()
        reserve(runs.reduce(0) { $0 + $1.starts[stretch + 1] - $1.starts[stretch] }, shape)
        for run in runs { append(run, stretch: stretch, shape) }
    }

    private mutating func reserve(_ count: Int, _ shape: EventShape) {
        accounts.reserveCapacity(count)
        signals.reserveCapacity(count)
        occurredAt.reserveCapacity(count)
        values.reserveCapacity(count)
        if shape.hasKnownAt { knownAt.reserveCapacity(count) }
        if shape.hasUsers { users.reserveCapacity(count) }
        if shape.hasTags { tags.reserveCapacity(count) }
    }

    /// The rows at these places, without names.
    func rows(_ order: [Int32]) -> EventColumns {
        func pick<Element>(_ column: [Element]) -> [Element] { column.isEmpty ? [] : order.map { column[Int($0)] } }
        return EventColumns(
            accounts: pick(accounts), signals: pick(signals), occurredAt: pick(occurredAt), knownAt: pick(knownAt),
            values: pick(values), users: pick(users), tags: pick(tags))
    }

    /// Takes in a stretch of a run. Columns that some runs lack are filled: known when occurred, no user, no tag.
    private mutating func append(_ run: EventRun, stretch: Int, _ shape: EventShape) {
        let rows = run.starts[stretch]..<run.starts[stretch + 1]
        let other = run.columns
        accounts += other.accounts[rows]
        signals += other.signals[rows]
        occurredAt += other.occurredAt[rows]
        values += other.values[rows]
        if shape.hasKnownAt { knownAt += other.knownAt.isEmpty ? other.occurredAt[rows] : other.knownAt[rows] }
        if shape.hasUsers { EventColumns.append(other.users, rows, to: &users) }
        if shape.hasTags { EventColumns.append(other.tags, rows, to: &tags) }
    }

    private static func append(_ codes: [Int32], _ rows: Range<Int>, to column: inout [Int32]) {
        if codes.isEmpty { column += repeatElement(-1, count: rows.count) } else { column += codes[rows] }
    }
}

/// Which columns some run of a source has.
package struct EventShape: Sendable {
    package private(set) var hasKnownAt = false
    package private(set) var hasUsers = false
    package private(set) var hasTags = false

    package init(_ runs: [EventRun]) {
        for run in runs {
            hasKnownAt = hasKnownAt || !run.columns.knownAt.isEmpty
            hasUsers = hasUsers || !run.columns.users.isEmpty
            hasTags = hasTags || !run.columns.tags.isEmpty
        }
    }
}

/// What the readings of a source are called, and which of their values stand for something else.
public struct EventNames: Sendable {
    /// Names of signals, by number.
    public var signals: [String]
    /// Names of users, by number.
    public var users: [String]
    /// Tags, by number.
    public var tags: [String]
    /// By signal: whether a reading without a value (NaN) is missing, and left out, rather than 1.
    public var dropsMissing: [Bool]

    /// Names by number; `dropsMissing` says of each signal whether a reading without a value is left out, by default of
    /// none.
    public init(signals: [String], users: [String] = [], tags: [String] = [], dropsMissing: [Bool]? = nil) {
        (self.signals, self.users, self.tags) = (signals, users, tags)
        self.dropsMissing = dropsMissing ?? signals.map { _ in false }
    }
}
