import Signals
import Testing

/// Laws over 400 years, the whole cycle of the Gregorian calendar: 146 097 days.
@Suite struct DayTests {
    private static let first = Day(year: 1800, month: 1, day: 1)!

    @Test func everyDayOfFourCenturiesIsItself() {
        var (year, month, dayOfMonth) = (1800, 1, 1)
        for offset in 0..<146_097 {
            let day = DayTests.first + offset
            let parts = day.components
            guard parts == (year, month, dayOfMonth), Day(year: year, month: month, day: dayOfMonth) == day else {
                Issue.record("day \(offset) is \(parts), expected \((year, month, dayOfMonth))")
                return
            }
            dayOfMonth += 1
            if dayOfMonth > Day.length(ofMonth: month, year: year) { (dayOfMonth, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect((year, month, dayOfMonth) == (2200, 1, 1))
    }

    @Test func textsReadBack() {
        for offset in stride(from: 0, to: 146_097, by: 7) {
            let day = DayTests.first + offset
            #expect(Day(day.description) == day)
        }
        for text in ["2025-02-29", "2025-13-01", "2025-00-10", "2025-1-01", "2025/01/01", "20250101", "", "2025-01-1x"]
        {
            #expect(Day(text) == nil)
        }
    }

    @Test func weekdaysFollowEachOther() {
        #expect(Day("1970-01-01")!.weekday == 3)
        #expect(Day("2024-02-29")!.weekday == 3)
        for offset in 0..<2000 {
            #expect((DayTests.first + offset + 1).weekday == ((DayTests.first + offset).weekday + 1) % 7)
        }
    }

    @Test func monthsKeepTheDayOrItsLast() {
        #expect(Day("2024-02-29")!.adding(months: 12) == Day("2025-02-28"))
        #expect(Day("2024-01-31")!.adding(months: 1) == Day("2024-02-29"))
        #expect(Day("2024-03-31")!.adding(months: -1) == Day("2024-02-29"))
        #expect(Day("2024-03-31")!.adding(months: -15) == Day("2022-12-31"))
        for offset in stride(from: 0, to: 146_097, by: 13) {
            let day = DayTests.first + offset
            let later = day.adding(months: 17)
            let months = { (day: Day) in day.components.year * 12 + day.components.month }
            #expect(months(later) - months(day) == 17)
            #expect(later.components.day <= day.components.day)
        }
    }
}
