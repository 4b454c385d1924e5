import Foundation
import Metrics
import Modeling
import Tables
import Testing

struct OptimismBootstrapTests {
    private static let options = TrainingOptions(terms: .linear, penalty: .none, calibration: "none")

    private func corrected(
        _ data: Observations, _ replicates: Int = 60, stakes: Stakes = Stakes(), options: TrainingOptions = options
    ) throws -> OptimismBootstrap {
        try OptimismBootstrap(data, stakes: stakes, options: options, replicates: replicates, seed: 5)
    }

    /// Thirty columns of noise and 400 rows: a fit says much of its own rows and nothing of others. Corrected it says nothing.
    @Test func noiseIsSeenThrough() throws {
        let bootstrap = try corrected(Samples.wide(400, columns: 30))
        let auc = try #require(bootstrap.figures.first { $0.metric.name == "auc" })
        #expect(auc.apparent > 0.65 && auc.optimism > 0.08)
        #expect(try #require(auc.corrected.low) < 0.5 && #require(auc.corrected.high) > 0.5)
        let slope = try #require(bootstrap.figures.first { $0.metric.name == "calibration_slope" })
        // Maximum likelihood has slope 1 on its own rows; new rows would have far less.
        #expect(abs(slope.apparent - 1) < 1e-6 && slope.corrected.value < 0.6)
    }

    /// Over samples the corrected AUC is what fresh rows give, on average: Harrell's correction takes out what it should.
    @Test func correctedIsWhatFreshRowsGive() throws {
        let fresh = Samples.observations(20_000, seed: 999)
        var (apparent, corrected, truth, covered, slopes) = (0.0, 0.0, 0.0, 0, 0)
        for seed in 1...100 as ClosedRange<UInt64> {
            let data = Samples.observations(120, seed: seed)
            let bootstrap = try self.corrected(data, 40)
            let auc = try #require(bootstrap.figures.first { $0.metric.name == "auc" })
            let scored = try Samples.train(data, Self.options).model.scored(fresh)
            let exact = AreaUnderCurve.value(scored)
            let slope = try #require(bootstrap["calibration_slope"])
            let exactSlope = CalibrationSlope.value(scored)
            slopes += (slope.low ?? 9) <= exactSlope && exactSlope <= (slope.high ?? 0) ? 1 : 0
            apparent += auc.apparent / 100
            corrected += auc.corrected.value / 100
            truth += exact / 100
            covered += (auc.corrected.low ?? 1) <= exact && exact <= (auc.corrected.high ?? 0) ? 1 : 0
        }
        #expect(apparent - truth > 0.008, "\(apparent) \(truth)")
        // Four standard errors of the mean of 100 samples would be 0.016.
        #expect(abs(corrected - truth) < 0.009, "\(corrected) \(truth)")
        // Intervals are of the model at hand on fresh rows, for its ranking and for the slope, which is 1 on its own rows always.
        #expect(covered >= 88 && slopes >= 88, "\(covered) and \(slopes) of 100")
    }

    /// Rows of an account that say the same are drawn together, so the interval is as wide as the accounts are few.
    @Test func accountsAreDrawnWhole() throws {
        let alone = Samples.observations(300, seed: 3)
        let rows = (0..<300).flatMap { [$0, $0, $0, $0] }
        let copies = alone.rows(rows)
        let clustered = Observations(
            predictors: copies.predictors, outcomes: copies.outcomes, groups: rows.map { Int32($0) })
        func width(_ data: Observations) throws -> Double {
            let auc = try #require(try corrected(data)["auc"])
            return try #require(auc.high) - #require(auc.low)
        }
        let (one, four, naive) = (try width(alone), try width(clustered), try width(copies))
        #expect(abs(four / one - 1) < 0.35 && naive < 0.7 * four, "\(one) \(four) \(naive)")
        #expect(try corrected(clustered, 20).isClustered && !corrected(alone, 20).isClustered)
    }

    @Test func stakesAreJudgedAndInflatedFiguresLeftOut() throws {
        let data = Samples.observations(300, seed: 4)
        let stakes = Stakes(amounts: (0..<300).map { Double(100 + $0 % 50) }, capacity: 20)
        let names = try corrected(data, 20, stakes: stakes).figures.map { $0.metric.name }
        #expect(names.contains("auc") && names.contains("arr_auc") && names.contains("lift_capacity"))
        #expect(!names.contains("ece") && !names.contains("ks") && !names.contains("savings"))
    }

    @Test func itRepeatsToTheBit() throws {
        let data = Samples.observations(200, seed: 6, accounts: 90)
        let (a, b) = (try corrected(data, 25), try corrected(data, 25))
        #expect(a.figures.map(\.corrected) == b.figures.map(\.corrected))
        let other = try OptimismBootstrap(data, options: Self.options, replicates: 25, seed: 6)
        #expect(other["auc"] != a["auc"])
    }

    /// One loss: most samples hold none, or nothing else to learn from.
    @Test func tooFewLossesAreRefused() {
        let data = Samples.observations(40, seed: 6)
        let outcomes = data.outcomes.indices.map { $0 == 3 ? 1.0 : 0 }
        let rare = Observations(predictors: data.predictors, outcomes: outcomes)
        let error = #expect(throws: TrainingError.self) { try corrected(rare, 40) }
        #expect(error != nil)
    }
}
