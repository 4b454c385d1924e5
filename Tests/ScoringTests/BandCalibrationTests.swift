import Metrics
import Scoring
import Signals
import Tables
import Testing

@Suite struct BandCalibrationTests {
    /// `kept` of `count` accounts with these logins.
    private func cases(_ logins: Int, kept: Int, of count: Int, date: Day = Day("2024-06-01")!) -> [PastBook.Case] {
        (0..<count).map {
            PastBook.Case(id: "l\(logins) \($0) \(date)", date: date, logins: logins, isLoss: $0 >= kept)
        }
    }

    /// Healthy renews less often than at-risk, so the two are one step: 68 of 80.
    @Test func bandsArePooledUntilTheyRise() throws {
        let book = PastBook(
            cases: cases(2, kept: 20, of: 40) + cases(12, kept: 36, of: 40) + cases(18, kept: 32, of: 40))
        let map = try #require(try BandCalibration(book.rows()))
        #expect(map.steps.map(\.scores) == [0...49, 50...100] && !map.isByScore)
        #expect(map.steps.map(\.renewals) == [40, 80] && map.steps.map(\.lost) == [20, 12])
        #expect(map.steps[0].probability == 20.5 / 41 && map.steps[1].probability == 68.5 / 81)
        let wilson = try #require(Intervals.wilson(events: 68, total: 80))
        #expect(abs(map.steps[1].renewed.interval!.lowerBound - wilson.lowerBound) < 1e-12)
        #expect(
            map.step(49).probability == map.steps[0].probability && map.step(50).probability == map.steps[1].probability
        )
    }

    @Test func thinBandsJoinTheirNeighbour() throws {
        let book = PastBook(cases: cases(2, kept: 1, of: 5) + cases(12, kept: 36, of: 40) + cases(18, kept: 10, of: 10))
        let map = try #require(try BandCalibration(book.rows()))
        #expect(map.steps.map(\.scores) == [0...100] && map.steps[0].renewals == 55)
        #expect(map.verdict.hasPrefix("too few renewals to check"))
        let nobody = PastBook(cases: [.init(id: "a", tickets: nil)])
        #expect(try nobody.rows(PastBook.byTickets).count == 1)
        let none = try BandCalibration(nobody.rows(PastBook.byTickets))
        #expect(none == nil)
    }

    /// From a thousand renewals on by single scores: rising, covering 0-100, and near the planted truth.
    @Test func scoresAreMappedWhereThereAreManyRenewals() throws {
        let map = try #require(try BandCalibration(PastBook.drawn(3000, seed: 3).rows()))
        #expect(map.isByScore && map.steps.count > 3)
        #expect(map.steps.first?.scores.lowerBound == 0 && map.steps.last?.scores.upperBound == 100)
        for (a, b) in zip(map.steps, map.steps.dropFirst()) {
            #expect(a.scores.upperBound + 1 == b.scores.lowerBound && a.probability < b.probability)
        }
        let thin = map.steps.contains { $0.renewals < BandCalibration.leastRows }
        #expect(!thin)
        for logins in stride(from: 0, through: 20, by: 4) {
            #expect(abs(map.step(5 * logins).probability - (0.4 + 0.028 * Double(logins))) < 0.12)
        }
        let check = try #require(map.check)
        #expect(check.held && check.logLoss.high! < 0)
        #expect(
            map.verdict.contains("the probabilities held: ") && map.verdict.contains("better than one rate for all"))
    }

    /// The later third is lost twice as often: the map of the earlier ones must not be said to hold.
    @Test func aDriftIsFound() throws {
        var book = PastBook.drawn(900, seed: 5, isNoise: true)
        for place in 600..<900 where place % 3 == 0 { book.cases[place].isLoss = true }
        let check = try #require(try BandCalibration(book.rows())?.check)
        #expect(!check.held && Double(check.lost) > check.range.upperBound)
        #expect(check.from == book.cases[600].date)
        // Purge: the first 90 days before the later part are not learned from.
        #expect(check.learned < 600 && check.learned > 300)
    }

    /// The map holds 95% of the time where nothing changes: of 40 books at most 6 may fail (binomial, p < 0.002).
    @Test func holdsWhereNothingChanges() throws {
        let failed = try (0..<40).count { seed in
            let check = try BandCalibration(PastBook.drawn(400, seed: UInt64(200 + seed)).rows())?.check
            return try !#require(check).held
        }
        #expect(failed <= 6)
    }
}
