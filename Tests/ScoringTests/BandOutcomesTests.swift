import Health
import Metrics
import Scoring
import Signals
import Testing

@Suite struct BandOutcomesTests {
    /// Ten accounts: four critical (three lost), three at-risk (one lost), three healthy (none lost), one of which has no ARR.
    private var book: PastBook {
        let logins = [2, 4, 6, 9, 10, 12, 15, 16, 18, 20]
        let lost: Set<Int> = [0, 1, 2, 5]
        return PastBook(
            cases: logins.enumerated().map { number, count in
                PastBook.Case(
                    id: "a\(number)", logins: count, isLoss: lost.contains(number),
                    arr: number == 9 ? nil : Double(100 * (number + 1)))
            })
    }

    @Test func bandsHoldWhatHappened() throws {
        let bands = BandOutcomes([try book.rows(), try book.rows(leadDays: 60)])
        #expect(bands.outcomes.map(\.leadDays) == [90, 90, 90, 60, 60, 60])
        #expect(bands.outcomes.prefix(3).map(\.band) == ["critical", "at-risk", "healthy"])
        #expect(bands.outcomes.prefix(3).map(\.renewals) == [4, 3, 3])
        #expect(bands.outcomes.prefix(3).map(\.lost) == [3, 1, 0])
        #expect(bands.outcomes.prefix(3).map(\.arr) == [1000, 1800, 1700])
        #expect(bands.outcomes.prefix(3).map(\.arrLost) == [600, 600, 0])
        let wilson = Intervals.wilson(events: 1, total: 4)!
        let interval = try #require(bands.outcomes[0].renewed.interval)
        #expect(
            abs(interval.lowerBound - wilson.lowerBound) < 1e-12 && abs(interval.upperBound - wilson.upperBound) < 1e-12
        )
        #expect(bands.table.text(row: 0, column: 9) == "50%" && bands.table.text(row: 2, column: 4) == "100.0%")
        let spread = try #require(bands.spread(leadDays: 90))
        #expect(spread.value == 0.75)
    }

    /// Renewals of one account that say the same thing over and over are no evidence.
    @Test func accountsThatRepeatCountOnce() throws {
        let dates = [Day("2022-06-01")!, Day("2023-06-01")!, Day("2024-06-01")!]
        let cases = (0..<4).flatMap { account in
            dates.map { PastBook.Case(id: "a\(account)", date: $0, logins: 16, tenure: 1500) }
        }
        let bands = BandOutcomes([try PastBook(cases: cases).rows()])
        let healthy = bands.outcomes[2]
        #expect(healthy.renewals == 12 && healthy.renewed.effectiveRows == 4)
    }

    @Test func unscoredRenewalsAreABandOfTheirOwn() throws {
        let rows = try book.rows()
        #expect(!BandOutcomes([rows]).outcomes.contains { $0.band == Band.unscored })
        // The card blocks where tickets are not known.
        var other = book
        other.cases[0].tickets = nil
        let bands = BandOutcomes([try other.rows(PastBook.byTickets)])
        #expect(bands.outcomes.map(\.band) == ["critical", "at-risk", "healthy", "unscored"])
        #expect(bands.outcomes[3].renewals == 1 && bands.outcomes[3].lost == 1)
    }

    @Test func theVerdictReadsTheInterval() throws {
        let few = BandOutcomes([try book.rows()])
        #expect(
            few.verdict(leadDays: 90).contains("renew more often than critical") == (few.spread(leadDays: 90)!.low! > 0)
        )
        let many = BandOutcomes([try PastBook.drawn(600, seed: 1).rows()])
        #expect(
            many.verdict(leadDays: 90).hasPrefix(
                "90 days before, healthy accounts renew more often than critical ones, by "))
        let noise = BandOutcomes([try PastBook.drawn(600, seed: 2, isNoise: true).rows()])
        #expect(noise.verdict(leadDays: 90).contains("it cannot be told whether healthy"))
        let flipped = "use: {feature: logins, weight: 100, map: linear, worst: 20, best: 0, missing: block}"
        let upside = BandOutcomes([try PastBook.drawn(600, seed: 1).rows(flipped)])
        #expect(upside.verdict(leadDays: 90).hasSuffix("the bands are upside down"))
        let empty = BandOutcomes([try PastBook(cases: [.init(id: "a", logins: 10)]).rows()])
        #expect(empty.verdict(leadDays: 90).contains("cannot be judged"))
    }
}
