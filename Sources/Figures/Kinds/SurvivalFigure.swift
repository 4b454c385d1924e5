import Documents
import Tables

/// Share of customers that are still there after a time, with its band.
public struct SurvivalFigure: FigureKind {
    public static let name = "survival"
    public static let title = "How long customers stay"
    public static let summary = "share still there after a time, in steps, with bands, a line a group"
    public static let columns: [FigureColumn] =
        [
            .required("time", .number, "time since the start", .significant(4)),
            .required("share", .number, "share still there", .percent(1)),
        ] + FigureColumn.interval("`share`", .percent(1)) + [.optional("group", .text, "group; each is a line")]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            time | share | low | high | group
            0 | 1 | 1 | 1 | small
            12 | 0.81 | 0.76 | 0.85 | small
            24 | 0.68 | 0.62 | 0.74 | small
            36 | 0.6 | 0.53 | 0.66 | small
            48 | 0.55 | 0.47 | 0.62 | small
            0 | 1 | 1 | 1 | large
            12 | 0.93 | 0.89 | 0.96 | large
            24 | 0.86 | 0.8 | 0.9 | large
            36 | 0.82 | 0.75 | 0.87 | large
            48 | 0.8 | 0.72 | 0.86 | large
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let curves = Curves(rows, series: "group", x: "time", y: "share", fallsAtTies: true)
        let x = Figure.Scale.linear(over: curves.all.map(\.x), including: [0])
        let y = Figure.Scale.linear(over: curves.heights, including: [0, 1])
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("time", x), y: .init("still there", y, .percent), marks: curves.marks(.step))
            ],
            legend: curves.legend(.step),
            description: curves.words { _, points in
                points.last.map { "\(TickText.percent($0.y)) still there after \(JSON.text(of: $0.x))" }
            })
    }
}
