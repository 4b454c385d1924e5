import Tables

/// Regularisation path: coefficients as the penalty is loosened, from left to right.
public struct PathFigure: FigureKind {
    public static let name = "path"
    public static let title = "Coefficients as the penalty is loosened"
    public static let summary =
        "coefficients along a path of penalties, the largest labelled, the chosen penalty marked"
    public static let reference: String? = "the chosen lambda"
    public static let columns: [FigureColumn] = [
        .required("column", .text, "whose coefficient; each is a line"),
        .required("lambda", .number, "strength of the penalty, above 0", .significant(3)),
        .required("coefficient", .number, "coefficient at that strength", .significant(4)),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            column | lambda | coefficient
            login_trend_90d | 10 | 0
            login_trend_90d | 1 | -0.22
            login_trend_90d | 0.1 | -0.55
            login_trend_90d | 0.01 | -0.66
            champion_left | 10 | 0
            champion_left | 1 | 0.05
            champion_left | 0.1 | 0.24
            champion_left | 0.01 | 0.29
            seat_utilization | 10 | 0
            seat_utilization | 1 | 0
            seat_utilization | 0.1 | -0.11
            seat_utilization | 0.01 | -0.14
            """)
    ]
    /// Lines without a label.
    private static let muted = 60

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let lambdas = rows.numbers("lambda")
        let positive = rows.selecting(lambdas.indices.filter { lambdas[$0] > 1e-90 })
        guard positive.count > 0 else { return .nothing(rows.selecting([])) }
        let (series, more) = series(positive)
        let curves = Curves(series, more: more, y: "coefficient") { $0.numbers("lambda") }
        let y = Figure.Scale.linear(over: curves.heights, including: [0])
        let (low, high) = Figure.Scale.log(over: curves.all.map(\.x)).ends
        let x = Figure.Scale.log(high, low)
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("lambda: strong penalty on the left", x), y: .init("coefficient", y, .signed),
                    marks: [.horizontal(0)] + Reference.vertical(options, x, top: y.ends.last, "chosen")
                        + curves.marks().reversed() + labels(curves))
            ],
            description: description(curves) + FigureWords.more(more, "columns"), omitted: rows.count - positive.count)
    }

    /// The columns with the largest coefficients in colours, others in grey.
    private func series(_ rows: FigureRows) -> ([FigureSeries], Int) {
        let (names, values) = (rows.texts("column"), rows.numbers("coefficient"))
        let groups = Dictionary(grouping: names.indices) { names[$0] }
        let largest = groups.mapValues { $0.map { abs(values[$0]) }.max() ?? 0 }
        let ordered = groups.keys.sorted { a, b in
            let (x, y) = (largest[a] ?? 0, largest[b] ?? 0)
            return x != y ? x > y : a < b
        }
        let shown = ordered.prefix(FigureRows.seriesLimit + Self.muted)
        let series = shown.enumerated().map { index, name in
            let style = index < FigureRows.seriesLimit ? Figure.Style.series(index + 1) : .muted
            return FigureSeries(name: name, style: style, rows: rows.selecting(groups[name] ?? []))
        }
        return (series, ordered.count - shown.count)
    }

    private func labels(_ curves: Curves) -> [Figure.Mark] {
        let ends = curves.series.prefix(FigureRows.seriesLimit).compactMap { series in
            curves.points(series).first.map { Figure.Datum($0.x, $0.y, text: series.name) }
        }
        return [Figure.Mark(.text, .ink, ends, placement: .rightApart)]
    }

    private func description(_ curves: Curves) -> String {
        let count = FigureWords.count(curves.series.count + curves.more, "coefficient")
        guard let first = curves.series.first, let end = curves.points(first).first else { return count }
        return "\(count); the largest is that of \(first.name), \(TickText.signed(end.y)) at the weakest penalty"
    }
}
