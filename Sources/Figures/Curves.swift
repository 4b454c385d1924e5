/// Lines of one number over another, one a series, with a band where the rows have an interval.
struct Curves {
    let series: [FigureSeries]
    /// Series beyond the limit.
    let more: Int
    private let x: @Sendable (FigureRows) -> [Double]
    private let y: String
    private let fallsAtTies: Bool

    /// - Parameters:
    ///   - series: the column that parts them; the axes' columns are `x` and `y`.
    ///   - fallsAtTies: whether rows of one x are joined from the highest y down, as precision falls at one recall.
    init(_ rows: FigureRows, series: String, x: String, y: String, fallsAtTies: Bool = false) {
        self.init(rows, series: series, y: y, fallsAtTies: fallsAtTies) { $0.numbers(x) }
    }

    init(
        _ rows: FigureRows, series: String, y: String, fallsAtTies: Bool = false,
        x: @escaping @Sendable (FigureRows) -> [Double]
    ) {
        (self.series, more) = rows.series(series)
        (self.x, self.y, self.fallsAtTies) = (x, y, fallsAtTies)
    }

    /// Series that the caller parted and ordered.
    init(_ series: [FigureSeries], more: Int, y: String, x: @escaping @Sendable (FigureRows) -> [Double]) {
        (self.series, self.more, self.x, self.y, fallsAtTies) = (series, more, x, y, false)
    }

    struct Point {
        let x: Double
        let y: Double
        /// NaN where there is no interval.
        let low: Double
        let high: Double
    }

    /// The points of a series from left to right; rows without a place on the x axis are left out.
    func points(_ series: FigureSeries) -> [Point] {
        let (x, y) = (x(series.rows), series.rows.numbers(y))
        let (low, high) = (series.rows.numbers("low"), series.rows.numbers("high"))
        return x.indices.filter { !x[$0].isNaN && !y[$0].isNaN }.map {
            Point(x: x[$0], y: y[$0], low: low[$0], high: high[$0])
        }.sorted { a, b in
            (a.x, fallsAtTies ? -a.y : a.y, a.low, a.high) < (b.x, fallsAtTies ? -b.y : b.y, b.low, b.high)
        }
    }

    var all: [Point] { series.flatMap(points) }

    /// Axes from 0 to 1 and the diagonal, which is what chance gives, under the lines.
    func unitPanel(x: String, y: String) -> Figure.Panel {
        let across = Figure.Scale.linear(over: all.map(\.x), including: [0, 1])
        let up = Figure.Scale.linear(over: heights, including: [0, 1])
        let chance = Figure.Mark(.line, .reference, [.init(0, 0), .init(1, 1)])
        return Figure.Panel(x: .init(x, across, .percent), y: .init(y, up, .percent), marks: [chance] + marks())
    }

    /// Everything that the y axis must hold.
    var heights: [Double] { all.flatMap { [$0.y, $0.low, $0.high] } }

    func marks(_ shape: Figure.Mark.Shape = .line, dots: Bool = false) -> [Figure.Mark] {
        let points = series.map(points)
        let bands = zip(series, points).compactMap { band($1, $0.style, shape) }
        let lines = zip(series, points).map { Figure.Mark(shape, $0.style, $1.map { Figure.Datum($0.x, $0.y) }) }
        // A single point is no line.
        let symbols = zip(series, points).filter { dots || $1.count == 1 }.map { series, points in
            Figure.Mark(.point, series.style, points.map { Figure.Datum($0.x, $0.y) })
        }
        return bands + lines + symbols
    }

    /// Intervals as bars instead of a band, for few points.
    func intervals() -> [Figure.Mark] {
        series.compactMap { series in
            let data = points(series).filter { !$0.low.isNaN && !$0.high.isNaN }.map {
                Figure.Datum($0.x, $0.low, y2: $0.high)
            }
            return data.isEmpty ? nil : Figure.Mark(.interval, series.style, data)
        }
    }

    private func band(_ points: [Point], _ style: Figure.Style, _ shape: Figure.Mark.Shape) -> Figure.Mark? {
        let known = points.filter { !$0.low.isNaN && !$0.high.isNaN }
        guard known.count > 1 else { return nil }
        var data = known.map { Figure.Datum($0.x, $0.low, y2: $0.high) }
        if shape == .step {
            // Level until the next: each but the last once more where the next begins.
            data = zip(known, known.dropFirst()).flatMap { now, next in
                [Figure.Datum(now.x, now.low, y2: now.high), Figure.Datum(next.x, now.low, y2: now.high)]
            }
        }
        return Figure.Mark(.band, style, data)
    }

    /// None for a single series without a name.
    func legend(_ shape: Figure.Mark.Shape = .line) -> [Figure.LegendEntry] {
        series.filter { !$0.name.isEmpty }.map { Figure.LegendEntry($0.name, shape, $0.style) }
    }

    /// A clause a series, with the name where it has one.
    func words(_ clause: (FigureSeries, [Point]) -> String?) -> String {
        series.compactMap { series in
            clause(series, points(series)).map { series.name.isEmpty ? $0 : "\(series.name): \($0)" }
        }.joined(separator: "; ") + FigureWords.more(more, "series")
    }

    /// The y of a line at x, between its points; nil outside them.
    static func value(of points: [Point], at x: Double) -> Double? {
        guard let next = points.firstIndex(where: { $0.x >= x }) else { return nil }
        let b = points[next]
        if b.x == x { return points.last { $0.x == x }?.y }
        guard next > 0 else { return nil }
        let a = points[next - 1]
        return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)
    }
}

extension Curves {
    /// The same rows with another column upwards.
    init(_ curves: Curves, y: String) {
        (series, more, x, self.y, fallsAtTies) = (curves.series, curves.more, curves.x, y, false)
    }
}
