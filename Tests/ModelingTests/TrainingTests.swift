import Foundation
import Metrics
import Modeling
import Tables
import Testing

struct TrainingTests {
    @Test func learnsTheTruthAndRanksLikeIt() throws {
        let data = Samples.observations(4000)
        let training = try Samples.train(data)
        let weights = Dictionary(uniqueKeysWithValues: zip(training.model.fit.names, training.model.fit.weights))
        #expect(abs(weights["x"]! - 1.2) < 0.15)
        let fresh = Samples.observations(4000, seed: 99)
        let slope = CalibrationSlope.estimate(try training.model.scored(fresh), bootstrap: Bootstrap())
        #expect(slope.low! < 1 && slope.high! > 1)
        #expect(AreaUnderCurve.value(try training.model.scored(fresh)) > 0.75)
    }

    @Test func sameSeedSameBytes() throws {
        let data = Samples.observations(400, accounts: 150)
        let a = try ModelFile.text(Samples.train(data).model)
        #expect(try ModelFile.text(Samples.train(data).model) == a)
    }

    @Test func aWeightOfTwoIsTheRowTwiceUnderMaximumLikelihood() throws {
        let data = Samples.observations(300)
        var generator = SeededGenerator(seed: 8)
        let weights = (0..<300).map { _ in Double(1 + generator.below(3)) }
        let weighted = Observations(predictors: data.predictors, outcomes: data.outcomes, weights: weights)
        let repeated = data.rows(weights.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) })
        let options = TrainingOptions(penalty: .none, calibration: "none")
        let (a, b) = (try Samples.train(weighted, options).model.fit, try Samples.train(repeated, options).model.fit)
        for (x, y) in zip(a.weights, b.weights) { #expect(abs(x - y) < 1e-9 * max(1, abs(x))) }
    }

    @Test func rowOrderDoesNotMatter() throws {
        let data = Samples.observations(500)
        let options = TrainingOptions(penalty: .ridge, lambda: 3, calibration: "none")
        let a = try Samples.train(data, options).model.fit
        let b = try Samples.train(data.rows((0..<500).reversed()), options).model.fit
        for (x, y) in zip(a.weights, b.weights) { #expect(abs(x - y) < 1e-10 * max(1, abs(x))) }
    }

    @Test func columnScaleDoesNotMatterToRidge() throws {
        let data = Samples.observations(500)
        guard case .numbers(let x)? = data.predictors["x"]?.values else { return }
        let scaled = Observations(
            predictors: Frame(
                columns: [FrameColumn("x", .numbers(x.map { 1e6 * $0 + 3e6 }))] + data.predictors.columns.dropFirst(),
                rowCount: 500), outcomes: data.outcomes)
        let options = TrainingOptions(penalty: .ridge, lambda: 30)
        let a = try Samples.train(data, options).model.predict(data.predictors).probabilities
        let b = try Samples.train(scaled, options).model.predict(scaled.predictors).probabilities
        for (p, q) in zip(a, b) { #expect(abs(p - q) < 1e-9) }
    }

    @Test func smallDataAreNotCalibratedAndSaySo() throws {
        let training = try Samples.train(Samples.observations(120))
        #expect(training.model.notes.contains { $0.hasPrefix("not calibrated") })
        #expect(training.model.calibration.map.line?.slope == 1)
        let error = #expect(throws: TrainingError.self) {
            try Samples.train(Samples.observations(120), TrainingOptions(calibration: "isotonic"))
        }
        #expect(error?.description.contains("needs 50 held-out rows") == true)
    }

    @Test func oneClassIsRefusedInWords() {
        let data = Samples.observations(50)
        let none = Observations(predictors: data.predictors, outcomes: Array(repeating: 0, count: 50))
        let error = #expect(throws: TrainingError.self) { try Samples.train(none) }
        #expect(error?.description.contains("every outcome is 0") == true)
    }

    @Test func clusteredErrorsAreChosenWhereAccountsRepeat() throws {
        let options = TrainingOptions(penalty: .none, calibration: "none")
        #expect(
            try Samples.train(Samples.observations(300, accounts: 100), options).model.fit.options.errors == .cluster)
        #expect(try Samples.train(Samples.observations(300), options).model.fit.options.errors == .model)
    }

    /// Nothing may be learned outside the fold: on pure noise with many columns held-out scores must rank like chance.
    @Test func noiseValidatesLikeChance() throws {
        var generator = SeededGenerator(seed: 5)
        let columns = (0..<60).map { j in FrameColumn("n\(j)", .numbers((0..<300).map { _ in generator.uniform() })) }
        let outcomes = (0..<300).map { _ in generator.uniform() < 0.3 ? 1.0 : 0 }
        let data = Observations(predictors: Frame(columns: columns, rowCount: 300), outcomes: outcomes)
        let plan = FoldPlan.random(data, folds: 5, seed: 42)
        let validation = try Validation(data, plans: [plan], options: TrainingOptions())
        let auc = AreaUnderCurve.estimate(validation.scored, bootstrap: Bootstrap())
        #expect(auc.low! < 0.5)
        // The same model judged on the rows it learned from looks good: that is what the folds are for.
        let flattered = try Samples.train(data, TrainingOptions(penalty: .ridge, lambda: 0.1, calibration: "none"))
        #expect(AreaUnderCurve.value(try flattered.model.scored(data)) > 0.7)
    }

    /// A row that is checked twice is one row still.
    @Test func repeatedValidationKeepsRowsTogether() throws {
        let data = Samples.observations(300)
        let plans = [1, 2].map { FoldPlan.random(data, folds: 3, seed: $0) }
        let scored = try Validation(data, plans: plans, options: TrainingOptions(lambda: 1, calibration: "none")).scored
        #expect(scored.count == 600)
        #expect(scored.clusters.map { Set($0).count } == 300)
    }

    /// Rows that weigh next to nothing have no say in the choice of the strength, however many they are.
    @Test func theStrengthIsChosenByWeight() throws {
        var generator = SeededGenerator(seed: 12)
        let x = (0..<3600).map { _ in generator.uniform() * 4 - 2 }
        let y = x.enumerated().map { row, x -> Double in
            let p = row < 600 ? 1 / (1 + exp(-2 * x)) : 0.5
            return generator.uniform() < p ? 1 : 0
        }
        func lambda(_ rows: Range<Int>, weights: [Double]?) throws -> Double {
            let frame = Frame(columns: [FrameColumn("x", .numbers(Array(x[rows])))], rowCount: rows.count)
            let data = Observations(predictors: frame, outcomes: Array(y[rows]), weights: weights)
            let options = TrainingOptions(terms: .linear, penalty: .ridge, calibration: "none")
            return try #require(try Samples.train(data, options).model.lambda)
        }
        let alone = try lambda(0..<600, weights: nil)
        let among = try lambda(0..<3600, weights: (0..<3600).map { $0 < 600 ? 1 : 1e-6 })
        #expect(among < 30 * alone)
    }

    @Test func contributionsAddUpToTheLogOdds() throws {
        let data = Samples.observations(600)
        let model = try Samples.train(data).model
        let predictions = try model.predict(data.predictors)
        let line = try #require(model.calibration.map.line)
        let average = zip(model.preparation.columns, model.fit.weights.dropFirst()).reduce(model.fit.weights[0]) {
            $0 + $1.0.mean * $1.1
        }
        for row in 0..<20 {
            let parts = model.contributions(predictions.design, row: row).reduce(0) { $0 + $1.logOdds }
            let whole = model.calibration.logOdds([predictions.raw[row]])[0]
            #expect(abs(parts + line.slope * average + line.intercept - whole) < 1e-10)
        }
    }

    @Test func intervalsHoldTheirProbability() throws {
        let data = Samples.observations(300)
        let predictions = try Samples.train(data).model.predict(data.predictors)
        for row in 0..<data.count {
            #expect(predictions.low[row] <= predictions.probabilities[row])
            #expect(predictions.high[row] >= predictions.probabilities[row])
        }
    }

    @Test func shrunkenWeightsHaveBootstrapIntervals() throws {
        let training = try Samples.train(
            Samples.observations(400, accounts: 200), TrainingOptions(penalty: .ridge, lambda: 10))
        let intervals = try #require(training.bootstrapIntervals(replicates: 60))
        #expect(intervals.intervals.count == training.model.fit.weights.count && !intervals.isShrunken)
        #expect(intervals.intervals[1].lowerBound > 0)
        // Too few losses a column: the intervals say that they are of shrunken weights.
        let few = try Samples.train(Samples.observations(120), TrainingOptions(penalty: .ridge, lambda: 10))
        #expect(try #require(few.bootstrapIntervals(replicates: 60)).isShrunken)
        #expect(
            try Samples.train(Samples.observations(400), TrainingOptions(penalty: .none)).bootstrapIntervals() == nil)
    }
}

