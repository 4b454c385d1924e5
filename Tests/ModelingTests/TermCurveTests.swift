import Foundation
import Modeling
import Tables
import Testing

/// Terms as data for pictures, and as points.
struct TermCurveTests {
    private func model(_ terms: TrainingOptions.Terms, _ data: Observations) throws -> ChurnModel {
        try Samples.train(data, TrainingOptions(terms: terms, penalty: .ridge, lambda: 1)).model
    }

    /// Where each predictor of `term` stands in a one-row frame, and what the curve says there.
    @Test(arguments: [TrainingOptions.Terms.linear, .splines, .bins, .linearPairs])
    func pointsAreTheContributionsOfRowsThere(terms: TrainingOptions.Terms) throws {
        let model = try model(terms, Samples.observations(900))
        let base: [String: FrameValues] = [
            "x": .numbers([0.25]), "noise": .numbers([0.5]), "plan": .categories(Categories(["plus"])),
        ]
        for curve in model.termCurves(resolution: 7) {
            for point in curve.points {
                var values = base
                for (name, place) in zip(curve.predictors, point.places) {
                    switch place {
                    case .number(let number): values[name] = .numbers([number])
                    case .level(let level): values[name] = .categories(Categories([level]))
                    case .missing: values[name] = .numbers([.nan])
                    }
                }
                let frame = Frame(columns: values.keys.sorted().map { FrameColumn($0, values[$0]!) }, rowCount: 1)
                let predictions = try model.predict(frame)
                let parts = model.contributions(predictions.design, row: 0).filter { $0.term == curve.term }
                #expect(parts.count == 1 && abs(parts[0].logOdds - point.logOdds) < 1e-10)
            }
        }
    }

    @Test func kindsRangesAndErrors() throws {
        let data = Samples.observations(900)
        let splines = try model(.splines, data).termCurves()
        #expect(splines.map(\.term) == ["x", "noise", "plan"])
        #expect(splines.map(\.kind) == [.curve, .curve, .levels])
        #expect(splines[2].points.map(\.places) == [[.level("basic")], [.level("enterprise")], [.level("plus")]])
        #expect(splines[1].points.last?.places == [.missing])
        #expect(try model(.linear, data).termCurves()[0].kind == .line)
        #expect(try model(.bins, data).termCurves()[0].kind == .steps)
        let line = try model(.linear, data).termCurves(resolution: 5, ranges: ["x": 0...1])[0]
        #expect(
            line.points.map(\.places) == [[.number(0)], [.number(0.25)], [.number(0.5)], [.number(0.75)], [.number(1)]])
        // A line's error is the weight's times the distance from the mean.
        let fit = try model(.linear, data)
        let slope = try #require(fit.calibration.map.line).slope
        let far = abs(1 - fit.preparation.columns[0].mean)
        #expect(abs(line.points[4].standardError - slope * fit.fit.standardErrors[1] * far) < 1e-9)
    }

    @Test func aSurfaceIsAGridOfBothPredictors() throws {
        var generator = SeededGenerator(seed: 5)
        var (x, z, y) = ([Double](), [Double](), [Double]())
        for _ in 0..<2500 {
            x.append(generator.uniform() * 4 - 2)
            z.append(generator.uniform() * 4 - 2)
            y.append(generator.uniform() < 1 / (1 + exp(1 - 1.5 * x.last! * z.last!)) ? 1 : 0)
        }
        let frame = Frame(columns: [FrameColumn("x", .numbers(x)), FrameColumn("z", .numbers(z))], rowCount: 2500)
        let model = try model(.linearPairs, Observations(predictors: frame, outcomes: y))
        let surface = try #require(model.termCurves(resolution: 30).first { $0.kind == .surface })
        #expect(surface.predictors == ["x", "z"] && surface.points.count >= 100)
        guard case .number(let a) = surface.points[0].places[0], case .number(let b) = surface.points[0].places[1],
            let first = surface.points.first, let last = surface.points.last
        else { return #expect(Bool(false)) }
        // Both low or both high: risky.
        #expect(a < -1.5 && b < -1.5 && first.logOdds > 2 && last.logOdds > 2)
        #expect(model.points().entries.contains { $0.term == "x × z" && $0.places.count == 2 && $0.points < -20 })
    }

    /// Points of a row add up to its score within half a point a term where each interval is met in its middle.
    @Test func pointsAddUpToTheLogOdds() throws {
        let data = Samples.observations(1500)
        let model = try model(.bins, data)
        let points = model.points(pointsToDouble: 40, score: 500, odds: 10)
        #expect(points.entries.filter { $0.term == "plan" }.map(\.places) == [["basic"], ["enterprise"], ["plus"]])
        let factor = 40 / log(2.0)
        for curve in model.termCurves() where curve.kind == .levels {
            for (entry, point) in zip(points.entries.filter { $0.term == curve.term }, curve.points) {
                #expect(abs(Double(entry.points) + factor * point.logOdds) <= 0.5)
            }
        }
        // The base is the score of the average row; 40 points fewer halve the odds.
        let average = zip(model.preparation.columns, model.fit.weights.dropFirst()).reduce(model.fit.weights[0]) {
            $0 + $1.0.mean * $1.1
        }
        let odds = exp(-model.calibration.logOdds([average])[0])
        #expect(abs(Double(points.base) - (500 + factor * Foundation.log(odds / 10.0))) <= 0.5)
        #expect(points.table.rows.count == points.entries.count + 1)
        // Loss rises with x, so points fall.
        let x = points.entries.filter { $0.term == "x" }.map(\.points)
        #expect(x.first! > x.last! + 60)
        let labels = points.entries.filter { $0.term == "noise" }.map { $0.places[0] }
        #expect(labels.first?.hasPrefix("up to ") == true && labels.last == "missing")
    }
}
