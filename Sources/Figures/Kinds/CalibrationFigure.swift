import Tables

/// Reliability diagram: observed churn against predicted, with intervals, over the rows behind each point (Niculescu-Mizil and
/// Caruana, "Predicting Good Probabilities With Supervised Learning", 2005).
public struct CalibrationFigure: FigureKind {
    public static let name = "calibration"
    public static let title = "Do the probabilities come true?"
    public static let summary = "observed churn against predicted, with intervals and the rows behind them"
    public static let columns: [FigureColumn] =
        [
            .required("mean_p", .number, "mean predicted probability of the group", .percent(1)),
            .required("observed", .number, "share of the group that churned", .percent(1)),
        ] + FigureColumn.interval("`observed`", .percent(1)) + [
            .optional("rows", .count, "rows in the group"),
            .optional("score", .text, "which score; each is a series"),
        ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            score | mean_p | observed | low | high | rows
            model | 0.03 | 0.025 | 0.01 | 0.05 | 240
            model | 0.08 | 0.1 | 0.07 | 0.15 | 240
            model | 0.16 | 0.14 | 0.1 | 0.19 | 240
            model | 0.31 | 0.37 | 0.31 | 0.43 | 240
            model | 0.58 | 0.52 | 0.45 | 0.58 | 240
            hand-set score | 0.05 | 0.06 | 0.04 | 0.09 | 400
            hand-set score | 0.2 | 0.15 | 0.12 | 0.19 | 400
            hand-set score | 0.45 | 0.38 | 0.33 | 0.43 | 400
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let curves = Curves(rows, series: "score", x: "mean_p", y: "observed")
        let scale = Figure.Scale.linear(over: curves.all.map(\.x) + curves.heights, including: [0])
        let (first, last) = scale.ends
        let diagonal = Figure.Mark(.line, .reference, [.init(first, first), .init(last, last)])
        let points = curves.series.map { series in
            Figure.Mark(.point, series.style, curves.points(series).map { .init($0.x, $0.y, text: words($0)) })
        }
        let hasRows = rows.numbers("rows").contains { !$0.isNaN }
        var panels = [
            Figure.Panel(
                x: .init("predicted", scale, .percent, isShown: !hasRows), y: .init("churned", scale, .percent),
                marks: [diagonal] + curves.intervals() + points)
        ]
        if hasRows { panels.append(histogram(curves, scale)) }
        return FigureSketch(
            panels: panels, legend: curves.legend(.point) + [.init("as predicted", .line, .reference)],
            description: curves.words(clause), height: hasRows ? 470 : 400)
    }

    private func words(_ point: Curves.Point) -> String {
        "predicted \(TickText.percent(point.x)), churned \(TickText.percent(point.y))"
    }

    /// Rows of each group as stems under its point.
    private func histogram(_ curves: Curves, _ scale: Figure.Scale) -> Figure.Panel {
        let counts = Curves(curves, y: "rows")
        let y = Figure.Scale.linear(over: counts.all.map(\.y), including: [0])
        return Figure.Panel(
            x: .init("predicted", scale, .percent), y: .init("rows", y, .count),
            marks: counts.series.map { series in
                Figure.Mark(.bar, series.style, counts.points(series).map { .init($0.x, $0.y) })
            }, share: 0.28)
    }

    private func clause(_ series: FigureSeries, _ points: [Curves.Point]) -> String? {
        guard let worst = points.max(by: { abs($0.y - $0.x) < abs($1.y - $1.x) }) else { return nil }
        let known = points.filter { !$0.low.isNaN && !$0.high.isNaN }
        let held = known.count { $0.low <= $0.x && $0.x <= $0.high }
        let intervals = known.isEmpty ? "" : "\(held) of \(known.count) intervals hold what was predicted; "
        return intervals
            + "furthest off where \(TickText.percent(worst.x)) was predicted and \(TickText.percent(worst.y)) churned"
    }
}
