import Signals
import Testing

@Suite struct BusinessCalendarTests {
    private static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata",
    ]

    /// Over 400 years, a day begins at its midnight, holds it, and ends a nanosecond before the next.
    @Test(arguments: zones) func everyInstantLiesInItsDay(zone: String) throws {
        let calendar = try #require(BusinessCalendar(timeZone: zone))
        let first = Day(year: 1800, month: 1, day: 1)!
        var last = calendar.midnight(of: first - 1)
        for offset in 0..<146_097 {
            let day = first + offset
            let midnight = calendar.midnight(of: day)
            // Apia skipped 2011-12-30 as a whole: that day has no instant of its own.
            guard midnight != last else { continue }
            guard midnight > last, calendar.day(of: midnight) >= day,
                calendar.day(of: Instant(nanoseconds: midnight.nanoseconds - 1)) < day
            else {
                Issue.record("\(zone): \(day) begins at \(midnight)")
                return
            }
            last = midnight
        }
    }

    @Test func midnightMovesWithTheClocks() throws {
        let berlin = try #require(BusinessCalendar(timeZone: "Europe/Berlin"))
        #expect(berlin.midnight(of: Day("2024-03-31")!).description == "2024-03-30T23:00:00Z")
        #expect(berlin.midnight(of: Day("2024-04-01")!).description == "2024-03-31T22:00:00Z")
        #expect(berlin.midnight(of: Day("2024-10-28")!).description == "2024-10-27T23:00:00Z")
        #expect(berlin.midnight(of: Day("2024-02-29")!).description == "2024-02-28T23:00:00Z")
        let saoPaulo = try #require(BusinessCalendar(timeZone: "America/Sao_Paulo"))
        // The clocks went from 00:00 to 01:00: the day begins at 01:00 local time.
        #expect(saoPaulo.midnight(of: Day("2018-11-04")!).description == "2018-11-04T03:00:00Z")
    }

    @Test func unknownZonesAreNil() {
        #expect(BusinessCalendar(timeZone: "Europe/Atlantis") == nil)
        #expect(BusinessCalendar(timeZone: "") == nil)
    }
}

@Suite struct InstantTests {
    @Test func endsAreHeld() {
        #expect(Instant(seconds: .max) == .distantFuture)
        #expect(Instant(seconds: .min) == .distantPast)
        #expect(Instant(seconds: 253_402_300_799) == .distantFuture)
    }

    @Test func textsAreISO() {
        #expect(Instant(seconds: 0, nanoseconds: 1).description == "1970-01-01T00:00:00.000000001Z")
        #expect(Instant(nanoseconds: -1).description == "1969-12-31T23:59:59.999999999Z")
        #expect(Instant(seconds: 951_826_245).description == "2000-02-29T12:10:45Z")
    }

    @Test func utcDaysRoundDown() {
        #expect(Instant(nanoseconds: -1).utcDay == Day("1969-12-31"))
        #expect(Instant(nanoseconds: 0).utcDay == Day("1970-01-01"))
        #expect(Instant(seconds: 86_400).days(since: Instant(seconds: 43_200)) == 0.5)
    }
}
