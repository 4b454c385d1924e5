import Tables

/// Measures over periods, with the band of their interval: gross and net revenue retention, logos kept.
public struct TrendFigure: FigureKind {
    public static let name = "trend"
    public static let title = "Retention from period to period"
    public static let summary = "shares from period to period with bands, a line a measure"
    public static let reference: String? = "a target share, 0 to 1"
    public static let columns: [FigureColumn] =
        [
            .required("period", .text, "period; drawn in the order of their names: 2025-Q4, 2026-01"),
            .required("measure", .text, "which measure; each is a line"),
            .required("value", .number, "share, 0 to 1", .percent(1)),
        ] + FigureColumn.interval("`value`", .percent(1))
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            period | measure | value | low | high
            2025-Q1 | GRR | 0.91 | 0.88 | 0.94
            2025-Q2 | GRR | 0.9 | 0.87 | 0.93
            2025-Q3 | GRR | 0.88 | 0.85 | 0.91
            2025-Q4 | GRR | 0.89 | 0.86 | 0.92
            2026-Q1 | GRR | 0.86 | 0.83 | 0.9
            2025-Q1 | NRR | 1.03 | 0.99 | 1.08
            2025-Q2 | NRR | 1.01 | 0.97 | 1.05
            2025-Q3 | NRR | 0.99 | 0.95 | 1.03
            2025-Q4 | NRR | 1.0 | 0.96 | 1.04
            2026-Q1 | NRR | 0.97 | 0.93 | 1.01
            """)
    ]
    private static let limit = 240

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let all = Set(rows.texts("period")).map { ($0, NaturalOrder($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
        let periods = Array(all.suffix(Self.limit))
        let places = Dictionary(uniqueKeysWithValues: periods.enumerated().map { ($1, Double($0) + 0.5) })
        let curves = Curves(rows, series: "measure", y: "value") { rows in
            rows.texts("period").map { places[$0] ?? .nan }
        }
        let y = Figure.Scale.linear(
            over: curves.heights, including: [options.reference].compactMap(\.self), padding: 0.03)
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .categories(periods, isSequence: true), y: .init("", y, .percent),
                    marks: Reference.horizontal(options, at: 0.5) + curves.marks(dots: periods.count <= 40))
            ],
            legend: curves.legend(),
            description: curves.words { words($1, periods) }
                + FigureWords.more(all.count - periods.count, "periods"))
    }

    private func words(_ points: [Curves.Point], _ periods: [String]) -> String? {
        guard let first = points.first, let last = points.last else { return nil }
        let range =
            last.low.isNaN || last.high.isNaN
            ? "" : " (\(TickText.percent(last.low)) to \(TickText.percent(last.high)))"
        return "from \(TickText.percent(first.y)) in \(periods[Int(first.x)]) to \(TickText.percent(last.y))\(range) "
            + "in \(periods[Int(last.x)])"
    }
}
