import Foundation
import Metrics
import Tables
import Testing

struct ExpectedCountTests {
    @Test func rowsThatCountAlikeAreExact() throws {
        let logOdds = (0..<80).map { Double($0 % 9) / 3 - 2.5 }
        let scored = try ScoredOutcomes(logOdds: logOdds, outcomes: logOdds.map { $0 > -1 ? 1 : 0 })
        let estimate = ExpectedCount.estimate(scored)
        let range = PoissonBinomial(scored.probabilities).interval()
        #expect(abs(estimate.value - scored.probabilities.reduce(0, +)) < 1e-12)
        #expect(estimate.low == Double(range.lowerBound) && estimate.high == Double(range.upperBound))
    }

    /// A weight scales what its row adds and the spread of it.
    @Test func weightsAreCounted() throws {
        let logOdds = (0..<200).map { Double($0 % 7) / 2 - 2 }
        let weights = (0..<200).map { Double(1 + $0 % 3) }
        let scored = try ScoredOutcomes(logOdds: logOdds, outcomes: logOdds.map { $0 > 0 ? 1 : 0 }, weights: weights)
        let estimate = ExpectedCount.estimate(scored)
        var random = SeededGenerator(seed: 3)
        let held = (0..<2000).count { _ in
            let sum = zip(weights, scored.probabilities).reduce(0) { $0 + (random.uniform() < $1.1 ? $1.0 : 0) }
            return (estimate.low ?? 0) <= sum && sum <= (estimate.high ?? 0)
        }
        #expect((0.93...0.97).contains(Double(held) / 2000))
    }
}

struct HeterogeneityTests {
    /// Q = Σ w (x - x̄)² by hand: w = 4, 1, 16; x̄ = 25/21.
    @Test func cochransQ() throws {
        let test = try #require(Heterogeneity.test([(1, 0.5), (5, 1), (1, 0.25)]))
        let mean = (4 + 5 + 16) / 21.0
        let q = 20 * (1 - mean) * (1 - mean) + (5 - mean) * (5 - mean)
        #expect(abs(test.statistic - q) < 1e-12 && test.degreesOfFreedom == 2)
        #expect(Heterogeneity.test([(1, 1)]) == nil && Heterogeneity.test([(1, 1), (2, 0)]) == nil)
        #expect(Heterogeneity.test(ofAreas: [Estimate(0.7, low: 0.6, high: 0.8), Estimate(0.7)]) == nil)
    }

    /// Groups that share one truth are found different in about 5% of samples, others mostly.
    @Test func theLevelIsHeld() {
        func share(_ shift: Double) -> Double {
            let found = (0..<1000).count { sample in
                var random = SeededGenerator(seed: 9, stream: UInt64(sample))
                let figures = (0..<5).map { group -> (value: Double, standardError: Double) in
                    let error = 0.1 + 0.05 * Double(group)
                    return (0.8 + error * random.normal() + (group == 0 ? shift : 0), error)
                }
                return (Heterogeneity.test(figures)?.p ?? 1) < 0.05
            }
            return Double(found) / 1000
        }
        #expect((0.03...0.07).contains(share(0)))
        #expect(share(0.6) > 0.9)
    }
}
