import Foundation
import LinearAlgebra
import Metrics
import Modeling
import Regression
import Tables
import Testing

/// Weighted and sampled outcomes, base rates and calibration by training.
struct OutcomeSamplingTests {
    private func mean(_ data: Observations, _ options: TrainingOptions) throws -> (mean: Double, training: Training) {
        let training = try Samples.train(data, options)
        let predictions = try training.model.predict(data.predictors)
        return (predictions.probabilities.reduce(0, +) / Double(data.count), training)
    }

    @Test(arguments: [TrainingOptions.Penalty.none, .ridge])
    func probabilitiesStayRightWhenClassesAreWeighted(_ penalty: TrainingOptions.Penalty) throws {
        let data = Samples.observations(6000)
        let share = Double(data.eventCount) / 6000
        for calibration in ["none", "platt"] {
            let options = TrainingOptions(
                terms: .linear, penalty: penalty, lambda: penalty == .ridge ? 1 : nil, calibration: calibration,
                classWeight: 6)
            let (mean, training) = try mean(data, options)
            #expect(abs(mean - share) < 0.012)
            #expect(training.model.fit.options.errors == .hc0)
            #expect(training.model.notes.contains { $0.contains("counts 6") && $0.contains("robust") })
        }
    }

    @Test func keptSharesLearnFromFewerRowsAndStayRight() throws {
        let data = Samples.observations(12_000)
        let share = Double(data.eventCount) / 12_000
        let options = TrainingOptions(terms: .linear, penalty: .none, calibration: "platt", keptShare: 0.25)
        let (mean, training) = try mean(data, options)
        #expect(abs(mean - share) < 0.02)
        let others = training.rows.count - data.eventCount
        #expect(abs(Double(others) / Double(12_000 - data.eventCount) - 0.25) < 0.02)
        let kept = Set(training.rows)
        let events = (0..<12_000).filter { data.outcomes[$0] == 1 }
        #expect(events.allSatisfy(kept.contains))
        #expect(training.model.fit.options.errors == .model)
        // Held-out figures speak of all customers, not of the sample.
        let slope = CalibrationIntercept.value(try #require(training.heldOut))
        #expect(abs(slope) < 0.15)
        let whole = try Samples.train(data, TrainingOptions(terms: .linear, penalty: .none, calibration: "platt"))
        for (a, b) in zip(training.model.fit.weights, whole.model.fit.weights) { #expect(abs(a - b) < 0.25) }
    }

    @Test func modelErrorsWithClassWeightsAreRefused() {
        let options = TrainingOptions(penalty: .none, calibration: "none", errors: .model, classWeight: 3)
        let error = #expect(throws: TrainingError.self) { try Samples.train(Samples.observations(300), options) }
        #expect(error?.description.contains("do not hold for weighted outcomes") == true)
    }

    @Test func optionsWithoutWeightsAreStoredAsBefore() throws {
        let text = try ModelFile.text(Samples.train(Samples.observations(300)).model)
        #expect(!text.contains("classWeight") && !text.contains("keptShare") && !text.contains("shift"))
        let weighted = try Samples.train(
            Samples.observations(300), TrainingOptions(penalty: .ridge, lambda: 1, classWeight: 2, keptShare: 0.5)
        ).model.shifted(toBaseRate: 0.1)
        let back = try ModelFile.read(Array(ModelFile.text(weighted).utf8), file: "model.json")
        #expect(back.options == weighted.options && back.calibration.shift == weighted.calibration.shift)
    }

    @Test func aNewBaseRateMovesEveryLogOddsAlike() throws {
        let data = Samples.observations(900)
        let model = try Samples.train(data).model
        let moved = try model.shifted(toBaseRate: 0.05)
        let (a, b) = (try model.predict(data.predictors), try moved.predict(data.predictors))
        let rate = model.description.eventRate
        let step = log(0.05 / 0.95) - log(rate / (1 - rate))
        for (p, q) in zip(a.probabilities, b.probabilities) {
            let change: Double = log(q / (1 - q)) - log(p / (1 - p))
            #expect(abs(change - step) < 1e-9)
        }
        #expect(zip(a.high, b.high).allSatisfy { $0 > $1 })
        #expect(moved.notes.last?.hasPrefix("base rate moved from") == true)
        #expect(
            abs(AreaUnderCurve.value(try model.scored(data)) - AreaUnderCurve.value(try moved.scored(data))) < 1e-12)
        #expect(throws: FitError.self) { try model.shifted(toBaseRate: 1) }
    }
}

/// Which calibrator `auto` takes.
struct CalibrationChoiceTests {
    /// Columns that enter as lines although the log-odds bend, so that raw scores need a curve.
    @Test func aBentScoreEarnsTheSplineAStraightOneDoesNot() throws {
        let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1)
        let bent = try Samples.train(Samples.shaped(6000, seed: 2) { -2.5 + 3 * max(0, $0) }, options)
        #expect(type(of: bent.model.calibration.map).name == "spline")
        #expect(bent.model.notes.contains { $0.hasPrefix("calibration: spline, cross-fitted log loss") })
        let line = try Samples.train(Samples.shaped(6000, seed: 3) { -1 + 0.9 * $0 }, options)
        #expect(type(of: line.model.calibration.map).name == "platt")
        let few = try Samples.train(Samples.shaped(700, seed: 2) { -2.5 + 3 * max(0, $0) }, options)
        #expect(type(of: few.model.calibration.map).name == "platt")
    }

