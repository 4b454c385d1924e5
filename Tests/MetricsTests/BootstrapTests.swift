import Foundation
import Metrics
import Tables
import Testing

/// The bootstrap, and what makes it fast.
struct BootstrapTests {
    private func rows(_ count: Int, seed: UInt64 = 1) -> (scores: [Double], outcomes: [Double]) {
        var generator = SeededGenerator(seed: seed)
        let scores = (0..<count).map { _ in (generator.uniform() * 40).rounded() / 8 - 3 }
        return (scores, scores.map { generator.uniform() < 1 / (1 + exp(-$0)) ? 1 : 0 })
    }

    @Test func rowsOfOneAccountAreDrawnTogether() throws {
        // Four times the same rows in one account tell no more than the row with a weight of 4.
        let (scores, outcomes) = rows(60)
        let four = scores.indices.flatMap { Array(repeating: $0, count: 4) }
        let repeated = try ScoredOutcomes(
            logOdds: four.map { scores[$0] }, outcomes: four.map { outcomes[$0] }, clusters: four.map { Int32($0) })
        let once = try ScoredOutcomes(logOdds: scores, outcomes: outcomes)
        let bootstrap = Bootstrap(replicates: 100)
        let (a, b) = (
            AveragePrecision.estimate(repeated, bootstrap: bootstrap),
            AveragePrecision.estimate(once, bootstrap: bootstrap)
        )
        #expect(abs(a.value - b.value) < 1e-12)
        #expect(abs(try #require(a.low) - #require(b.low)) < 1e-12)
        #expect(abs(try #require(a.high) - #require(b.high)) < 1e-12)
    }

    /// As many rows are drawn as there are, each with its weight.
    @Test func rowsKeepTheirWeights() throws {
        let (scores, outcomes) = rows(50)
        let bootstrap = Bootstrap(replicates: 40)
        let thrice = try ScoredOutcomes(logOdds: scores, outcomes: outcomes, weights: scores.map { _ in 3 })
        #expect(bootstrap.values(thrice) { $0.totalWeight }.allSatisfy { $0 == 150 })
        let uneven = try ScoredOutcomes(
            logOdds: scores, outcomes: outcomes, weights: scores.indices.map { $0 < 25 ? 0 : 1 })
        let drawn = bootstrap.values(uneven) { $0.totalWeight }
        #expect(drawn.allSatisfy { $0 < 50 } && Set(drawn).count > 5)
    }

    @Test func oneBootstrapServesAllMetricsAsItServesEach() throws {
        let (scores, outcomes) = rows(80)
        let scored = try ScoredOutcomes(
            logOdds: scores, outcomes: outcomes, stakes: Stakes(amounts: scores.map { 4 + $0 }, capacity: 9))
        let bootstrap = Bootstrap(replicates: 60, seed: 7)
        let all = Evaluation(scored, bootstrap: bootstrap)
        for (metric, estimate) in all.estimates {
            let alone = metric.estimate(scored, bootstrap: bootstrap)
            let name = metric.name
            #expect(estimate == alone, "\(name)")
        }
        let names = all.estimates.map { $0.metric.name }
        #expect(names.contains("arr_auc") && !names.contains("savings"))
    }

    /// Replicate r is the same whatever was drawn before it and on whatever thread.
    @Test func replicatesStandAlone() throws {
        let (scores, outcomes) = rows(50)
        let scored = try ScoredOutcomes(logOdds: scores, outcomes: outcomes)
        let few = Bootstrap(replicates: 5, seed: 3).values(scored, of: AreaUnderCurve.value)
        let many = Bootstrap(replicates: 64, seed: 3).values(scored, of: AreaUnderCurve.value)
        #expect(Array(many.prefix(5)) == few)
        #expect(Set(many).count > 30)
    }

    @Test func countingPairsAgreesWithRanking() throws {
        var (scores, outcomes) = rows(1001)
        scores += [
            -0.0, 0, .infinity, -.infinity, .infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e308, -1e308,
        ]
        outcomes += [1, 0, 1, 0, 0, 1, 0, 0, 1]
        let ranked = AreaUnderCurve.value(try ScoredOutcomes(logOdds: scores, outcomes: outcomes))
        #expect(abs(AreaUnderCurve.value(logOdds: scores, outcomes: outcomes) - ranked) < 1e-14)
        #expect(AreaUnderCurve.value(logOdds: [-0.0, 0], outcomes: [1, 0]) == 0.5)
        #expect(AreaUnderCurve.value(logOdds: [1, 2], outcomes: [1, 1]).isNaN)
        #expect(AreaUnderCurve.value(logOdds: [], outcomes: []).isNaN)
    }
}
