import Documents
import Tables

/// How well scores rank, by how long before the renewal they are made. Time runs to the right.
public struct LeadTimeFigure: FigureKind {
    public static let name = "lead-time"
    public static let title = "How early the ranking can be trusted"
    public static let summary = "AUC by days before the renewal with intervals, a line a score"
    public static let columns: [FigureColumn] =
        [
            .required("score", .text, "which score; each is a line"),
            .required("days_before", .number, "days between score and renewal", .decimals(0)),
            .required("auc", .number, "area under the ROC curve", .decimals(3)),
        ] + FigureColumn.interval("`auc`", .decimals(3))
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            score | days_before | auc | low | high
            model | 180 | 0.7 | 0.66 | 0.74
            model | 120 | 0.76 | 0.72 | 0.79
            model | 90 | 0.81 | 0.78 | 0.84
            model | 60 | 0.84 | 0.81 | 0.86
            model | 30 | 0.87 | 0.85 | 0.89
            hand-set score | 180 | 0.68 | 0.64 | 0.72
            hand-set score | 120 | 0.72 | 0.68 | 0.76
            hand-set score | 90 | 0.76 | 0.73 | 0.8
            hand-set score | 60 | 0.78 | 0.75 | 0.82
            hand-set score | 30 | 0.8 | 0.77 | 0.83
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let curves = Curves(rows, series: "score", x: "days_before", y: "auc")
        let ends = Figure.Scale.range(curves.all.map(\.x), including: [])
        let y = Figure.Scale.linear(over: curves.heights, including: [0.5])
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("days before the renewal", .linear(ends.high, ends.low)), y: .init("AUC", y),
                    marks: [.horizontal(0.5)] + curves.marks(dots: curves.all.count <= 120))
            ],
            legend: curves.legend(), description: curves.words { words($1) })
    }

    private func words(_ points: [Curves.Point]) -> String? {
        guard let near = points.first, let far = points.last else { return nil }
        return "AUC \(NumberFormat.fixed(far.y, 2)) at \(JSON.text(of: far.x)) days, "
            + "\(NumberFormat.fixed(near.y, 2)) at \(JSON.text(of: near.x))"
    }
}