struct TrainingPenaltyTests {
    @Test func lassoLeavesNoiseOutAndKeepsTheSignal() throws {
        let data = Samples.observations(800)
        let training = try Samples.train(data, TrainingOptions(terms: .linear, penalty: .lasso, lambda: 0.05))
        let weights = Dictionary(zip(training.model.fit.names, training.model.fit.weights)) { first, _ in first }
        #expect(weights["noise"] == 0)
        #expect(weights["x"]! > 0.3)
        #expect(training.model.fit.pValues == nil)
    }

    @Test func everyPenaltyTrainsPredictsAndIsStored() throws {
        let rows = Samples.observations(400)
        // What `prior` draws weights towards; the others take no notice.
        let data = rows.with(handSet: ["x": rows.outcomes.indices.map { Double($0 % 5) }])
        for penalty in TrainingOptions.Penalty.allCases {
            let model = try Samples.train(data, TrainingOptions(terms: .linear, penalty: penalty)).model
            let text = try ModelFile.text(model)
            let back = try ModelFile.read(Array(text.utf8), file: "model.json")
            #expect(back.options.penalty == penalty)
            #expect(try back.predict(data.predictors).probabilities == model.predict(data.predictors).probabilities)
            #expect((model.lambda == nil) == (penalty == .none || penalty == .firth))
        }
    }

