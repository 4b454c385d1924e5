import Tables

/// Cumulative gains: the share of churn that is among the accounts touched, when the riskiest are touched first.
public struct GainsFigure: FigureKind {
    public static let name = "gains"
    public static let title = "How much churn lies in the accounts touched first"
    public static let summary = "cumulative gains by score, with the random diagonal and a capacity line"
    public static let reference: String? = "share of accounts that the team can touch, 0 to 1"
    public static let columns: [FigureColumn] =
        [
            .required("score", .text, "which score; each is a line"),
            .required("touched", .number, "share of accounts touched, riskiest first", .percent(1)),
            .required("caught", .number, "share of all churn among them", .percent(1)),
        ] + FigureColumn.interval("`caught`", .percent(1)) + [
            .optional("lift", .number, "caught over touched", .decimals(2))
        ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            score | touched | caught | low | high
            model | 0 | 0 | 0 | 0
            model | 0.1 | 0.34 | 0.29 | 0.39
            model | 0.2 | 0.52 | 0.47 | 0.58
            model | 0.4 | 0.77 | 0.72 | 0.82
            model | 0.7 | 0.95 | 0.92 | 0.97
            model | 1 | 1 | 1 | 1
            hand-set score | 0 | 0 | |
            hand-set score | 0.1 | 0.27 | |
            hand-set score | 0.2 | 0.44 | |
            hand-set score | 0.5 | 0.8 | |
            hand-set score | 1 | 1 | |
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let curves = Curves(rows, series: "score", x: "touched", y: "caught")
        var panel = curves.unitPanel(x: "accounts touched, riskiest first", y: "of all churn caught")
        panel.marks += capacity(options, panel.y.scale.ends.last) + crossings(curves, options)
        return FigureSketch(
            panels: [panel],
            legend: curves.legend() + [.init("at random", .line, .reference)],
            description: curves.words { clause($1, options.reference ?? 0.2) }, height: 420)
    }

    private func capacity(_ options: FigureOptions, _ top: Double) -> [Figure.Mark] {
        guard let share = options.reference, (0...1).contains(share) else { return [] }
        let label = options.referenceLabel ?? "capacity \(TickText.percent(share, 0))"
        return [.vertical(share), .text(label, x: share, y: top * 0.04, .muted, share > 0.6 ? .left : .right)]
    }

    private func crossings(_ curves: Curves, _ options: FigureOptions) -> [Figure.Mark] {
        guard let share = options.reference else { return [] }
        return curves.series.flatMap { series -> [Figure.Mark] in
            guard let caught = Curves.value(of: curves.points(series), at: share) else { return [] }
            return [
                Figure.Mark(.point, series.style, [.init(share, caught)]),
                .text(
                    TickText.percent(caught, 0), x: share, y: caught, series.style,
                    series.style == .series(1) ? .left : .right),
            ]
        }
    }

    private func clause(_ points: [Curves.Point], _ share: Double) -> String? {
        Curves.value(of: points, at: share).map {
            "touching \(TickText.percent(share, 0)) of accounts catches \(TickText.percent($0)) of churn"
        }
            ?? points.last.map {
                "touching \(TickText.percent($0.x)) of accounts catches \(TickText.percent($0.y)) of churn"
            }
    }
}
