import Tables

/// What was known of one account before a cut-off (exclusive), and nothing else: no reading or fact that became known
/// at or after it, no outcome of the renewal it is anchored on, no renewal decided later.
public struct KnownHistory: Sendable {
    package let history: SignalHistory
    public let account: Int
    public let cutoff: Instant
    /// The renewal whose outcome is to be predicted, as far as it is known; nil for an account without one.
    public let renewal: UpcomingRenewal?

    init(history: SignalHistory, account: Int, cutoff: Instant, renewal: UpcomingRenewal?) {
        (self.history, self.account, self.cutoff, self.renewal) = (history, account, cutoff, renewal)
    }

    public var calendar: BusinessCalendar { history.calendar }

    /// The last day of which something may be known: the day before the cut-off's, where that is a midnight.
    public var cutoffDay: Day { calendar.day(of: cutoff) }

    /// The day the account signed, unless that lies after the cut-off.
    public var signedOn: Day? {
        guard let day = history.accounts[account].signedOn, calendar.midnight(of: day) < cutoff else { return nil }
        return day
    }

    /// An attribute of the account. It carries no date: features may use it only where `undated: allowed`.
    public func attribute(_ column: FrameColumn) -> (number: Double, level: String?) {
        switch column.values {
        case .numbers(let values): (values[account], nil)
        case .categories(let values): (.nan, values.level(at: account))
        }
    }

    /// Index of a signal's name for `readings`; nil where no reading has it.
    public static func signal(_ name: String, in history: SignalHistory) -> Int? { history.events.signalNames.firstIndex(of: name) }

    /// The known readings of a signal (by its number in the event store), oldest first.
    public func readings(_ signal: Int) -> Readings {
        let events = history.events
        let range = events.range(account: account, signal: signal)
        let end = Readings.firstIndex(in: events.occurredAt, range, notBefore: cutoff.nanoseconds)
        let seen = range.lowerBound..<end
        if events.knownAt.isEmpty || seen.allSatisfy({ events.knownAt[$0] < cutoff.nanoseconds }) {
            return Readings(
                times: events.occurredAt[seen], values: events.values[seen],
                users: events.users.isEmpty ? [] : events.users[seen], tags: events.tags.isEmpty ? [] : events.tags[seen])
        }
        let known = seen.filter { events.knownAt[$0] < cutoff.nanoseconds }
        return Readings(
            times: known.map { events.occurredAt[$0] }[...], values: known.map { events.values[$0] }[...],
            users: events.users.isEmpty ? [] : known.map { events.users[$0] }[...],
            tags: events.tags.isEmpty ? [] : known.map { events.tags[$0] }[...])
    }

    /// The known rows of a fact (by its number in the fact store), by start of validity. Of rows with the same start the
    /// one known last stands alone: it is a correction.
    public func facts(_ fact: Int) -> [FactReading] {
        let store = history.facts
        var readings: [FactReading] = []
        for row in store.range(account: account, fact: fact)
        where store.knownAt[row] < cutoff.nanoseconds && store.validFrom[row] < cutoff.nanoseconds {
            let value = Int(store.values[row])
            let reading = FactReading(
                validFrom: Instant(nanoseconds: store.validFrom[row]), validTo: Instant(nanoseconds: store.validTo[row]),
                text: store.valueTexts[value], number: store.valueNumbers[value])
            if readings.last?.validFrom == reading.validFrom { readings.removeLast() }
            readings.append(reading)
        }
        return readings
    }

    /// Renewals of this account whose outcome was known before the cut-off, oldest first.
    public var pastRenewals: [Renewal] {
        history.renewals(of: account).filter {
            $0.outcome != .pending && calendar.midnight(of: $0.knownOn) < cutoff && calendar.midnight(of: $0.date) < cutoff
        }
    }
}

/// Known readings of one signal of one account, oldest first. `users` and `tags` are empty where the source has none.
public struct Readings: Sendable {
    public let times: ArraySlice<Int64>
    public let values: ArraySlice<Double>
    public let users: ArraySlice<Int32>
    public let tags: ArraySlice<Int32>

    public init(times: ArraySlice<Int64>, values: ArraySlice<Double>, users: ArraySlice<Int32>, tags: ArraySlice<Int32>) {
        (self.times, self.values, self.users, self.tags) = (times, values, users, tags)
    }

    public static let none = Readings(times: [], values: [], users: [], tags: [])

    public var count: Int { times.count }
    public var isEmpty: Bool { times.isEmpty }

    /// The readings in the half-open window [start, end).
    public func within(_ start: Instant, _ end: Instant) -> Readings {
        let lower = Readings.firstIndex(in: times, times.indices, notBefore: start.nanoseconds)
        let upper = Readings.firstIndex(in: times, lower..<times.endIndex, notBefore: end.nanoseconds)
        func cut<Element>(_ column: ArraySlice<Element>) -> ArraySlice<Element> {
            guard !column.isEmpty else { return [] }
            let shift = column.startIndex - times.startIndex
            return column[(lower + shift)..<(upper + shift)]
        }
        return Readings(times: times[lower..<upper], values: cut(values), users: cut(users), tags: cut(tags))
    }

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
    public let validTo: Instant
    public let text: String
    /// NaN where the text is no number.
    public let number: Double
}
