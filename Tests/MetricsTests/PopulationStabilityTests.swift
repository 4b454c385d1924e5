import Foundation
import Metrics
import Tables
import Testing

@Suite struct PopulationStabilityTests {
    /// (19 + 1)/51 against (9 + 1)/31 and so on, by hand.
    @Test func indexByHand() throws {
        let stability = try #require(PopulationStability(reference: [19, 30], current: [9, 20]))
        let (a, b) = ([20.0 / 51, 31.0 / 51], [10.0 / 31, 21.0 / 31])
        let byHand = (a[0] - b[0]) * log(a[0] / b[0]) + (a[1] - b[1]) * log(a[1] / b[1])
        #expect(abs(stability.index - byHand) < 1e-15 && stability.bins == 2)
        let scale = 1.0 / 49 + 1.0 / 29
        #expect(abs(stability.p - erfc((byHand / scale / 2).squareRoot())) < 1e-14)
    }

    @Test func sameSharesAreNoDrift() throws {
        let same = try #require(PopulationStability(reference: [10, 20, 30], current: [10, 20, 30]))
        #expect(same.index == 0 && same.p == 1)
    }

    @Test func orderOfBinsAndWhichIsTheReferenceDoNotMatter() throws {
        let one = try #require(PopulationStability(reference: [10, 40, 50], current: [30, 30, 0]))
        let other = try #require(PopulationStability(reference: [30, 0, 30], current: [10, 50, 40]))
        #expect(abs(one.index - other.index) < 1e-15 && one.index.isFinite)
    }

    /// One threshold parts what p parts.
    @Test(arguments: [0.05, 0.0025, 0.2]) func thresholdIsWherePIsTheTail(tail: Double) throws {
        let stability = try #require(PopulationStability(reference: [30, 40, 50], current: [40, 40, 30]))
        let threshold = stability.threshold(tail: tail)
        #expect((stability.index > threshold) == (stability.p < tail))
        let reached = ChiSquared.upperTail(threshold / (1.0 / 120 + 1.0 / 110), degrees: 2)
        #expect(abs(reached / tail - 1) < 1e-9)
    }

    @Test func binsArePooledUntilBothExpectEnough() {
        let pooled = PopulationStability.pooled(
            reference: [3, 2, 5, 0, 10, 1], current: [1, 4, 5, 12, 0, 1], atLeast: 5)
        // 21 and 23 rows: 44 / 21 · 5 = 10.5 rows of both together fill a bin.
        #expect(pooled.reference == [10, 0, 11] && pooled.current == [10, 12, 1])
    }

    @Test func nothingToTell() {
        #expect(PopulationStability(reference: [10], current: [12]) == nil)
        #expect(PopulationStability(reference: [0, 0], current: [1, 2]) == nil)
    }

    /// 0.2, the rule of thumb, is passed by chance in two of three clean months of 20 features of 100 accounts; the threshold at
    /// .05 / 20 in at most one of twenty.
    @Test func theRuleOfThumbIsPassedByChance() throws {
        var random = SeededGenerator(seed: 5)
        func counts() -> [Double] {
            var counts = [Double](repeating: 0, count: 10)
            for _ in 0..<100 { counts[random.below(10)] += 1 }
            return counts
        }
        var (byThumb, byThreshold) = (0, 0)
        for _ in 0..<500 {
            let month = (0..<20).compactMap { _ in PopulationStability(reference: counts(), current: counts()) }
            if month.contains(where: { $0.index > 0.2 }) { byThumb += 1 }
            if month.contains(where: { $0.index > $0.threshold(tail: 0.05 / 20) }) { byThreshold += 1 }
        }
        #expect(byThumb > 250)
        #expect(byThreshold <= 25)
    }
}
