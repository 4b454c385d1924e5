import Documents
import Foundation
import Modeling
import Tables
import Testing

struct NaturalSplineTests {
    private static let knots = [-3.25, -1, 0, 0.125, 2.5, 40]

    @Test(arguments: ["uneven", "three", "far from zero"])
    func matchesScipy(name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ReferenceValues/splines/natural_splines.json")
        let cases = try Field.json(Array(Data(contentsOf: file)), file: "natural_splines.json").entries()
        let entry = try #require(cases.first { $0.name == name }).value.fields(["knots", "points", "columns"])
        let knots = try entry.required("knots").list().map { try $0.number() }
        let points = try entry.required("points").list().map { try $0.number() }
        for (place, column) in try entry.required("columns").list().enumerated() {
            let spline = NaturalSpline(cardinal: place, knots: knots)
            for (point, expected) in zip(points, try column.list().map { try $0.number() }) {
                #expect(abs(spline.value(at: point) - expected) < 1e-9 * max(1, abs(expected)))
            }
        }
    }

    @Test func isOneAtItsKnotAndZeroAtTheOthers() {
        for place in Self.knots.indices {
            let spline = NaturalSpline(cardinal: place, knots: Self.knots)
            for (other, knot) in Self.knots.enumerated() {
                let expected: Double = other == place ? 1 : 0
                #expect(abs(spline.value(at: knot) - expected) < 1e-15)
            }
        }
    }

    /// A line is the sum of the columns times the line's heights, everywhere: nothing is bent that need not be.
    @Test(arguments: [-1e6, -5, -2, 0.06, 1, 30, 41, 1e6])
    func linesAndConstantsAreReproduced(x: Double) {
        let values = Self.knots.indices.map { NaturalSpline(cardinal: $0, knots: Self.knots).value(at: x) }
        #expect(abs(values.reduce(0, +) - 1) < 1e-9 * max(1, abs(x)))
        let line = zip(values, Self.knots).reduce(0.0) { $0 + $1.0 * $1.1 }
        #expect(abs(line - x) < 1e-9 * max(1, abs(x)))
    }

    /// Value, slope and second derivative pass through every knot without a jump; outside the knots the slope stands still.
    @Test func isSmoothWithStraightTails() {
        let spline = NaturalSpline(cardinal: 2, knots: Self.knots)
        func slope(_ x: Double, _ h: Double) -> Double { (spline.value(at: x + h) - spline.value(at: x)) / h }
        func bend(_ x: Double, _ h: Double) -> Double {
            (spline.value(at: x + 2 * h) - 2 * spline.value(at: x + h) + spline.value(at: x)) / (h * h)
        }
        for knot in Self.knots {
            let jump = spline.value(at: knot + 1e-9) - spline.value(at: knot - 1e-9)
            #expect(abs(jump) < 1e-6)
            #expect(abs(slope(knot, 1e-6) - slope(knot, -1e-6)) < 2e-3)
            #expect(abs(bend(knot, 1e-4) - bend(knot, -1e-4)) < 0.5)
        }
        #expect(abs(slope(-4, 0.5) - slope(-1000, 0.5)) < 1e-9)
        #expect(abs(slope(41, 0.5) - slope(1000, 0.5)) < 1e-9)
    }
}

/// Numbers at the end of the scale, where columns of a curve would be infinite with different signs.
@Suite struct FarNumbersTests {
    @Test func aCurveStaysANumber() throws {
        let preparation = Preparation(
            predictors: [("x", .number)],
            columns: (1...3).map { place in
                DesignColumn(
                    name: "x \(place)", predictor: "x", source: .spline(knots: [-2, -1, 0, 3], place: place, fill: 0),
                    mean: 0, scale: 1)
            }, notes: [])
        let far = Frame(columns: [FrameColumn("x", .numbers([1.7e308, -1.7e308, .nan]))], rowCount: 3)
        let design = try preparation.matrix(far)
        for row in 0..<3 {
            let sum = (0..<3).reduce(0) { $0 + Double($1 - 1) * 1e3 * design[row, $1] }
            #expect(sum.isFinite, "row \(row)")
        }
    }
}
