import Signals

/// A stretch of days that retention is told for, half-open: a renewal on its first day belongs to it.
public struct ReportingPeriod: Sendable, Hashable, Comparable {
    /// How long a period is.
    public enum Length: String, Sendable, CaseIterable {
        /// Calendar months, quarters and years.
        case month, quarter, year

        /// How many months it is long.
        public var months: Int {
            switch self {
            case .month: 1
            case .quarter: 3
            case .year: 12
            }
        }
    }

    /// From the first day to the day behind the last.
    public let days: Range<Day>
    /// `2026-03`, `2026 Q1`, `2026`, or the dates of a stretch that is none of these.
    public let name: String

    /// By default named by its days, such as `2026 Q1` where they are a quarter.
    public init(days: Range<Day>, name: String? = nil) {
        self.days = days
        self.name = name ?? ReportingPeriod.calendarName(days) ?? "\(days.lowerBound) to \(days.upperBound - 1)"
    }

    /// Whole calendar periods from the one that holds `from` to the one that holds `to`.
    public static func all(_ length: Length, from: Day, through to: Day) -> [ReportingPeriod] {
        var periods: [ReportingPeriod] = []
        var start = begin(of: length, from)
        while start <= to {
            let end = start.adding(months: length.months)
            periods.append(ReportingPeriod(days: start..<end))
            start = end
        }
        return periods
    }

    /// The first day of the calendar period that holds a day.
    public static func begin(of length: Length, _ day: Day) -> Day {
        let (year, month, _) = day.components
        return Day(year: year, month: month - (month - 1) % length.months, day: 1) ?? day
    }

    private static func calendarName(_ days: Range<Day>) -> String? {
        let length = Length.allCases.first {
            begin(of: $0, days.lowerBound) == days.lowerBound
                && days.lowerBound.adding(months: $0.months) == days.upperBound
        }
        let (year, month, _) = days.lowerBound.components
        switch length {
        case .month: return String(days.lowerBound.description.prefix(7))
        case .quarter: return "\(year) Q\((month + 2) / 3)"
        case .year: return "\(year)"
        case nil: return nil
        }
    }

    public static func < (a: ReportingPeriod, b: ReportingPeriod) -> Bool {
        (a.days.lowerBound, a.days.upperBound) < (b.days.lowerBound, b.days.upperBound)
    }
}
