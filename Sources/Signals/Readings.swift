/// Known readings of one signal of one account, oldest first. `users` and `tags` are empty where the source has none,
/// else they hold indices into the event store's names, -1 for none.
public struct Readings: Sendable {
    public let times: ArraySlice<Int64>
    public let values: ArraySlice<Double>
    public let users: ArraySlice<Int32>
    public let tags: ArraySlice<Int32>

    public init(times: ArraySlice<Int64>, values: ArraySlice<Double>, users: ArraySlice<Int32>, tags: ArraySlice<Int32>)
    {
        (self.times, self.values, self.users, self.tags) = (times, values, users, tags)
    }

    public static let none = Readings(times: [], values: [], users: [], tags: [])

    public var count: Int { times.count }
    public var isEmpty: Bool { times.isEmpty }

    /// The readings in the half-open window [start, end).
    public func within(_ start: Instant, _ end: Instant) -> Readings {
        at(position(of: start)..<position(of: end))
    }

    /// How many readings lie before `instant`: its place, counted from 0.
    public func position(of instant: Instant) -> Int {
        Readings.firstIndex(in: times, times.indices, notBefore: instant.nanoseconds) - times.startIndex
    }

    /// The readings at these places, counted from 0.
    public func at(_ places: Range<Int>) -> Readings {
        Readings(
            times: Readings.cut(times, places), values: Readings.cut(values, places),
            users: Readings.cut(users, places),
            tags: Readings.cut(tags, places))
    }

    /// The readings whose place satisfies `isWanted`, in order.
    public func filter(_ isWanted: (Int) -> Bool) -> Readings {
        let places = (0..<count).filter(isWanted)
        return Readings(
            times: Readings.pick(times, places), values: Readings.pick(values, places),
            users: Readings.pick(users, places), tags: Readings.pick(tags, places))
    }

    private static func cut<Element>(_ column: ArraySlice<Element>, _ places: Range<Int>) -> ArraySlice<Element> {
        guard !column.isEmpty else { return [] }
        return column[(column.startIndex + places.lowerBound)..<(column.startIndex + places.upperBound)]
    }

    private static func pick<Element>(_ column: ArraySlice<Element>, _ places: [Int]) -> ArraySlice<Element> {
        guard !column.isEmpty else { return [] }
        return places.map { column[column.startIndex + $0] }[...]
    }

    /// Binary search: the first index in `range` whose time is at or after `bound`.
    static func firstIndex<Times: RandomAccessCollection<Int64>>(
        in times: Times, _ range: Range<Int>, notBefore bound: Int64
    ) -> Int where Times.Index == Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// One known row of a fact.
public struct FactReading: Sendable, Equatable {
    public let validFrom: Instant
    /// `distantFuture` where no end is known.
    public let validTo: Instant
    /// Index into the fact store's `valueTexts`.
    public let value: Int32
    public let text: String
    /// NaN where the text is no number.
    public let number: Double
}
