import Tables

/// Net benefit by threshold (Vickers and Elkin, "Decision Curve Analysis", Medical Decision Making 2006): whether acting on a score is
/// worth more than acting on all or on none.
public struct DecisionCurveFigure: FigureKind {
    public static let name = "decision-curve"
    public static let title = "What acting on the score is worth"
    public static let summary = "net benefit by threshold, a line a score, beside acting on none"
    public static let columns: [FigureColumn] =
        [
            .required("score", .text, "which score, or `all`; each is a line"),
            .required("threshold", .number, "probability from which one acts", .percent(0)),
            .required("net_benefit", .number, "churn found less weighted false alarms, per renewal", .decimals(4)),
        ] + FigureColumn.interval("`net_benefit`", .decimals(4))
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            score | threshold | net_benefit
            model | 0.02 | 0.163
            model | 0.1 | 0.124
            model | 0.2 | 0.092
            model | 0.3 | 0.066
            model | 0.5 | 0.03
            all | 0.02 | 0.162
            all | 0.1 | 0.088
            all | 0.2 | -0.025
            all | 0.3 | -0.171
            all | 0.5 | -0.64
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let best = rows.numbers("net_benefit").max() ?? 0
        // Acting on all falls without end, and nobody would: what matters is near zero and above.
        let floor = best > 0 ? -0.35 * best : -Double.infinity
        let values = rows.numbers("net_benefit")
        let shown = rows.selecting(values.indices.filter { values[$0] >= floor })
        let curves = Curves(shown, series: "score", x: "threshold", y: "net_benefit")
        let x = Figure.Scale.linear(over: curves.all.map(\.x), including: [0])
        let y = Figure.Scale.linear(over: curves.heights.filter { !($0 < floor) }, including: [0])
        let none = Figure.Mark.horizontal(0)
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("acting from this probability on", x, .percent), y: .init("net benefit per renewal", y),
                    marks: [none] + curves.marks())
            ],
            legend: curves.legend() + [.init("acting on none", .line, .reference)],
            description: curves.words { words($1) }
                + (shown.count < rows.count ? "; what lies far below zero is not drawn" : ""))
    }

    private func words(_ points: [Curves.Point]) -> String? {
        let useful = points.filter { $0.y > 0 }
        guard let first = useful.first, let last = useful.last else { return "worth less than acting on none" }
        return
            "worth more than acting on none between \(TickText.percent(first.x, 0)) and \(TickText.percent(last.x, 0))"
    }
}
