import Tables

/// Precision against recall over all thresholds.
public struct PrecisionRecallFigure: FigureKind {
    public static let name = "precision-recall"
    public static let title = "How many alarms are right, by how much churn they find"
    public static let summary = "precision against recall, a line a score"
    public static let reference: String? = "share of all that churned: what alarms at random are worth"
    public static let columns: [FigureColumn] = [
        .required("score", .text, "which score; each is a line"),
        .required("recall", .number, "share of churned above the threshold", .percent(1)),
        .required("precision", .number, "share of those above the threshold that churned", .percent(1)),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            score | recall | precision
            model | 0.05 | 0.9
            model | 0.2 | 0.74
            model | 0.5 | 0.52
            model | 0.8 | 0.33
            model | 1 | 0.18
            hand-set score | 0.1 | 0.7
            hand-set score | 0.4 | 0.48
            hand-set score | 1 | 0.18
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let curves = Curves(rows, series: "score", x: "recall", y: "precision", fallsAtTies: true)
        let x = Figure.Scale.linear(over: curves.all.map(\.x), including: [0, 1])
        let y = Figure.Scale.linear(over: curves.heights, including: [0, 1])
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("of those that churned, found", x, .percent),
                    y: .init("of those alarmed, churned", y, .percent),
                    marks: Reference.horizontal(options, at: 0.1) + curves.marks())
            ],
            legend: curves.legend() + (options.reference == nil ? [] : [.init("at random", .line, .reference)]),
            description: curves.words { _, points in
                Curves.value(of: points, at: 0.5).map {
                    "where half of the churn is found, \(TickText.percent($0)) of alarms are right"
                } ?? "\(FigureWords.count(points.count, "point"))"
            }, height: 420)
    }
}
