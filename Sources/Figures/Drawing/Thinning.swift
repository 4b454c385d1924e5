/// What pixels cannot show is not written: a picture of a hundred thousand rows has the size of one of a thousand. Only the SVG
/// is thinned; the table, the CSV and Vega-Lite keep every row.
package enum Thinning {
    /// Of a line, per column of pixels: the first, lowest, highest and last point, in their order.
    package static func line(_ points: [Pixel], most: Int) -> [Pixel] {
        guard points.count > most, let first = points.first, let last = points.last else { return points }
        let column = max(1, abs(last.x - first.x) * 4 / Double(most))
        var kept: [Pixel] = []
        var start = 0
        while start < points.count {
            var end = start
            let place = (points[start].x / column).rounded(.down)
            while end < points.count, (points[end].x / column).rounded(.down) == place { end += 1 }
            let run = start..<end
            let lowest = run.min { points[$0].y < points[$1].y } ?? start
            let highest = run.max { points[$0].y < points[$1].y } ?? start
            kept += Set([start, lowest, highest, end - 1]).sorted().map { points[$0] }
            start = end
        }
        return kept
    }

    /// Of points: one a cell of a grid, as fine as `most` allows. Indices of those kept.
    package static func points(_ points: [Pixel], most: Int) -> [Int] {
        var kept = Array(points.indices)
        var cell = 1.0
        while kept.count > most {
            var seen: Set<[Int]> = []
            kept = kept.filter {
                seen.insert([Int((points[$0].x / cell).rounded()), Int((points[$0].y / cell).rounded())]).inserted
            }
            cell *= 2
        }
        return kept
    }

    /// Of spans across an axis, per column of pixels: the union.
    package static func spans(_ spans: [Span], most: Int) -> [Span] {
        guard spans.count > most, let left = spans.map(\.at).min(), let right = spans.map(\.at).max() else {
            return spans
        }
        let column = max(1, (right - left) / Double(most))
        let groups = Dictionary(grouping: spans) { (($0.at - left) / column).rounded(.down) }
        return groups.keys.sorted().compactMap { key in
            guard let group = groups[key], let low = group.map(\.low).min(), let high = group.map(\.high).max() else {
                return nil
            }
            return Span(at: group.reduce(0) { $0 + $1.at } / Double(group.count), low: low, high: high)
        }
    }
}

/// From low to high on one axis at a place on the other, in pixels.
package struct Span: Equatable {
    package let at: Double
    package let low: Double
    package let high: Double

    package init(at: Double, low: Double, high: Double) { (self.at, self.low, self.high) = (at, low, high) }
}
