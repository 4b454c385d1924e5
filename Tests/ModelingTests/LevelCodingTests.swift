import Foundation
import LinearAlgebra
import Metrics
import Modeling
import Regression
import Tables
import Testing

/// Levels drawn towards their common mean.
struct LevelCodingTests {
    /// Forty levels with effects of standard deviation 0.8, the k-th about k times as frequent as the first.
    private func book(_ count: Int, seed: UInt64) -> Observations {
        var (effects, generator) = ([Double](), SeededGenerator(seed: 77))
        for _ in 0..<40 {
            effects.append(0.8 * (-2 * log(generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform()))
        }
        generator = SeededGenerator(seed: seed)
        var (levels, y) = ([String?](), [Double]())
        for _ in 0..<count {
            let level = Int(40 * generator.uniform().squareRoot())
            levels.append("level \(level)")
            y.append(generator.uniform() < 1 / (1 + exp(1 - effects[level])) ? 1 : 0)
        }
        let column = FrameColumn("state", .categories(Categories(levels)))
        return Observations(predictors: Frame(columns: [column], rowCount: count), outcomes: y)
    }

    private func fit(_ preparation: Preparation, _ data: Observations, _ lambda: Double, _ factors: [Double])
        throws -> LogisticFit
    {
        try LogisticRegression(penalty: RidgePenalty(lambda: lambda, factors: factors)).fit(
            try preparation.matrix(data.predictors), outcome: data.outcomes, names: preparation.columns.map(\.name))
    }

    private func loss(_ preparation: Preparation, _ factors: [Double], _ data: Observations, _ fresh: Observations)
        throws -> Double
    {
        try [0.3, 1, 3, 10, 30, 100].map { lambda in
            let scores = try fit(preparation, data, lambda, factors).linearPredictor(
                preparation.matrix(fresh.predictors))
            return LogLoss.mean(logOdds: scores, outcomes: fresh.outcomes, weights: nil)
        }.min()!
    }

    @Test func partialPoolingPredictsManyLevelsBetter() throws {
        let fresh = book(20_000, seed: 500)
        var gain = 0.0
        for seed in 1...5 as ClosedRange<UInt64> {
            let data = book(900, seed: seed)
            let all = Preparation.learned(data.predictors, weights: nil, minimumLevelCount: 1, levels: .shrunken)
            let treatment = Preparation.learned(data.predictors, weights: nil, minimumLevelCount: 20)
            let variances = treatment.columns.map { $0.scale * $0.scale }
            gain +=
                try loss(treatment, variances, data, fresh) - loss(all, all.penaltyFactors, data, fresh)
        }
        #expect(gain / 5 > 0.003)
    }

    /// Of a level with information n the share n / (n + λ f) of its effect is kept.
    @Test func rareLevelsAreDrawnMoreThanFrequentOnes() throws {
        // Two levels of the same outcome rate, 40 and 400 rows, and large ones that set the mean.
        let counts = [("rare", 40), ("often", 400), ("rest", 4000), ("rest 2", 4000), ("rest 3", 4000)]
        let levels = counts.flatMap { Array(repeating: Optional($0.0), count: $0.1) }
        let y = counts.flatMap { name, n in (0..<n).map { Double($0 % (name.hasPrefix("rest") ? 10 : 2) == 0 ? 1 : 0) }
        }
        let frame = Frame(columns: [FrameColumn("c", .categories(Categories(levels)))], rowCount: y.count)
        let data = Observations(predictors: frame, outcomes: y)
        let preparation = Preparation.learned(frame, weights: nil, levels: .shrunken)
        #expect(preparation.columns.map(\.name) == ["c=often", "c=rare", "c=rest", "c=rest 2", "c=rest 3"])
        let factors = preparation.penaltyFactors
        #expect(Set(factors).count == 1)
        let shares = counts.map { Double($0.1) / 12_440 }
        #expect(abs(factors[0] - shares.reduce(1) { $0 - $1 * $1 }) < 1e-12)
        let fit = try fit(preparation, data, 30, factors)
        let (often, rare) = (fit.weights[1], fit.weights[2])
        #expect(rare > 0 && rare < 0.6 * often)
    }

    @Test func twoLevelsKeepOneColumnAndTheSameFit() throws {
        let data = Samples.observations(900)
        let flags = data.outcomes.indices.map {
            Optional($0 % 3 == 0 || data.outcomes[$0] == 1 && $0 % 2 == 0 ? "b" : "a")
        }
        let frame = Frame(columns: [FrameColumn("c", .categories(Categories(flags)))], rowCount: flags.count)
        let rows = Observations(predictors: frame, outcomes: data.outcomes)
        let one = Preparation.learned(frame, weights: nil, levels: .shrunken)
        #expect(one.columns.map(\.name) == ["c=b"])
        // Both columns written out, with the factor of all levels: the same scores.
        let (share, scale) = (one.columns[0].mean, one.columns[0].scale)
        let both = Preparation(
            predictors: one.predictors,
            columns: [
                DesignColumn(
                    name: "c=a", predictor: "c", source: .level("a", share: 1 - share), mean: 1 - share, scale: scale),
                one.columns[0],
            ], notes: [])
        let first = try fit(one, rows, 5, one.penaltyFactors).linearPredictor(one.matrix(frame))
        let second = try fit(both, rows, 5, both.penaltyFactors).linearPredictor(both.matrix(frame))
        for row in 0..<50 { #expect(abs(first[row] - second[row]) < 1e-9) }
    }

    @Test func ridgeTakesAllOfFiveLevelsAndMaximumLikelihoodAReference() throws {
        func names(_ count: Int, _ penalty: TrainingOptions.Penalty) throws -> [String] {
            let levels = (0..<600).map { Optional("l\($0 % count)") }
            let data = Observations(
                predictors: Frame(columns: [FrameColumn("c", .categories(Categories(levels)))], rowCount: 600),
                outcomes: Samples.observations(600).outcomes)
            let options = TrainingOptions(terms: .linear, penalty: penalty, calibration: "none")
            return try Samples.train(data, options).model.preparation.columns.map(\.name)
        }
        #expect(try names(5, .auto) == ["c=l0", "c=l1", "c=l2", "c=l3", "c=l4"])
        #expect(try names(4, .auto) == ["c=l1", "c=l2", "c=l3"])
        #expect(try names(5, .none) == ["c=l1", "c=l2", "c=l3", "c=l4"])
        #expect(try names(5, .lasso) == ["c=l1", "c=l2", "c=l3", "c=l4"])
    }
}