    /// Three columns that matter, nine that say nothing but hang together with them; each penalty at the strength that it
    /// chooses itself.
    @Test func theAdaptiveLassoDropsMoreNoiseThanTheLasso() throws {
        var (noise, kept) = ([TrainingOptions.Penalty: Int](), [TrainingOptions.Penalty: Int]())
        for seed in 1...8 {
            let data = Samples.sparse(600, seed: UInt64(seed))
            for penalty in [TrainingOptions.Penalty.lasso, .adaptiveLasso] {
                let weights = try Samples.train(
                    data, TrainingOptions(terms: .linear, penalty: penalty, calibration: "none")
                ).model.fit.weights
                #expect(weights.count == 13)
                kept[penalty, default: 0] += weights[1...3].count { $0 != 0 }
                noise[penalty, default: 0] += weights[4...].count { $0 != 0 }
            }
        }
        #expect(kept[.lasso] == 24 && kept[.adaptiveLasso] == 24)
        let (few, many) = (noise[.adaptiveLasso] ?? 0, noise[.lasso] ?? 0)
        #expect(Double(few) < 0.7 * Double(many), "\(few) columns of noise of 72, the lasso keeps \(many)")
    }

    @Test func firthIsFiniteWhereOutcomesAreSeparated() throws {
        let x = (0..<40).map(Double.init)
        let data = Observations(
            predictors: Frame(columns: [FrameColumn("x", .numbers(x))], rowCount: 40),
            outcomes: x.map { $0 < 20 ? 0 : 1 })
        let none = TrainingOptions(penalty: .none, calibration: "none")
        #expect(throws: TrainingError.self) { try Samples.train(data, none) }
        let firth = try Samples.train(data, TrainingOptions(penalty: .firth, calibration: "none"))
        let weights = firth.model.fit.weights
        #expect(weights.allSatisfy { $0.isFinite })
    }
}
