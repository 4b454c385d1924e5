import Figures
import Foundation
import Tables
import Testing

struct TicksTests {
    /// `labeling::extended` of R 4 (labeling 0.4.3), the authors' own code.
    @Test(arguments: [
        (8.1, 14.1, 4, [8.0, 10, 12, 14]), (0, 100, 5, [0, 25, 50, 75, 100]), (0, 1, 5, [0, 0.25, 0.5, 0.75, 1]),
    ])
    func agreesWithThePaper(low: Double, high: Double, count: Int, ticks: [Double]) {
        #expect(Ticks.talbot(low, high, count: count) == ticks)
    }

    @Test func ticksAreEvenRoundAndCoverMostOfTheRange() {
        var draw = SeededGenerator(seed: 1)
        for _ in 0..<400 {
            let low = Double.random(in: -1...1, using: &draw) * pow(10, Double.random(in: -6...9, using: &draw))
            let high = low + pow(10, Double.random(in: -6...9, using: &draw))
            let ticks = Ticks.talbot(low, high, count: 5)
            #expect((2...12).contains(ticks.count), "\(low) \(high)")
            let step = ticks[1] - ticks[0]
            let steps = zip(ticks, ticks.dropFirst()).map { $1 - $0 }
            #expect(steps.allSatisfy { abs($0 - step) <= 1e-9 * max(abs(high), abs(low), step) }, "\(low) \(high)")
            #expect((ticks[ticks.count - 1] - ticks[0]) > 0.5 * (high - low), "\(low) \(high) \(ticks)")
        }
    }

    @Test func aRangeWithoutExtentHasOneTick() {
        #expect(Ticks.talbot(3, 3, count: 5) == [3])
        #expect(Ticks.talbot(-1e308, 1e308, count: 5).count == 1)
    }

    @Test func countsHaveWholeTicks() {
        let ticks = Ticks.within(0, 2, count: 6, isWhole: true)
        #expect(ticks == [0, 1, 2])
    }

    @Test func logTicksArePowersOrHalvesOfThem() {
        #expect(Ticks.log(0.8, 60, count: 5) == [1, 2, 5, 10, 20, 50])
        #expect(Ticks.log(1e-4, 1e4, count: 4).count <= 5)
    }

    private func time(_ from: String, _ to: String, _ count: Int) throws -> [String] {
        let (from, to) = (try #require(Day(from)), try #require(Day(to)))
        return Ticks.time(Double(from.number), Double(to.number), count: count).map(\.label)
    }

    @Test func timesBeginYearsQuartersMonthsOrWeeks() throws {
        #expect(try time("2019-03-04", "2026-02-01", 8) == ["2020", "2021", "2022", "2023", "2024", "2025", "2026"])
        #expect(try time("2025-12-15", "2026-05-02", 6) == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"])
        #expect(try time("2025-02-15", "2026-03-02", 5) == ["2025-04", "2025-07", "2025-10", "2026-01"])
        #expect(try time("2026-06-01", "2026-06-20", 4) == ["2026-06-01", "2026-06-08", "2026-06-15"])
        #expect(try time("2026-06-01", "2026-06-04", 4) == ["2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04"])
    }

    @Test func labelsHaveTheDecimalsThatTellThemApart() {
        #expect(TickText.labels([0, 0.25, 0.5], .percent) == ["0%", "25%", "50%"])
        #expect(TickText.labels([0, 0.025, 0.05], .percent) == ["0.0%", "2.5%", "5.0%"])
        #expect(TickText.labels([0, 0.5, 1], .number) == ["0", "0.5", "1.0"])
        #expect(TickText.labels([0, 500_000, 1_000_000], .number) == ["0", "0.5 M", "1.0 M"])
        #expect(TickText.labels([-1, 0, 1], .signed) == ["-1", "0", "+1"])
        #expect(TickText.labels([-50, 0, 50], .magnitude) == ["50", "0", "50"])
        #expect(
            [950, 12_345, 270_300, 1_234_567, 12_345_678, 2e9].map(TickText.amount) == [
                "950", "12.3 k", "270 k", "1.23 M", "12.3 M", "2.00 bn",
            ])
    }
}
