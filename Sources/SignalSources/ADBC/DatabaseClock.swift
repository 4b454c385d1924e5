import Signals
import Tables

/// What dates and timestamps of a database mean here.
struct DatabaseClock {
    let calendar: BusinessCalendar
    /// Whether timestamps without a zone are UTC; else they are an error: they could be any of 38 instants.
    let assumesUTC: Bool

    var parser: TimeParser { TimeParser(calendar: calendar, assumesUTC: assumesUTC) }

    private static let firstDay = Int64(Day(year: 1678, month: 1, day: 1)!.number)

    /// nil where timestamps of the type are no instants.
    func reader(of type: ArrowType) -> Reader? {
        switch type {
        case .day32: Reader(calendar: calendar, perSecond: nil, perDay: 1)
        case .day64: Reader(calendar: calendar, perSecond: nil, perDay: 86_400_000)
        case .timestamp(let perSecond, let hasZone) where hasZone || assumesUTC:
            Reader(calendar: calendar, perSecond: perSecond, perDay: 86_400 * perSecond)
        default: nil
        }
    }

    /// Turns counts into nanoseconds since 1970.
    struct Reader {
        let calendar: BusinessCalendar
        /// nil for days.
        let perSecond: Int64?
        let perDay: Int64
        /// The counts of the years 1678 to 9999.
        private let range: ClosedRange<Int64>
        private var lastDay: Int64?
        private var lastMidnight: Int64 = 0

        init(calendar: BusinessCalendar, perSecond: Int64?, perDay: Int64) {
            (self.calendar, self.perSecond, self.perDay) = (calendar, perSecond, perDay)
            let end = (ArrowTime.calendar.upperBound + 1).multipliedReportingOverflow(by: perDay)
            range = DatabaseClock.firstDay * perDay...(end.overflow ? .max : end.partialValue - 1)
        }

        /// nil outside the years 1678 to 9999, as in a CSV; from 2262 on the end of the range.
        mutating func time(_ count: Int64) -> Int64? {
            guard range.contains(count) else { return nil }
            guard let perSecond else { return midnight(ArrowTime.floorDivision(count, perDay).quotient) }
            let (nanoseconds, overflows) = count.multipliedReportingOverflow(by: 1_000_000_000 / perSecond)
            return overflows ? .max : nanoseconds
        }

        private mutating func midnight(_ day: Int64) -> Int64 {
            if day != lastDay {
                (lastDay, lastMidnight) = (day, calendar.midnight(of: Day(number: Int32(day))).nanoseconds)
            }
            return lastMidnight
        }
    }

    /// The day of a date, or of a timestamp that is a midnight (of the business time zone where it is an instant).
    func day(_ count: Int64, _ type: ArrowType) -> Int32? {
        switch type {
        case .day32: return DatabaseClock.checked(count)
        case .day64:
            let (day, rest) = ArrowTime.floorDivision(count, 86_400_000)
            return rest == 0 ? DatabaseClock.checked(day) : nil
        case .timestamp(let perSecond, let hasZone):
            let (day, rest) = ArrowTime.floorDivision(count, 86_400 * perSecond)
            guard hasZone else { return rest == 0 ? DatabaseClock.checked(day) : nil }
            let seconds = ArrowTime.floorDivision(count, perSecond)
            guard seconds.remainder == 0, DatabaseClock.checked(day) != nil else { return nil }
            let instant = Instant(seconds: seconds.quotient)
            let local = calendar.day(of: instant)
            return calendar.midnight(of: local) == instant ? local.number : nil
        default: return nil
        }
    }

    private static func checked(_ day: Int64) -> Int32? {
        day >= firstDay && day <= ArrowTime.calendar.upperBound ? Int32(day) : nil
    }

    func dayFault(_ row: Int, _ column: ArrowColumn) -> CellFault {
        let found = DatabaseClock.found(row, column)
        return CellFault(row: row, found: found, "is not a date", expected: "a day of the years 1678 to 9999")
    }
}

extension DatabaseClock.Reader {
    func fault(_ row: Int, _ column: ArrowColumn) -> CellFault {
        CellFault(
            row: row, found: DatabaseClock.found(row, column), "is not a time",
            expected: "an instant of the years 1678 to 9999")
    }
}

extension DatabaseClock {
    /// The text of a time, infinity by its name: PostgreSQL's driver moves the ends of its range by 30 years of microseconds
    /// or days, beyond which they wrap around.
    static func found(_ row: Int, _ column: ArrowColumn) -> String? {
        guard let count = column.one(row).integers()?.first else { return nil }
        let (timeShift, dayShift): (Int64, Int64) = (946_684_800_000_000, 10_957)
        switch (column.field.type, count) {
        case (.timestamp, .max), (.timestamp, Int64.max &+ timeShift): return "infinity"
        case (.timestamp, .min), (.timestamp, Int64.min + timeShift): return "-infinity"
        case (.day32, Int64(Int32.max)), (.day32, Int64(Int32.max &+ Int32(dayShift))): return "infinity"
        case (.day32, Int64(Int32.min)), (.day32, Int64(Int32.min) + dayShift): return "-infinity"
        default: return column.text(at: row)
        }
    }
}
