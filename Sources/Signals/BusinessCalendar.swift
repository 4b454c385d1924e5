import Foundation

/// The business time zone: where a day begins. Offsets are read once from the system's time-zone data into a table of
/// transitions, so that a look-up is a binary search and independent of the environment.
public struct BusinessCalendar: Sendable {
    /// The IANA name, such as `Europe/Berlin`.
    public let name: String
    private let starts: [Int64]
    private let offsets: [Int64]

    /// Days that begin at midnight UTC.
    public static let utc = BusinessCalendar(fixedOffset: 0, name: "UTC")

    private init(fixedOffset: Int64, name: String) {
        self.name = name
        starts = [.min]
        offsets = [fixedOffset]
    }

    /// nil where the system knows no zone of that name (IANA, such as `Europe/Berlin`).
    public init?(timeZone name: String) {
        if name == "UTC" {
            self = .utc
            return
        }
        // The list of known names lacks some current ones (Asia/Kolkata), so any region/city that the system reads will do.
        let isRegion = name.contains("/") && name.first!.isLetter && !name.contains("..")
        guard isRegion || TimeZone.knownTimeZoneIdentifiers.contains(name), let zone = TimeZone(identifier: name) else {
            return nil
        }
        var starts: [Int64] = [.min]
        let first = Date(timeIntervalSince1970: -2_208_988_800)  // 1900; zones were local mean time before
        let last = Date(timeIntervalSince1970: 4_102_444_800)  // 2100
        var offsets = [Int64(zone.secondsFromGMT(for: first))]
        var moment = first
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next > moment, next < last {
            starts.append(Int64(next.timeIntervalSince1970))
            offsets.append(Int64(zone.secondsFromGMT(for: next)))
            moment = next
        }
        (self.name, self.starts, self.offsets) = (name, starts, offsets)
    }

    /// IANA names that the system's time-zone data know, for hints.
    public static var knownNames: [String] { TimeZone.knownTimeZoneIdentifiers }

    /// Seconds east of UTC at a UTC second.
    public func offset(atUTC second: Int64) -> Int64 {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= second { low = middle } else { high = middle }
        }
        return offsets[low]
    }

    /// The instant at which the local day begins. Where the clocks skip midnight, the first instant after the gap; where
    /// midnight comes twice, the first.
    public func midnight(of day: Day) -> Instant {
        let local = Int64(day.number) * 86_400
        if starts.count == 1 { return Instant(seconds: local - offsets[0]) }
        let before = offset(atUTC: local - 86_400 * 2)
        for candidate in [before, offset(atUTC: local + 86_400 * 2)] where offset(atUTC: local - candidate) == candidate
        {
            return Instant(seconds: local - candidate)
        }
        return Instant(seconds: local - before)
    }

    /// The local day that holds an instant.
    public func day(of instant: Instant) -> Day {
        if starts.count == 1, offsets[0] == 0 { return instant.utcDay }
        let (quotient, remainder) = instant.nanoseconds.quotientAndRemainder(dividingBy: Instant.perSecond)
        let second = quotient - (remainder < 0 ? 1 : 0)
        return Instant(seconds: second + offset(atUTC: second)).utcDay
    }
}
