import Tables

/// How the score parts those that renewed from those that churned: a mirrored histogram, the bands, and what churned in each.
public struct ScoresFigure: FigureKind {
    public static let name = "scores"
    public static let title = "Scores of those that renewed and of those that churned"
    public static let summary = "mirrored histogram of scores by outcome, with the bands and the observed churn in each"
    public static let columns: [FigureColumn] = [
        .required("score_low", .number, "lower end of the bin"),
        .required("score_high", .number, "upper end of the bin"),
        .required("outcome_renewed", .count, "renewals kept, in the bin"),
        .required("outcome_churned", .count, "renewals lost, in the bin"),
        .optional("band", .text, "band that the bin belongs to"),
        .optional("band_churn", .number, "observed churn in the band", .percent(1)),
        .optional("band_low", .number, "lower end of its interval", .percent(1)),
        .optional("band_high", .number, "upper end of its interval", .percent(1)),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            score_low | score_high | outcome_renewed | outcome_churned | band | band_churn | band_low | band_high
            0 | 10 | 2 | 9 | critical | 0.58 | 0.475 | 0.677
            10 | 20 | 6 | 14 | critical | 0.58 | 0.475 | 0.677
            20 | 30 | 18 | 22 | critical | 0.58 | 0.475 | 0.677
            30 | 40 | 41 | 30 | critical | 0.58 | 0.475 | 0.677
            40 | 50 | 90 | 38 | at-risk | 0.213 | 0.182 | 0.246
            50 | 60 | 152 | 41 | at-risk | 0.213 | 0.182 | 0.246
            60 | 70 | 221 | 30 | at-risk | 0.213 | 0.182 | 0.246
            70 | 80 | 240 | 16 | healthy | 0.057 | 0.04 | 0.081
            80 | 90 | 170 | 9 | healthy | 0.057 | 0.04 | 0.081
            90 | 100 | 60 | 2 | healthy | 0.057 | 0.04 | 0.081
            """)
    ]

    public init() {}

    private struct Band {
        let name: String
        let low: Double
        let high: Double
        let churn: Double
        let interval: (low: Double, high: Double)

        var middle: Double { (low + high) / 2 }
    }

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let (low, high) = (rows.numbers("score_low"), rows.numbers("score_high"))
        let ends = Figure.Scale.range(low + high, including: [])
        let x = Figure.Scale.linear(ends.low, ends.high)
        let bands = bands(rows)
        let histogram = histogram(rows, x, edges(bands))
        let known = bands.filter { !$0.churn.isNaN }
        return FigureSketch(
            panels: (known.isEmpty ? [] : [rates(known, x, edges(bands))]) + [histogram],
            legend: [.init("renewed", .bar, .series(1)), .init("churned", .bar, .bad)],
            description: description(rows, known), height: known.isEmpty ? 340 : 480)
    }

    private func histogram(_ rows: FigureRows, _ x: Figure.Scale, _ edges: [Figure.Mark]) -> Figure.Panel {
        let kept = bars(rows, "outcome_renewed", .series(1), 1)
        let lost = bars(rows, "outcome_churned", .bad, -1)
        let counts = rows.numbers("outcome_renewed") + rows.numbers("outcome_churned").map { -$0 }
        let y = Figure.Scale.linear(over: counts, including: [0])
        return Figure.Panel(
            x: .init("score", x), y: .init("renewals", y, .magnitude),
            marks: [kept, lost] + edges + [.horizontal(0, .ink)])
    }

    private func bars(_ rows: FigureRows, _ column: String, _ style: Figure.Style, _ sign: Double) -> Figure.Mark {
        let (low, high, counts) = (rows.numbers("score_low"), rows.numbers("score_high"), rows.numbers(column))
        let order = low.indices.sorted { (low[$0], high[$0], counts[$0]) < (low[$1], high[$1], counts[$1]) }
        return Figure.Mark(
            .bar, style,
            order.map { row in
                Figure.Datum(
                    x: .number(low[row]), y: .number(sign * counts[row]), x2: high[row],
                    text:
                        "\(TickText.amount(low[row])) to \(TickText.amount(high[row])): \(NumberFormat.grouped.text(counts[row]))"
                )
            })
    }

    /// Bands from the lowest score up.
    private func bands(_ rows: FigureRows) -> [Band] {
        let names = rows.optionalTexts("band")
        let groups = Dictionary(grouping: names.indices.filter { names[$0] != nil }) { names[$0] ?? "" }
        let (low, high) = (rows.numbers("score_low"), rows.numbers("score_high"))
        let (churn, lower, upper) = (rows.numbers("band_churn"), rows.numbers("band_low"), rows.numbers("band_high"))
        func first(_ values: [Double], _ group: [Int]) -> Double {
            group.map { values[$0] }.filter { !$0.isNaN }.min() ?? .nan
        }
        return groups.map { name, group in
            Band(
                name: name, low: group.map { low[$0] }.min() ?? 0, high: group.map { high[$0] }.max() ?? 0,
                churn: first(churn, group), interval: (first(lower, group), first(upper, group)))
        }.sorted { ($0.low, $0.name) < ($1.low, $1.name) }.prefix(8).map { $0 }
    }

    private func edges(_ bands: [Band]) -> [Figure.Mark] { bands.dropFirst().map { .vertical($0.low) } }

    private func rates(_ bands: [Band], _ x: Figure.Scale, _ edges: [Figure.Mark]) -> Figure.Panel {
        let ends = bands.flatMap { [$0.churn, $0.interval.low, $0.interval.high] }
        let y = Figure.Scale.linear(over: ends, including: [0], padding: 0.03)
        let intervals = bands.filter { !$0.interval.low.isNaN && !$0.interval.high.isNaN }.map {
            Figure.Datum($0.middle, $0.interval.low, y2: $0.interval.high)
        }
        return Figure.Panel(
            x: .init("", x, isShown: false, hasGrid: false), y: .init("observed churn by band", y, .percent),
            marks: edges + (intervals.isEmpty ? [] : [Figure.Mark(.interval, .bad, intervals)]) + [
                Figure.Mark(.point, .bad, bands.map { .init($0.middle, $0.churn) }),
                Figure.Mark(
                    .text, .ink,
                    bands.map { .init($0.middle, $0.churn, text: "\($0.name) \(TickText.percent($0.churn))") },
                    placement: .right),
            ], share: 0.5)
    }

    private func description(_ rows: FigureRows, _ bands: [Band]) -> String {
        let kept = rows.numbers("outcome_renewed").filter { !$0.isNaN }.reduce(0, +)
        let lost = rows.numbers("outcome_churned").filter { !$0.isNaN }.reduce(0, +)
        let rates = bands.map { "\($0.name) \(TickText.percent($0.churn))" }.joined(separator: ", ")
        return "\(NumberFormat.grouped.text(kept)) renewed and \(NumberFormat.grouped.text(lost)) churned"
            + (rates.isEmpty ? "" : "; observed churn by band: \(rates)")
    }
}
