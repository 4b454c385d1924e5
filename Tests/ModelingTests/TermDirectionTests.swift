import Documents
import Foundation
import Metrics
import Modeling
import Tables
import Testing

/// Terms that are held to one way.
struct TermDirectionTests {
    private static let grid = Frame(
        columns: [FrameColumn("x", .numbers((0...800).map { Double($0 - 400) / 100 }))], rowCount: 801)

    private func scores(
        _ data: Observations, _ terms: TrainingOptions.Terms, _ direction: TermDirection?,
        penalty: TrainingOptions.Penalty = .ridge
    ) throws -> [Double] {
        let options = TrainingOptions(
            terms: terms, penalty: penalty, lambda: penalty == .none ? nil : 0.5, calibration: "none",
            directions: direction.map { ["x": $0] })
        return try Samples.train(data, options).model.predict(Self.grid).raw
    }

    private func steps(_ heights: [Double]) -> [Double] { zip(heights.dropFirst(), heights).map { $0 - $1 } }

    /// Whatever the data say, here mostly the opposite: the curve never turns.
    @Test(arguments: [TrainingOptions.Terms.linear, .splines, .bins], [TermDirection.rising, .falling])
    func neverTurns(terms: TrainingOptions.Terms, direction: TermDirection) throws {
        let sign: Double = direction == .rising ? 1 : -1
        for seed in 1...6 as ClosedRange<UInt64> {
            let phase = Double(seed)
            let data = Samples.shaped(700, seed: seed) { 2 * sin(3 * $0 + phase) - sign * 0.3 * $0 }
            let held = steps(try scores(data, terms, direction)).map { sign * $0 }
            #expect(held.min()! > -1e-12)
            let free = steps(try scores(data, terms, nil)).map { sign * $0 }
            // A line has one way to go, a curve both.
            #expect(terms == .linear || free.min()! < 0)
        }
    }

    @Test(arguments: [TrainingOptions.Terms.linear, .splines, .bins])
    func dataThatAgreeLoseNothing(terms: TrainingOptions.Terms) throws {
        let shape: (Double) -> Double = { 2 / (1 + exp(-4 * $0)) - 1.5 }
        let data = Samples.shaped(5000, seed: 3, shape)
        guard case .numbers(let x)? = Self.grid["x"]?.values else { return }
        let (held, free) = (try scores(data, terms, .rising), try scores(data, terms, nil))
        func distance(_ heights: [Double]) -> Double {
            let inside = x.indices.filter { abs(x[$0]) <= 2 }
            return inside.reduce(0) { $0 + abs(heights[$1] - shape(x[$1])) } / Double(inside.count)
        }
        #expect(distance(held) < distance(free) + 0.01)
        if terms != .linear { #expect(distance(held) < 0.15) }
    }

    @Test func aContradictedTermIsHeldAtZeroAndSaidSo() throws {
        let data = Samples.observations(800)
        let options = TrainingOptions(terms: .linear, calibration: "none", directions: ["x": .falling])
        let model = try Samples.train(data, options).model
        #expect(model.fit.weights[1] == 0)
        #expect(model.fit.standardErrors[1].isNaN)
        #expect(model.notes.contains { $0.hasPrefix("held at 0 by direction") && $0.contains("x (falling)") })
        let text = try ModelFile.text(model)
        #expect(try ModelFile.text(ModelFile.read(Array(text.utf8), file: "m")) == text)
    }

    @Test func aModelFileHoldsMonotonePieces() throws {
        let data = Samples.curved(600)
        let options = TrainingOptions(terms: .splines, penalty: .ridge, lambda: 1, directions: ["x": .rising])
        let model = try Samples.train(data, options).model
        #expect(model.preparation.columns.map(\.name).contains("x rise 3"))
        let text = try ModelFile.text(model)
        let back = try ModelFile.read(Array(text.utf8), file: "m")
        #expect(back.preparation == model.preparation && back.options == model.options)
        #expect(try back.predict(data.predictors).raw == model.predict(data.predictors).raw)
        for (knots, place, message) in [
            ([1, 1], 0, "knots must rise"), ([1], 0, "2 knots or more"), ([1, 2], 2, "range"),
        ]
            as [([Double], Int, String)]
        {
            let columns = model.preparation.columns.map { column in
                guard column.isCurved else { return column }
                return DesignColumn(
                    name: column.name, predictor: "x", source: .monotone(knots: knots, place: place, fill: 0), mean: 0,
                    scale: 1)
            }
            let bytes = Array(try ModelFile.text(Samples.replacing(columns: columns, of: model)).utf8)
            let error = #expect(throws: DocumentError.self) { try ModelFile.read(bytes, file: "m") }
            #expect(error?.description.contains(message) == true)
        }
    }

    @Test func aBoundLeavesNoPValues() throws {
        let data = Samples.observations(800)
        let options = TrainingOptions(terms: .linear, penalty: .none, calibration: "none", directions: ["x": .rising])
        let fit = try Samples.train(data, options).model.fit
        let free = try Samples.train(data, TrainingOptions(terms: .linear, penalty: .none, calibration: "none")).model
            .fit
        #expect(fit.pValues == nil && free.pValues != nil)
        // The bound is not active: the estimates are those of the free fit.
        for (a, b) in zip(fit.weights, free.weights) { #expect(abs(a - b) < 1e-8) }
    }

    @Test func unknownAndMistypedNamesAreRefused() throws {
        let data = Samples.observations(300)
        func message(_ name: String) -> String {
            do {
                _ = try Samples.train(data, TrainingOptions(directions: [name: .rising]))
                return "accepted"
            } catch { return "\(error)" }
        }
        #expect(
            message("noize").contains("no column \"noize\"") && message("noize").contains("did you mean \"noise\"?"))
        #expect(message("plan").contains("\"plan\" is a category"))
    }

    @Test func firthKnowsNoBounds() throws {
        #expect(throws: TrainingError.self) {
            try Samples.train(Samples.observations(300), TrainingOptions(penalty: .firth, directions: ["x": .rising]))
        }
    }

    /// I-splines of order 2: against the integral of the hat by the trapezoidal rule.
    @Test func piecesAreIntegralsOfHats() {
        let knots = [-2.0, -0.5, 0, 3, 3.5]
        for place in knots.indices {
            let piece = MonotoneSpline(place: place, knots: knots)
            let (l, r) = (knots[max(0, place - 1)], knots[min(4, place + 1)])
            func hat(_ x: Double) -> Double {
                guard x > l, x < r else { return 0 }
                let (c, top) = (knots[place], 2 / (r - l))
                return x < c ? top * (x - l) / (c - l) : top * (r - x) / (r - c)
            }
            var (area, last) = (0.0, piece.value(at: -3))
            for k in 0..<8000 {
                let x = -3 + Double(k) / 1000
                area += (hat(x) + hat(x + 0.001)) / 2 * 0.001
                let value = piece.value(at: x + 0.001)
                #expect(abs(value - area) < 2e-3 && value >= last)
                last = value
            }
            #expect(piece.value(at: -1e9) == 0 && piece.value(at: 1e9) == 1)
        }
    }
}
