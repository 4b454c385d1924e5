import Documents
import Metrics
import Modeling
import Tables
import Testing

/// What `auto` makes of shapes that are known.
struct TermChoiceTests {
    private func isCurved(_ training: Training) -> Bool {
        training.model.preparation.columns.contains(where: \.isCurved)
    }

    @Test func splinesFindAPlantedUWhereLinesSeeNothing() throws {
        let (data, fresh) = (Samples.curved(3000), Samples.curved(3000, seed: 9))
        func area(_ terms: TrainingOptions.Terms) throws -> Double {
            AreaUnderCurve.value(try Samples.train(data, TrainingOptions(terms: terms)).model.scored(fresh))
        }
        #expect(try area(.linear) < 0.56)
        #expect(try area(.splines) > 0.72)
        #expect(try area(.bins) > 0.70)
        let auto = try Samples.train(data)
        #expect(isCurved(auto))
        #expect(auto.model.notes.contains { $0.hasPrefix("terms: ") && $0.contains("with linear ones") })
        let term = try #require(auto.curvedTerms.first)
        #expect(term.predictor == "x" && term.direction == .turning && term.deviation > 0.5)
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func aPlantedLineStaysLinear(seed: UInt64) throws {
        let training = try Samples.train(Samples.observations(1500, seed: seed))
        #expect(!isCurved(training))
        #expect(training.curvedTerms.isEmpty)
        #expect(training.model.notes.contains { $0.hasPrefix("terms: linear, cross-validated log loss") })
    }

    /// Twelve whole numbers, every third of them risky: no smooth curve.
    @Test func jagsAreTakenByBins() throws {
        let data = Samples.jagged(4000)
        let bins = try #require(Samples.train(data, TrainingOptions(terms: .bins)).heldOut)
        let splines = try #require(Samples.train(data, TrainingOptions(terms: .splines)).heldOut)
        #expect(LogLoss.value(bins) < LogLoss.value(splines) - 0.01)
        let auto = try Samples.train(data).model
        #expect(auto.notes.contains { $0.hasPrefix("terms: bins, ") })
        #expect(auto.preparation.columns.count == 12)
    }

    @Test(arguments: [(1, CurvedTerm.Direction.rising), (-1, .falling)])
    func directionsAreTold(sign: Double, direction: CurvedTerm.Direction) throws {
        let data = Samples.shaped(4000) { sign * ($0 < 0 ? 0 : 3 * $0) - 1 }
        let terms = try Samples.train(data, TrainingOptions(terms: .splines)).curvedTerms
        #expect(terms.map(\.direction) == [direction])
    }

    @Test func tooFewEventsAreNotTried() throws {
        let training = try Samples.train(Samples.curved(80))
        #expect(!isCurved(training))
        let wide = Samples.wide(400, columns: 30)
        #expect(try Samples.train(wide).model.notes.contains { $0.contains("rows of the rarer outcome cannot carry") })
    }

    @Test func maximumLikelihoodIsOnTheColumnsAsGiven() throws {
        let data = Samples.curved(1500)
        let auto = try Samples.train(data, TrainingOptions(penalty: .none, calibration: "none")).model
        let linear = try Samples.train(data, TrainingOptions(terms: .linear, penalty: .none, calibration: "none")).model
        #expect(auto.fit == linear.fit && auto.preparation == linear.preparation)
        // Asked for by name, splines are fitted without a penalty too: no column is aliased.
        let splines = try Samples.train(data, TrainingOptions(terms: .splines, penalty: .none, calibration: "none"))
        #expect(splines.model.fit.aliased.isEmpty && splines.model.fit.pValues != nil)
    }

    @Test(arguments: [TrainingOptions.Terms.splines, .bins])
    func contributionsAddUpPerPredictor(terms: TrainingOptions.Terms) throws {
        let data = Samples.observations(600)
        let model = try Samples.train(data, TrainingOptions(terms: terms)).model
        let predictions = try model.predict(data.predictors)
        let slope = try #require(model.calibration.map.line).slope
        func sum(_ row: Int) -> Double {
            model.contributions(predictions.design, row: row).reduce(0) { $0 + $1.logOdds }
        }
        #expect(model.contributions(predictions.design, row: 0).map(\.term) == ["x", "noise", "plan"])
        for row in 1..<20 {
            #expect(abs(sum(row) - sum(0) - slope * (predictions.raw[row] - predictions.raw[0])) < 1e-9)
        }
    }

    @Test(arguments: [TrainingOptions.Terms.splines, .bins])
    func aModelFileHoldsTheTermsAndNoRow(terms: TrainingOptions.Terms) throws {
        let data = Samples.curved(600)
        let model = try Samples.train(data, TrainingOptions(terms: terms, penalty: .ridge, lambda: 2)).model
        let text = try ModelFile.text(model)
        let back = try ModelFile.read(Array(text.utf8), file: "model.json")
        #expect(try ModelFile.text(back) == text)
        #expect(back.preparation == model.preparation)
        #expect(try back.predict(data.predictors).raw == model.predict(data.predictors).raw)
        guard case .numbers(let x)? = data.predictors["x"]?.values else { return }
        for value in x { #expect(!text.contains(JSON.text(of: value))) }
    }

    /// Files whose checksum fits, but whose spline is none.
    @Test(
        arguments: [
            ([1, 2, 2, 3], 1, "knots must rise"), ([1, 2], 1, "expected 3 knots or more"),
            ([1, 2, 3], 3, "out of range"),
        ] as [([Double], Int, String)])
    func brokenSplinesAreRefused(knots: [Double], place: Int, message: String) throws {
        let options = TrainingOptions(terms: .splines, penalty: .ridge, lambda: 2, calibration: "none")
        let model = try Samples.train(Samples.curved(600), options).model
        let columns = model.preparation.columns.map { column in
            guard column.isCurved else { return column }
            return DesignColumn(
                name: column.name, predictor: column.predictor, source: .spline(knots: knots, place: place, fill: 0),
                mean: column.mean, scale: column.scale)
        }
        let broken = Samples.replacing(columns: columns, of: model)
        let bytes = Array(try ModelFile.text(broken).utf8)
        let error = #expect(throws: DocumentError.self) { try ModelFile.read(bytes, file: "model.json") }
        #expect(error?.description.contains(message) == true)
    }

    @Test func sameSeedSameBytesWhereTermsAreChosen() throws {
        let data = Samples.curved(700)
        let first = try ModelFile.text(Samples.train(data).model)
        #expect(try ModelFile.text(Samples.train(data).model) == first)
    }

    @Test func `terms of very many rows are chosen on some of them, and said so`() throws {
        let rows = Samples.curved(200_100)
        let model = try Samples.train(rows, TrainingOptions(lambda: 1, calibration: "none")).model
        #expect(model.notes.contains { $0.contains("terms chosen on a random") && $0.contains("of 200 100 rows") })
        let isBent = model.preparation.columns.contains { $0.isCurved }
        #expect(isBent && model.fit.observations == 200_100)
    }
}
