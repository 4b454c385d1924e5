import Tables

/// How long before a loss each signal first left what was normal, beside accounts that renewed. Time runs to the right.
public struct LeadSignalsFigure: FigureKind {
    public static let name = "lead-signals"
    public static let title = "How long before a loss the signals left the normal"
    public static let summary = "days before the renewal at which a signal first left its baseline, lost beside kept"
    public static let columns: [FigureColumn] =
        [
            .required("signal", .text, "which signal"),
            .required(
                "days_before_lost", .number, "median days before the renewal, of accounts that churned", .decimals(0)),
        ] + FigureColumn.interval("`days_before_lost`", .decimals(0)) + [
            .optional("days_before_kept", .number, "the same of accounts that renewed", .decimals(0))
        ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            signal | days_before_lost | low | high | days_before_kept
            logins | 118 | 101 | 134 | 61
            seat_utilization | 95 | 80 | 112 | 70
            sentiment | 74 | 60 | 91 | 66
            tickets | 41 | 28 | 57 | 44
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let ranking = Ranking(rows, by: "signal", rows.numbers("days_before_lost"))
        let forest = Forest(ranking, names: "signal")
        let (lost, kept) = (forest.values("days_before_lost"), forest.values("days_before_kept"))
        let (first, last) = Figure.Scale.linear(over: lost + kept + forest.ends, including: [0]).ends
        let hasKept = kept.contains { !$0.isNaN }
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("days before the renewal", .linear(last, first)), y: .categories(ranking.names),
                    marks: [forest.intervals(.bad)].compactMap(\.self) + [forest.points("days_before_lost", .bad)]
                        + (hasKept ? [forest.points("days_before_kept", .good)] : []))
            ],
            legend: [.init("lost", .point, .bad)] + (hasKept ? [.init("renewed", .point, .good)] : []),
            description: description(ranking, lost) + FigureWords.more(ranking.more, "signals"),
            height: ranking.height(118))
    }

    private func description(_ ranking: Ranking, _ lost: [Double]) -> String {
        let days = NumberFormat.fixed(lost[0], 0)
        return "\(FigureWords.count(ranking.names.count, "signal")); the first to leave the normal before a loss is "
            + "\(ranking.names[0]), \(days) days before the renewal"
    }
}
