import Features
import Signals
import Tables
import Testing

@Suite struct WeekdaySeasonTests {
    /// A Sunday.
    private static let newest = day("2024-06-30")

    private func season(_ weeks: [[Double]]) -> WeekdaySeason? {
        WeekdaySeason(weeks.flatMap(\.self).reversed(), newest: Self.newest)
    }

    /// scipy.stats.friedmanchisquare of the same ten weeks, ties and all: 29.807228915662662, p 4.276789403010471e-05.
    @Test func agreesWithSciPy() throws {
        func count(_ week: Int, _ weekday: Int) -> Double {
            let sum: Int = week * weekday * weekday + 3 * week + 5 * weekday
            return Double(sum % 7 % 4)
        }
        let weeks: [[Double]] = (1...10).map { week in (1...7).map { count(week, $0) } }
        let season = try #require(self.season(weeks))
        #expect(abs(season.pValue / 4.276789403010471e-05 - 1) < 1e-10)
        #expect(season.weeks == 10)
        let tuesdays: Double = weeks.map { $0[1] }.reduce(0, +)
        let all: Double = weeks.joined().reduce(0, +)
        #expect(abs(season.shares[1] - tuesdays / all) < 1e-15)
        #expect(abs(season.shares.reduce(0, +) - 1) < 1e-12)
        #expect(season.words.hasPrefix("Tue "))
    }

    @Test func weekdaysFollowTheNewestDay() throws {
        let weeks = (0..<9).map { _ in [5.0, 4, 3, 2, 1, 0, 0] }
        let byWeek = try #require(season(weeks))
        // The same days with three more before them, which are no whole week.
        let more = try #require(WeekdaySeason(weeks.flatMap(\.self).reversed() + [9, 9, 9], newest: Self.newest))
        #expect(byWeek == more)
        #expect(byWeek.words == "Mon 33%, Sun 0%")
        let wednesday = try #require(WeekdaySeason([Double](repeating: 2, count: 70), newest: day("2024-07-03")))
        #expect(wednesday.pValue == 1)
    }

    @Test func emptyWeeksDoNotCount() {
        let busy = [[Double]](repeating: [1, 2, 0, 0, 0, 0, 0], count: 7)
        let empty = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 20)
        #expect(season(empty + busy) == nil)
        #expect(season(empty + busy + [busy[0]])?.weeks == 8)
    }

    /// Where weekdays are alike a season is found as often as the level says, also when weeks differ greatly.
    @Test func holdsItsLevel() {
        var random = SeededGenerator(seed: 11)
        var found = 0
        for _ in 0..<2000 {
            let weeks = (0..<26).map { _ in
                let most = 1 + random.below(12)
                return (0..<7).map { _ in Double(random.below(most)) }
            }
            if let p = season(weeks)?.pValue, p < 0.05 { found += 1 }
        }
        #expect((70...130).contains(found), "\(found) of 2000")
    }
}
