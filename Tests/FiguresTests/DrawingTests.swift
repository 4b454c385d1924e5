import Figures
import Foundation
import Tables
import Testing

struct DrawingTests {
    @Test func labelsAreMovedApartByAsLittleAsPossible() {
        #expect(Apart.places([10, 50, 90], gap: 12, low: 0, high: 100) == [10, 50, 90])
        #expect(Apart.places([50, 50], gap: 12, low: 0, high: 100) == [44, 56])
        #expect(Apart.places([98, 97, 20], gap: 12, low: 0, high: 100) == [100, 88, 20])
        #expect(Apart.places([], gap: 12, low: 0, high: 100).isEmpty)
        var draw = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            let wanted = (0..<12).map { _ in Double.random(in: 0...300, using: &draw) }
            let places = Apart.places(wanted, gap: 14, low: 0, high: 300).sorted()
            #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 14 - 1e-9 })
            #expect(places[0] >= -1e-9 && places[11] <= 300 + 1e-9)
        }
    }

    /// What a thinned line loses is below a pixel: every column keeps its lowest and its highest point.
    @Test func aThinnedLineKeepsEveryPeak() throws {
        var draw = SeededGenerator(seed: 5)
        let line = (0..<50_000).map { Pixel(x: Double($0) * 0.012, y: Double.random(in: 0...300, using: &draw)) }
        let thin = Thinning.line(line, most: 2400)
        #expect(thin.count <= 2404)
        func extremes(_ points: [Pixel]) -> [Int: ClosedRange<Double>] {
            Dictionary(grouping: points) { Int($0.x) }.mapValues { ($0.map(\.y).min() ?? 0)...($0.map(\.y).max() ?? 0) }
        }
        #expect(extremes(thin) == extremes(line))
        let few = Array(line.prefix(100))
        #expect(Thinning.line(few, most: 2400) == few)
    }

    @Test func thinnedPointsStayWithinTheBudgetAndTheirCells() {
        var draw = SeededGenerator(seed: 6)
        let points = (0..<20_000).map { _ in
            Pixel(x: Double.random(in: 0...600, using: &draw), y: Double.random(in: 0...300, using: &draw))
        }
        let kept = Thinning.points(points, most: 500)
        #expect(kept.count <= 500 && kept.count > 100)
        #expect(kept == kept.sorted())
        #expect(Thinning.points(points, most: 20_000).count == 20_000)
    }

    @Test func thinnedSpansAreUnions() {
        let spans = (0..<1000).map { Span(at: Double($0), low: Double($0 % 7), high: 100 + Double($0 % 11)) }
        let thin = Thinning.spans(spans, most: 50)
        #expect(thin.count <= 51)
        #expect(thin.dropLast().allSatisfy { $0.low == 0 && $0.high == 110 })
    }

    @Test func longLabelsEndInAnEllipsisWithinTheirRoom() {
        let text = "days_since_executive_touch_in_the_last_ninety_days"
        let fitted = GlyphWidths.fitted(text, size: 12, room: 120)
        #expect(fitted.hasSuffix("\u{2026}") && fitted.hasPrefix("days_since"))
        #expect(GlyphWidths.width(fitted, size: 12) <= 120)
        #expect(GlyphWidths.fitted("short", size: 12, room: 120) == "short")
        #expect(GlyphWidths.width("名前", size: 12) == 24)
        let lines = GlyphWidths.wrapped("one two three four five six seven", size: 12, room: 80, most: 2)
        #expect(lines.count == 2 && lines[1].hasSuffix("\u{2026}"))
    }

    @Test func namesAreOrderedAsPeopleCount() {
        #expect(["p10", "p2", "p1", "a"].sorted { NaturalOrder($0) < NaturalOrder($1) } == ["a", "p1", "p2", "p10"])
    }
}
