import Tables

/// Expected loss by the month in which contracts come up for renewal, with its interval.
public struct CalendarFigure: FigureKind {
    public static let name = "calendar"
    public static let title = "When the renewals fall due, and what they are expected to lose"
    public static let summary = "expected loss by renewal month, with 80% intervals"
    public static let columns: [FigureColumn] =
        [
            .required("month", .month, "month of renewal, YYYY-MM"),
            .required("expected_loss", .number, "sum of contract value times probability of churn", .grouped),
        ] + FigureColumn.interval("`expected_loss`", .grouped) + [
            .optional("renewals", .count, "renewals that fall due"),
            .optional("arr", .number, "contract value that falls due", .grouped),
        ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            month | expected_loss | low | high | renewals | arr
            2026-07 | 410000 | 320000 | 505000 | 61 | 2600000
            2026-08 | 655000 | 540000 | 770000 | 80 | 3900000
            2026-09 | 1120000 | 940000 | 1300000 | 131 | 6400000
            2026-10 | 380000 | 290000 | 480000 | 55 | 2200000
            2026-12 | 890000 | 730000 | 1060000 | 104 | 5100000
            """)
    ]
    /// Ten years of months.
    private static let limit = 120

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let (names, losses) = (rows.texts("month"), rows.numbers("expected_loss"))
        let months = months(names)
        let known = Set(months)
        let shown = names.indices.filter { known.contains(names[$0]) }.sorted {
            (names[$0], losses[$0]) < (names[$1], losses[$1])
        }
        let (low, high) = (rows.numbers("low"), rows.numbers("high"))
        let intervals = shown.filter { !low[$0].isNaN && !high[$0].isNaN }.map {
            Figure.Datum(x: .category(names[$0]), y: .number(low[$0]), y2: high[$0])
        }
        let bars = shown.map { row in
            Figure.Datum(
                x: .category(names[row]), y: .number(losses[row]),
                text: "\(names[row]): \(TickText.amount(losses[row]))")
        }
        let y = Figure.Scale.linear(over: losses + low + high, including: [0])
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .categories(months), y: .init("expected loss", y),
                    marks: [Figure.Mark(.bar, .series(1), bars)]
                        + (intervals.isEmpty ? [] : [Figure.Mark(.interval, .ink, intervals)]))
            ],
            legend: intervals.isEmpty
                ? [] : [.init("expected loss", .bar, .series(1)), .init("80% interval", .interval, .ink)],
            description: description(names, losses)
                + FigureWords.more(Set(names).count - known.intersection(names).count, "months"),
            height: 330)
    }

    /// All months from the first to the last, so that a month without renewals is seen as one; of too many, the first.
    private func months(_ names: [String]) -> [String] {
        let days = names.compactMap { Day($0 + "-01") }
        guard let first = days.min(), let last = days.max() else { return [] }
        var (months, day) = ([String](), first)
        while day <= last, months.count < Self.limit {
            months.append(String(day.description.prefix(7)))
            day = day.adding(months: 1)
        }
        return months
    }

    private func description(_ names: [String], _ losses: [Double]) -> String {
        let total = Ordered.sum(losses)
        guard let worst = losses.indices.max(by: { (losses[$0], names[$1]) < (losses[$1], names[$0]) }) else {
            return ""
        }
        let count = FigureWords.count(Set(names).count, "month")
        return "An expected loss of \(TickText.amount(total)) in \(count); "
            + "the heaviest is \(names[worst]) with \(TickText.amount(losses[worst]))"
    }
}
