/// A point in time: nanoseconds since 1970-01-01T00:00Z, leap seconds not counted (23:59:60 is the next second).
/// Times outside 1677-09-21 to 2262-04-11 are held at the ends of that range, so a far-future sentinel such as
/// 9999-12-31 stays "after every cut-off".
public struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00Z; negative before.
    public let nanoseconds: Int64

    /// The point so many nanoseconds after 1970-01-01T00:00Z.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Seconds plus nanoseconds, held at the ends of the range.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        let (product, overflows) = seconds.multipliedReportingOverflow(by: Instant.perSecond)
        let (sum, sumOverflows) = product.addingReportingOverflow(nanoseconds)
        self.nanoseconds = overflows || sumOverflows ? (seconds < 0 ? .min : .max) : sum
    }

    /// Nanoseconds of a second.
    public static let perSecond: Int64 = 1_000_000_000
    /// Nanoseconds of 24 hours.
    public static let perDay: Int64 = 86_400 * perSecond
    /// Before everything that can be told: 1677-09-21.
    public static let distantPast = Instant(nanoseconds: .min)
    /// After everything that can be told: 2262-04-11.
    public static let distantFuture = Instant(nanoseconds: .max)

    public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Elapsed days from `earlier` (86 400 s each), a fraction. Exact but where one of them is held at an end of the range.
    public func days(since earlier: Instant) -> Double {
        let (difference, overflows) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        let elapsed = overflows ? Double(nanoseconds) - Double(earlier.nanoseconds) : Double(difference)
        return elapsed / Double(Instant.perDay)
    }

    /// The day in UTC that holds this instant.
    public var utcDay: Day {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: Instant.perDay)
        return Day(number: Int32(quotient) - (remainder < 0 ? 1 : 0))
    }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC, with as many decimals as are needed.
    public var description: String {
        let day = utcDay
        var rest = nanoseconds - Int64(day.number) * Instant.perDay
        let fraction = rest % Instant.perSecond
        rest /= Instant.perSecond
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        var text = "\(day)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        if fraction > 0 {
            var digits = String(fraction)
            digits = String(repeating: "0", count: 9 - digits.count) + digits
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text + "Z"
    }
}
