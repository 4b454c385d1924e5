import Documents
import Tables

/// What yearly retention makes of revenue over the years, a line a rate, labelled at its end.
public struct CompoundingFigure: FigureKind {
    public static let name = "compounding"
    public static let title = "What a yearly rate of retention leaves"
    public static let summary = "what is left over the years at several rates of retention"
    public static let columns: [FigureColumn] = [
        .required("rate", .number, "yearly retention, 0.9 for 90%", .percent(1)),
        .required("year", .number, "years from the start", .decimals(0)),
        .required("retained", .number, "share of the start that is left", .percent(1)),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            rate | year | retained
            0.8 | 0 | 1
            0.8 | 1 | 0.8
            0.8 | 2 | 0.64
            0.8 | 3 | 0.512
            0.8 | 5 | 0.328
            0.9 | 0 | 1
            0.9 | 1 | 0.9
            0.9 | 2 | 0.81
            0.9 | 3 | 0.729
            0.9 | 5 | 0.59
            1.1 | 0 | 1
            1.1 | 1 | 1.1
            1.1 | 2 | 1.21
            1.1 | 3 | 1.331
            1.1 | 5 | 1.611
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let rates = rows.numbers("rate")
        let groups = Dictionary(grouping: rates.indices) { rates[$0] }
        let ordered = groups.keys.sorted(by: >)
        let series = ordered.prefix(FigureRows.seriesLimit).enumerated().map { index, rate in
            FigureSeries(name: label(rate), style: .series(index + 1), rows: rows.selecting(groups[rate] ?? []))
        }
        let curves = Curves(series, more: ordered.count - series.count, y: "retained") { $0.numbers("year") }
        let y = Figure.Scale.linear(over: curves.heights, including: [0])
        let x = Figure.Scale.linear(over: curves.all.map(\.x))
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("years", x, .count), y: .init("left of the start", y, .percent),
                    marks: curves.marks() + ends(curves))
            ],
            description: curves.words { _, points in
                points.last.map { "\(TickText.percent($0.y)) left after \(JSON.text(of: $0.x)) years" }
            })
    }

    private func label(_ rate: Double) -> String {
        let digits = abs(rate * 100 - (rate * 100).rounded()) < 1e-9 ? 0 : 1
        return TickText.percent(rate, digits) + " a year"
    }

    private func ends(_ curves: Curves) -> [Figure.Mark] {
        let ends = curves.series.compactMap { series in
            curves.points(series).last.map {
                Figure.Datum($0.x, $0.y, text: "\(series.name): \(TickText.percent($0.y, 0))")
            }
        }
        return [Figure.Mark(.text, .ink, ends, placement: .rightApart)]
    }
}
