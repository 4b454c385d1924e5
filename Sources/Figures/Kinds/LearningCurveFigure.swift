import Tables

/// How well scores rank, by how many renewals they were learned from.
public struct LearningCurveFigure: FigureKind {
    public static let name = "learning-curve"
    public static let title = "How much history the model needs"
    public static let summary = "AUC by renewals learned from, with bands, a line a score"
    public static let reference: String? = "renewals from which the model ranks better"
    public static let columns: [FigureColumn] =
        [
            .required("renewals", .count, "renewals learned from"),
            .required("score", .text, "which score; each is a line"),
            .required("auc", .number, "area under the ROC curve", .decimals(3)),
        ] + FigureColumn.interval("`auc`", .decimals(3))
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            renewals | score | auc | low | high
            100 | model | 0.68 | 0.61 | 0.74
            250 | model | 0.74 | 0.7 | 0.78
            500 | model | 0.78 | 0.75 | 0.81
            1000 | model | 0.8 | 0.78 | 0.82
            2000 | model | 0.81 | 0.79 | 0.83
            100 | hand-set score | 0.76 | 0.73 | 0.79
            2000 | hand-set score | 0.76 | 0.73 | 0.79
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let curves = Curves(rows, series: "score", x: "renewals", y: "auc")
        let x = Figure.Scale.linear(over: curves.all.map(\.x), including: [0])
        let y = Figure.Scale.linear(over: curves.heights, padding: 0.03)
        let words = options.reference.map { "from \(TickText.amount($0)) on" } ?? ""
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("renewals learned from", x, .count), y: .init("AUC", y),
                    marks: Reference.vertical(
                        options, x, top: y.ends.first + (y.ends.last - y.ends.first) * 0.06, words)
                        + curves.marks(dots: curves.all.count <= 120))
            ],
            legend: curves.legend(),
            description: curves.words { _, points in
                points.last.map {
                    "AUC \(NumberFormat.fixed($0.y, 2)) with \(NumberFormat.grouped.text($0.x)) renewals"
                }
            } + (options.reference.map { "; ahead from \(TickText.amount($0)) renewals on" } ?? ""))
    }
}
