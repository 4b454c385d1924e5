import Tables

/// Receiver operating characteristic: churn found against renewals alarmed, over all thresholds.
public struct RocFigure: FigureKind {
    public static let name = "roc"
    public static let title = "Churn found against false alarms"
    public static let summary = "ROC curve: true against false positive rate, a line a score"
    public static let columns: [FigureColumn] = [
        .required("score", .text, "which score; each is a line"),
        .required("false_positive_rate", .number, "share of renewed above the threshold", .percent(1)),
        .required("true_positive_rate", .number, "share of churned above the threshold", .percent(1)),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            score | false_positive_rate | true_positive_rate
            model | 0 | 0
            model | 0.02 | 0.2
            model | 0.08 | 0.46
            model | 0.2 | 0.7
            model | 0.45 | 0.9
            model | 1 | 1
            hand-set score | 0 | 0
            hand-set score | 0.1 | 0.4
            hand-set score | 0.3 | 0.72
            hand-set score | 1 | 1
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let curves = Curves(rows, series: "score", x: "false_positive_rate", y: "true_positive_rate")
        return FigureSketch(
            panels: [curves.unitPanel(x: "of those that renewed, alarmed", y: "of those that churned, found")],
            legend: curves.legend() + [.init("at random", .line, .reference)],
            description: curves.words { _, points in
                Curves.value(of: points, at: 0.2).map { "20% false alarms find \(TickText.percent($0)) of churn" }
                    ?? "\(FigureWords.count(points.count, "point"))"
            }, height: 440)
    }
}
