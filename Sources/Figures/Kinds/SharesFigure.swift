import Tables

/// Slope chart: the share of the score that each signal has by hand, and the share that was learned (Tufte, "The Visual Display
/// of Quantitative Information", 1983).
public struct SharesFigure: FigureKind {
    public static let name = "shares"
    public static let title = "Shares of the score: set by hand, and learned"
    public static let summary = "slopes from hand-set to learned share, a line a signal"
    public static let columns: [FigureColumn] = [
        .required("signal", .text, "what the share is of"),
        .required("hand_set", .number, "share set by hand, 0 to 1", .percent(1)),
        .required("learned", .number, "share learned, 0 to 1", .percent(1)),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            signal | hand_set | learned
            qbr_attended_share | 0.2 | 0.035
            login_trend_90d | 0.1 | 0.21
            competitor_mentions | 0 | 0.059
            invoice_days_late | 0.05 | 0.091
            seat_utilization | 0.15 | 0.155
            sentiment | 0.15 | 0.14
            champion_left | 0.1 | 0.09
            support_tickets | 0.1 | 0.07
            """)
    ]
    /// Less than two points of a hundred is no difference that a scorecard would show.
    private static let notable = 0.02

    public init() {}

    private struct Slope {
        let name: String
        let from: Double
        let to: Double

        var style: Figure.Style {
            abs(to - from) < SharesFigure.notable ? .muted : to > from ? .series(1) : .series(2)
        }
    }

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let sizes = zip(rows.numbers("hand_set"), rows.numbers("learned")).map { max($0, $1) }
        let ranking = Ranking(rows, by: "signal", sizes)
        let slopes = slopes(ranking.rows)
        let (low, high) = Figure.Scale.range(slopes.flatMap { [$0.from, $0.to] }, including: [0])
        let scale = Figure.Scale.linear(low - (high - low) * 0.06, high)
        let marks = slopes.sorted { ($0.style == .muted ? 0 : 1) < ($1.style == .muted ? 0 : 1) }.flatMap(marks)
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .categories(["set by hand", "learned"]),
                    y: .init("", scale, .percent, isShown: false, hasGrid: false), marks: marks + labels(slopes))
            ],
            legend: [
                .init("counts for more than was set", .line, .series(1)), .init("for less", .line, .series(2)),
                .init("about the same", .line, .muted),
            ],
            description: description(slopes) + FigureWords.more(ranking.more, "signals"),
            height: max(340, ranking.names.count * 19 + 110))
    }

    private func slopes(_ rows: FigureRows) -> [Slope] {
        let (from, to) = (rows.numbers("hand_set"), rows.numbers("learned"))
        // Of rows of one signal the first.
        var seen: Set<String> = []
        return rows.texts("signal").enumerated().filter { seen.insert($1).inserted }.map {
            Slope(name: $1, from: from[$0], to: to[$0])
        }
    }

    private func marks(_ slope: Slope) -> [Figure.Mark] {
        let data = [("set by hand", slope.from), ("learned", slope.to)].map {
            Figure.Datum(x: .category($0), y: .number($1))
        }
        return [Figure.Mark(.line, slope.style, data), Figure.Mark(.point, slope.style, data)]
    }

    private func labels(_ slopes: [Slope]) -> [Figure.Mark] {
        let left = slopes.map { slope in
            Figure.Datum(
                x: .category("set by hand"), y: .number(slope.from),
                text: "\(slope.name) \(TickText.percent(slope.from))")
        }
        let right = slopes.map { slope in
            Figure.Datum(
                x: .category("learned"), y: .number(slope.to), text: "\(TickText.percent(slope.to)) \(slope.name)")
        }
        return [
            Figure.Mark(.text, .ink, left, placement: .leftApart),
            Figure.Mark(.text, .ink, right, placement: .rightApart),
        ]
    }

    private func description(_ slopes: [Slope]) -> String {
        let moves = slopes.map { ($0, abs($0.to - $0.from)) }.max { $0.1 < $1.1 }
        let notable = slopes.count { abs($0.to - $0.from) >= SharesFigure.notable }
        guard let (slope, _) = moves else { return "" }
        return "\(notable) of \(FigureWords.count(slopes.count, "share")) differ by 2 points or more; most that of "
            + "\(slope.name), \(TickText.percent(slope.from)) by hand and \(TickText.percent(slope.to)) learned"
    }
}
