import Foundation
import Metrics
import Tables
import Testing

/// Intervals and tests keep their word on simulated accounts of several rows: a short run of `bench metrics-coverage`, seeded, with
/// bounds that a sound interval passes with a probability of 99.9% and one that takes rows for independent does not.
struct MetricSimulationTests {
    /// Rows of log-odds η whose outcomes hang together within an account: y = 1 where Φ(√ρ z + √(1-ρ) e) < σ(η).
    struct Portfolio {
        var logOdds: [Double] = []
        /// The same with noise: a worse score of the same rows.
        var noisy: [Double] = []
        var outcomes: [Double] = []
        var clusters: [Int32] = []

        init(accounts: Int, rowsEach: Int = 4, correlation: Double = 0.6, seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            func normal() -> Double { Normal.quantile(max(random.uniform(), 1e-15)) }
            for account in 0..<accounts {
                let (level, common) = (-1 + 1.2 * normal(), normal())
                for _ in 0..<rowsEach {
                    let eta = level + 0.4 * normal()
                    let latent = correlation.squareRoot() * common + (1 - correlation).squareRoot() * normal()
                    logOdds.append(eta)
                    noisy.append(eta + normal())
                    outcomes.append(Normal.cdf(latent) < 1 / (1 + exp(-eta)) ? 1 : 0)
                    clusters.append(Int32(account))
                }
            }
        }

        func scored(_ scores: [Double], isClustered: Bool = true) throws -> ScoredOutcomes {
            try ScoredOutcomes(logOdds: scores, outcomes: outcomes, clusters: isClustered ? clusters : nil)
        }
    }

    static let truth = Portfolio(accounts: 100_000, seed: 999)

    private func share(_ runs: Int, _ holds: @Sendable (UInt64) throws -> Bool) rethrows -> Double {
        var count = 0
        for run in 0..<runs where try holds(UInt64(run)) { count += 1 }
        return Double(count) / Double(runs)
    }

    private func covers(_ estimate: Estimate, _ truth: Double) -> Bool {
        (estimate.low ?? .infinity) <= truth && truth <= (estimate.high ?? -.infinity)
    }

    @Test func intervalsOfTheAreaAndOfDifferencesCover() throws {
        let (good, bad) = (try Self.truth.scored(Self.truth.logOdds), try Self.truth.scored(Self.truth.noisy))
        let area = AreaUnderCurve.value(good)
        let difference = area - AreaUnderCurve.value(bad)
        let ofArea = try share(500) { seed in
            let portfolio = Portfolio(accounts: 100, seed: seed)
            return covers(try #require(AreaUnderCurve.analytic(portfolio.scored(portfolio.logOdds))), area)
        }
        let ofDifference = try share(500) { seed in
            let portfolio = Portfolio(accounts: 100, seed: seed)
            return covers(
                PairedDifference.auc(try portfolio.scored(portfolio.logOdds), try portfolio.scored(portfolio.noisy)),
                difference)
        }
        let naive = try share(500) { seed in
            let portfolio = Portfolio(accounts: 100, seed: seed)
            let scored = try portfolio.scored(portfolio.logOdds, isClustered: false)
            return covers(try #require(AreaUnderCurve.analytic(scored)), area)
        }
        #expect((0.92...0.98).contains(ofArea), "\(ofArea)")
        #expect((0.92...0.98).contains(ofDifference), "\(ofDifference)")
        #expect(naive < 0.9, "\(naive)")
    }

    @Test func theTestOfCalibrationHoldsItsLevelAndSeesBends() throws {
        func rejected(accounts: Int, rowsEach: Int, correlation: Double, distort: @Sendable (Double) -> Double) throws
            -> Double
        {
            try share(500) { seed in
                let portfolio = Portfolio(
                    accounts: accounts, rowsEach: rowsEach, correlation: correlation, seed: seed + 1000)
                let scored = try portfolio.scored(portfolio.logOdds.map(distort), isClustered: rowsEach > 1)
                return (CalibrationTest(scored)?.p ?? 1) < 0.05
            }
        }
        let alone = try rejected(accounts: 150, rowsEach: 1, correlation: 0) { $0 }
        let together = try rejected(accounts: 100, rowsEach: 4, correlation: 0.6) { $0 }
        #expect((0.02...0.085).contains(alone), "\(alone)")
        #expect((0.02...0.085).contains(together), "\(together)")
        let bent = try rejected(accounts: 600, rowsEach: 1, correlation: 0) { $0 + 0.3 * ($0 + 1) * ($0 + 1) - 0.4 }
        #expect(bent > 0.8, "\(bent)")
    }
}