    /// A few rows that go against the line: a curve saves more than half a hundredth of the log loss, but no more than the
    /// error of what it saves.
    @Test func whatAFewRowsSaveEarnsNoSpline() throws {
        let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1)
        let data = Samples.shaped(1100, seed: 7) { $0 > 1.99 ? -1 : 4 * $0 }
        #expect(type(of: try Samples.train(data, options).model.calibration.map).name == "platt")
    }

    @Test func tiesThatStepsMakeAreCountedInWords() throws {
        let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1, calibration: "isotonic")
        let notes = try Samples.train(Samples.observations(700), options).model.notes
        let ties = try #require(notes.first { $0.contains("makes ties") })
        #expect(ties.hasPrefix("isotonic calibration makes ties: ") && ties.contains("different scores become"))
        #expect(notes.contains { $0.hasPrefix("isotonic calibration on 700 rows tends to overfit") })
        let smooth = try Samples.train(
            Samples.observations(700), TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1)
        ).model.notes
        #expect(!smooth.contains { $0.contains("ties") })
    }
}

/// What training says of itself.
struct TrainingDiagnosisTests {
    private func findings(_ data: Observations, _ options: TrainingOptions) throws -> [String] {
        try Samples.train(data, options).diagnosis().findings(isStraight: true) { "row \($0 + 1)" }
    }

    private let plain = TrainingOptions(terms: .linear, penalty: .none, calibration: "none")

    @Test func soundDataSayNothing() throws {
        #expect(try findings(Samples.observations(800), plain).isEmpty)
    }

    @Test func copiesOutliersAndBendsAreTold() throws {
        let data = Samples.observations(800)
        guard case .numbers(var x)? = data.predictors["x"]?.values else { return }
        var generator = SeededGenerator(seed: 3)
        let copy = FrameColumn("copy", .numbers(x.map { 2 * $0 + 0.1 * generator.uniform() }))
        let twice = Observations(
            predictors: Frame(columns: data.predictors.columns + [copy], rowCount: 800), outcomes: data.outcomes)
        let copies = try findings(twice, plain)
        #expect(copies.contains { $0.hasPrefix("columns that explain each other") && $0.contains("x and copy (VIF ") })

        var outcomes = data.outcomes
        (x[41], outcomes[41]) = (30, 0)
        let far = Observations(
            predictors: Frame(columns: [FrameColumn("x", .numbers(x))], rowCount: 800), outcomes: outcomes)
        let pulled = try findings(far, plain)
        #expect(pulled.contains { $0.hasPrefix("1 row moves a weight by more than its standard error: row 42 (x by ") })

        let bent = try findings(Samples.shaped(3000, seed: 4) { -2 + $0 + $0 * $0 }, plain)
        #expect(bent.contains { $0.contains("link test p") && $0.contains("--terms splines") })
    }

    @Test func weightedAndRidgeFitsAreDiagnosedToo() throws {
        let data = Samples.observations(600, accounts: 200)
        for options in [
            TrainingOptions(), TrainingOptions(penalty: .lasso, lambda: 0.01),
            TrainingOptions(penalty: .none, calibration: "none", classWeight: 4, keptShare: 0.7),
            TrainingOptions(penalty: .firth, calibration: "none"),
        ] {
            let training = try Samples.train(data, options)
            let diagnosis = training.diagnosis()
            #expect(diagnosis.notes.isEmpty)
            #expect(diagnosis.influence?.leverage.count == training.rows.count)
            let sum = try #require(diagnosis.influence).leverage.reduce(0, +)
            #expect(abs(sum - training.model.fit.effectiveDegreesOfFreedom) < 1e-6)
            #expect(diagnosis.linkTest != nil && diagnosis.inflation != nil && diagnosis.eventsPerParameter > 10)
        }
    }
}
