import Features
import Foundation
import Metrics
import Modeling
import Regression
import Tables
import Testing

/// Ridge towards a hand-set score (`--penalty prior`).
struct HandSetPriorTests {
    private func training(
        _ rows: Observations, _ penalty: TrainingOptions.Penalty, lambda: Double?,
        terms: TrainingOptions.Terms = .linear
    ) throws -> Training {
        try Training(
            rows, description: ModelDescription(origin: .portfolio(daysBefore: []), features: [], observations: rows),
            options: TrainingOptions(terms: terms, penalty: penalty, lambda: lambda, calibration: "none"))
    }

    /// What a score of `x` alone says, `times` as strongly; every seventh row says nothing.
    private func weighed(_ rows: Observations, times factor: Double) throws -> Observations {
        guard case .numbers(let x)? = rows.predictors["x"]?.values else { throw CancellationError() }
        return rows.with(handSet: ["x": x.enumerated().map { $0 % 7 == 3 ? .nan : factor * $1 }])
    }

    @Test(arguments: [TrainingOptions.Terms.linear, .splines])
    func `the scale is the best one`(_ terms: TrainingOptions.Terms) throws {
        var rows = try weighed(Samples.observations(800), times: 0.3)
        guard case .numbers(let noise)? = rows.predictors["noise"]?.values else { throw CancellationError() }
        rows = rows.with(handSet: rows.handSet!.merging(["noise": noise]) { $1 })
        let fit = try training(rows, .prior, lambda: 40, terms: terms).model.fit
        let penalty = try #require(fit.options.penalty as? RidgePenalty)
        let (target, factors) = (try #require(penalty.prior), try #require(penalty.factors))
        // With b the weights and p = c t the target, the derivative by c is Σ f p (b - p) = 0.
        let slopes = target.indices.map { factors[$0] * target[$0] * (fit.weights[$0 + 1] - target[$0]) }
        #expect(target.count { $0 > 0.01 } > 1)
        #expect(abs(slopes.reduce(0, +)) < 1e-7 * slopes.map(abs).reduce(0, +))
    }

    @Test func `a score that points the wrong way counts for nothing`() throws {
        let rows = try weighed(Samples.observations(800), times: -0.3)
        let (prior, ridge) = (try training(rows, .prior, lambda: 40), try training(rows, .ridge, lambda: 40))
        for (a, b) in zip(prior.model.fit.weights, ridge.model.fit.weights) { #expect(abs(a - b) < 1e-9) }
        #expect(prior.model.notes.contains { $0.contains("held at 0") })
    }

    @Test func `under a strong penalty the model is the score on another scale`() throws {
        let rows = try weighed(Samples.observations(800), times: 0.3)
        let model = try training(rows, .prior, lambda: 1e9).model
        let places = model.preparation.columns.indices.filter { model.preparation.columns[$0].predictor == "x" }
        for place in model.preparation.columns.indices {
            let weight = model.fit.weights[place + 1] * model.preparation.columns[place].scale
            if places.contains(place) { #expect(weight > 0.5) } else { #expect(abs(weight) < 1e-4) }
        }
        // The strength of what the score says does not matter, only its direction.
        let louder = try training(try weighed(rows, times: 30), .prior, lambda: 1e9).model
        for (a, b) in zip(model.fit.weights, louder.fit.weights) { #expect(abs(a - b) < 1e-6) }
    }

    @Test func `small books lean on what people knew`() throws {
        let test = Samples.observations(4000, seed: 99)
        var (prior, ridge) = (0.0, 0.0)
        for seed in 1...12 {
            let rows = try weighed(Samples.observations(70, seed: UInt64(seed)), times: 1)
            func loss(_ penalty: TrainingOptions.Penalty) throws -> Double {
                let model = try training(rows, penalty, lambda: nil).model
                return LogLoss.mean(
                    logOdds: try model.predict(test.predictors).raw, outcomes: test.outcomes, weights: nil)
            }
            prior += try loss(.prior)
            ridge += try loss(.ridge)
        }
        #expect(prior < ridge, "prior \(prior / 12), ridge \(ridge / 12)")
    }

    @Test func `rows keep their part and models their file`() throws {
        let rows = try weighed(Samples.observations(300), times: 0.3)
        let some = rows.rows([5, 1])
        #expect(some.handSet?["x"]?[0] == rows.handSet?["x"]?[5])
        #expect(rows.without(["x"]).handSet?.isEmpty == true)
        let model = try training(rows, .prior, lambda: 10).model
        let back = try ModelFile.read(Array(try ModelFile.text(model).utf8), file: "m.json")
        #expect(try back.predict(rows.predictors).raw == model.predict(rows.predictors).raw)
    }

    @Test func `no score, no prior`() throws {
        let rows = Samples.observations(300)
        #expect(throws: TrainingError.self) { try training(rows, .prior, lambda: 10) }
        let empty = rows.with(handSet: ["x": rows.outcomes.map { _ in .nan }])
        #expect(throws: TrainingError.self) { try training(empty, .prior, lambda: 10) }
    }

    @Test func `group lasso leaves terms out whole`() throws {
        let model = try training(Samples.observations(900), .groupLasso, lambda: 0.03, terms: .splines).model
        let byTerm = Dictionary(grouping: model.preparation.columns.indices) {
            model.preparation.columns[$0].predictor
        }
        let counts = byTerm.mapValues { places in places.count { model.fit.weights[$0 + 1] != 0 } }
        #expect(counts["x"] == byTerm["x"]?.count && (byTerm["x"]?.count ?? 0) > 1)
        #expect(counts["noise"] == 0)
    }
}
