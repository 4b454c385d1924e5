import Tables

/// Forest plot of weights: what was learned, with its interval, beside what was set by hand, on one scale.
public struct WeightsFigure: FigureKind {
    public static let name = "weights"
    public static let title = "What was learned, beside what was set by hand"
    public static let summary = "learned weights with intervals and hand-set weights on one scale"
    public static let columns: [FigureColumn] =
        [
            .required("signal", .text, "what the weight is of"),
            .required("learned", .number, "learned weight: log-odds of churn for one standard deviation more"),
        ] + FigureColumn.interval("`learned`") + [
            .optional("hand_set", .number, "hand-set weight on the same scale"),
            .optional("verdict", .text, "in a word; stands at the right"),
        ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            signal | learned | low | high | hand_set | verdict
            login_trend_90d | -0.65 | -0.76 | -0.54 | -0.31 | too low
            seat_utilization | -0.48 | -0.6 | -0.37 | -0.45 | agrees
            days_since_exec_touch | 0.29 | 0.18 | 0.4 | 0.22 | agrees
            champion_left | 0.28 | 0.19 | 0.37 | | missing
            qbr_attended_share | -0.04 | -0.13 | 0.05 | -0.6 | too high
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let ranking = Ranking(rows, by: "signal", rows.numbers("learned").map(abs))
        let forest = Forest(ranking, names: "signal")
        let (learned, hand) = (forest.values("learned"), forest.values("hand_set"))
        let scale = Figure.Scale.linear(over: learned + hand + forest.ends, including: [0], padding: 0.03)
        let verdicts = forest.texts("verdict", at: scale.ends.last)
        let hasHand = hand.contains { !$0.isNaN }
        let marks =
            [Figure.Mark.vertical(0), forest.intervals(.series(1), shift: hasHand ? -0.14 : 0)].compactMap(\.self)
            + [forest.points("learned", .series(1), shift: hasHand ? -0.14 : 0)]
            + (hasHand ? [forest.points("hand_set", .series(2), shift: 0.2)] : []) + verdicts
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init(unit(rows.table), scale, .signed),
                    y: .categories(ranking.names), marks: marks)
            ],
            legend: (hasHand ? [.init("learned", .point, .series(1)), .init("hand-set", .point, .series(2))] : []),
            description: description(ranking, forest), height: ranking.height(118))
    }

    /// The title of the learned column where it has one of its own: weights may be shares.
    private func unit(_ table: Table) -> String {
        let title = table.columns.first { $0.name == "learned" }?.title
        return title.flatMap { $0 == "learned" ? nil : $0 } ?? "log-odds of churn per standard deviation"
    }

    private func description(_ ranking: Ranking, _ forest: Forest) -> String {
        let (learned, names) = (ranking.rows.numbers("learned"), ranking.rows.texts("signal"))
        let sure = forest.intervalPairs.filter { $0.low > 0 || $0.high < 0 }.count
        let known = forest.intervalPairs.count
        let intervals = known == 0 ? "" : "; \(sure) of \(known) intervals leave out zero"
        return "\(FigureWords.count(ranking.names.count, "weight")), the largest of \(names[0]) "
            + "(\(TickText.signed(learned[0])))" + intervals + FigureWords.more(ranking.more, "weights")
    }
}
