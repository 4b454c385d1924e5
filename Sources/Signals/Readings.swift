/// Known readings of one signal of one account, oldest first. A place counts them from 0.
public struct Readings: Sendable {
    /// Shared, never copied: what narrows it is `rows`.
    private let columns: ReadingColumns
    private let rows: Range<Int>

    init(_ columns: ReadingColumns, _ rows: Range<Int>) { (self.columns, self.rows) = (columns, rows) }

    /// No reading at all.
    public static let none = Readings(ReadingColumns(), 0..<0)

    /// How many there are.
    public var count: Int { rows.count }
    /// Whether there is none.
    public var isEmpty: Bool { rows.isEmpty }
    /// When they occurred, nanoseconds since 1970, oldest first.
    public var times: ArraySlice<Int64> { columns.times[rows] }
    /// Their values, in the same order.
    public var values: ArraySlice<Double> { columns.values[rows] }
    /// Indices into the event store's names, -1 for none; empty where the source has no users.
    public var users: ArraySlice<Int32> { columns.users.isEmpty ? [] : columns.users[rows] }
    /// The same of tags.
    public var tags: ArraySlice<Int32> { columns.tags.isEmpty ? [] : columns.tags[rows] }

    /// When the reading at a place occurred.
    public func time(at place: Int) -> Instant { Instant(nanoseconds: columns.times[rows.lowerBound + place]) }

    /// When the newest reading occurred.
    public var lastTime: Instant? { isEmpty ? nil : time(at: count - 1) }

    /// The readings in the half-open window [start, end).
    public func within(_ start: Instant, _ end: Instant) -> Readings { at(position(of: start)..<position(of: end)) }

    /// How many readings lie before `instant`: its place.
    public func position(of instant: Instant) -> Int {
        columns.firstRow(in: rows, notBefore: instant.nanoseconds) - rows.lowerBound
    }

    /// Counts for each of some instants, latest first, how many readings lie before it: one sweep from the newest reading
    /// back. Those of `instants[order[i]]` go to `places[targets[i]]`.
    package func countBefore(
        _ instants: [Instant], inOrder order: [Int], into places: inout [Int], at targets: [Int]
    ) {
        let times = columns.times
        var row = rows.upperBound
        for (index, which) in order.enumerated() {
            let instant = instants[which]
            var steps = 0
            while row > rows.lowerBound, times[row - 1] >= instant.nanoseconds {
                row -= 1
                steps += 1
                // Far back a search is quicker than a walk.
                if steps == 16 {
                    row = columns.firstRow(in: rows.lowerBound..<row, notBefore: instant.nanoseconds)
                    break
                }
            }
            places[targets[index]] = row - rows.lowerBound
        }
    }

    /// The readings at these places.
    public func at(_ places: Range<Int>) -> Readings {
        precondition(places.upperBound <= count, "places lie among the readings")
        return Readings(columns, (rows.lowerBound + places.lowerBound)..<(rows.lowerBound + places.upperBound))
    }

    /// The sum of the values at these places, left to right, so that it is the same on every machine.
    public func sum(_ places: Range<Int>) -> Double {
        var sum = 0.0
        for place in places { sum += columns.values[rows.lowerBound + place] }
        return sum
    }

    /// The readings with one of the wanted tags (all where nil) and a value between the bounds, both exclusive where they
    /// are finite.
    public func narrowed(tags wanted: [Bool]?, above: Double, below: Double) -> Readings {
        if isEmpty || (wanted != nil && columns.tags.isEmpty) { return .none }
        let picked = rows.filter { row in
            if let wanted {
                let tag = Int(columns.tags[row])
                if tag < 0 || !wanted[tag] { return false }
            }
            let value = columns.values[row]
            return (value > above || above == -.infinity) && (value < below || below == .infinity)
        }
        return Readings(columns.rows(picked), 0..<picked.count)
    }
}

/// Columns of readings, by time within an account and signal. One object, so that handing readings on counts one reference.
final class ReadingColumns: Sendable {
    let times: [Int64]
    let values: [Double]
    let users: [Int32]
    let tags: [Int32]

    init(times: [Int64] = [], values: [Double] = [], users: [Int32] = [], tags: [Int32] = []) {
        (self.times, self.values, self.users, self.tags) = (times, values, users, tags)
    }

    func rows(_ rows: [Int]) -> ReadingColumns {
        ReadingColumns(
            times: rows.map { times[$0] }, values: rows.map { values[$0] },
            users: users.isEmpty ? [] : rows.map { users[$0] }, tags: tags.isEmpty ? [] : rows.map { tags[$0] })
    }

    /// Another object of the same columns: a thread that has its own does not wait for others to count references.
    func unshared() -> ReadingColumns { ReadingColumns(times: times, values: values, users: users, tags: tags) }

    /// Binary search: the first row in `range` whose time is at or after `bound`.
    func firstRow(in range: Range<Int>, notBefore bound: Int64) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
