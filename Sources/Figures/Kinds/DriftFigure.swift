import Tables

/// How far each column has moved, beside the threshold that chance sets for it.
public struct DriftFigure: FigureKind {
    public static let name = "drift"
    public static let title = "What moved since the model learned"
    public static let summary = "population stability index by column, each with its threshold"
    public static let reference: String? = "an index that is too large by the house's rule, such as 0.25"
    public static let columns: [FigureColumn] = [
        .required("column", .text, "which column or feature"),
        .required("psi", .number, "population stability index", .decimals(3)),
        .optional("threshold", .number, "what chance explains for so many rows", .decimals(3)),
        .optional("verdict", .text, "in a word; stands at the right"),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            column | psi | threshold | verdict
            seat_utilization | 0.21 | 0.06 | moved
            login_trend_90d | 0.05 | 0.06 | stable
            plan | 0.12 | 0.05 | moved, new level
            tenure | 0.02 | 0.06 | stable
            """)
    ]

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let ranking = Ranking(rows, by: "column", rows.numbers("psi"))
        let forest = Forest(ranking, names: "column")
        let (values, thresholds) = (ranking.rows.numbers("psi"), ranking.rows.numbers("threshold"))
        let held = [0] + [options.reference].compactMap(\.self)
        let x = Figure.Scale.linear(over: values + thresholds, including: held, padding: 0.03)
        let moved = values.indices.map { values[$0] > thresholds[$0] }
        let names = ranking.rows.texts("column")
        func bars(_ isMoved: Bool, _ style: Figure.Style) -> [Figure.Mark] {
            let data = names.indices.filter { moved[$0] == isMoved }.map { row in
                Figure.Datum(
                    x: .number(values[row]), y: .category(names[row]),
                    text: "\(names[row]): \(NumberFormat.fixed(values[row], 3))")
            }
            return data.isEmpty ? [] : [Figure.Mark(.bar, style, data)]
        }
        let ticks = names.indices.filter { !thresholds[$0].isNaN }.map {
            Figure.Datum(x: .number(thresholds[$0]), y: .category(names[$0]))
        }
        let rules = ticks.isEmpty ? [] : [Figure.Mark(.rule, .ink, ticks)]
        let line = options.reference.map { [Figure.Mark.vertical($0)] } ?? []
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .init("population stability index", x), y: .categories(ranking.names),
                    marks: bars(false, .series(1)) + bars(true, .bad) + rules + line
                        + forest.texts("verdict", at: x.ends.last))
            ],
            legend: (moved.contains(true) ? [.init("beyond chance", .bar, .bad)] : [])
                + [.init("within", .bar, .series(1))] + (ticks.isEmpty ? [] : [.init("threshold", .rule, .ink)]),
            description: description(names, values, moved, ticks.count) + FigureWords.more(ranking.more, "columns"),
            height: ranking.height(118))
    }

    private func description(_ names: [String], _ values: [Double], _ moved: [Bool], _ judged: Int) -> String {
        let largest = "the largest index is \(NumberFormat.fixed(values[0], 3)), of \(names[0])"
        guard judged > 0 else { return "\(FigureWords.count(names.count, "column")); \(largest)" }
        return "\(moved.count { $0 }) of \(FigureWords.count(judged, "column")) moved beyond chance; \(largest)"
    }
}
