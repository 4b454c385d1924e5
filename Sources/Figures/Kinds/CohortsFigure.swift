import Documents
import Tables

/// Heat map of what is left of each cohort by age, with the numbers in the cells.
public struct CohortsFigure: FigureKind {
    public static let name = "cohorts"
    public static let title = "What is left of each cohort"
    public static let summary = "share retained by cohort and age, numbers in the cells"
    public static let columns: [FigureColumn] =
        [
            .required("cohort", .text, "when they began"),
            .required("age", .number, "age in whole periods", .decimals(0)),
            .required("retained", .number, "share retained at that age", .percent(0)),
        ] + FigureColumn.interval("`retained`", .percent(0)) + [.optional("customers", .count, "customers at risk")]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            cohort | age | retained | low | high | customers
            2022 | 0 | 1 | | | 180
            2022 | 1 | 0.84 | 0.78 | 0.89 | 180
            2022 | 2 | 0.75 | 0.68 | 0.81 | 151
            2022 | 3 | 0.7 | 0.63 | 0.77 | 135
            2023 | 0 | 1 | | | 240
            2023 | 1 | 0.88 | 0.83 | 0.92 | 240
            2023 | 2 | 0.8 | 0.74 | 0.85 | 211
            2024 | 0 | 1 | | | 310
            2024 | 1 | 0.9 | 0.86 | 0.93 | 310
            2025 | 0 | 1 | | | 295
            """)
    ]
    private static let limits = (cohorts: 30, ages: 24)

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let (cohorts, ages, values) = (rows.texts("cohort"), rows.numbers("age"), rows.numbers("retained"))
        let names = Set(cohorts).map { ($0, NaturalOrder($0)) }.sorted { $0.1 < $1.1 }.map(\.0)
        let columns = Set(ages).sorted()
        let shown = (names.prefix(Self.limits.cohorts), columns.prefix(Self.limits.ages))
        let ends = Figure.Scale.range(values, including: [])
        let isShown = (Set(shown.0), Set(shown.1))
        // Of rows of one cell the lowest, whatever their order.
        let order = values.indices.filter { isShown.0.contains(cohorts[$0]) && isShown.1.contains(ages[$0]) }.sorted {
            values[$0] < values[$1]
        }
        var seen: Set<[String]> = []
        let cells = order.filter { seen.insert([cohorts[$0], JSON.text(of: ages[$0])]).inserted }
        let levels = Dictionary(grouping: cells) { Ordered.step(of: values[$0], from: ends.low, to: ends.high) }
        let marks = levels.keys.sorted().flatMap { level -> [Figure.Mark] in
            let group = (levels[level] ?? []).sorted { (cohorts[$0], ages[$0]) < (cohorts[$1], ages[$1]) }
            let data = group.map { row in
                Figure.Datum(
                    x: .category(JSON.text(of: ages[row])), y: .category(cohorts[row]),
                    text: TickText.percent(values[row], 0))
            }
            return [Figure.Mark(.cell, .shade(level), data.map(untold))]
                + (shown.1.count <= 14 ? [Figure.Mark(.text, .shade(level), data)] : [])
        }
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .categories(shown.1.map(JSON.text(of:)), "age in periods", isSequence: true),
                    y: .categories(Array(shown.0)),
                    marks: marks)
            ],
            description: description(rows, names, columns)
                + FigureWords.more(names.count + columns.count - shown.0.count - shown.1.count, "cohorts or ages"),
            height: shown.0.count * 30 + 100)
    }

    /// The text is drawn over the cell already.
    private func untold(_ datum: Figure.Datum) -> Figure.Datum {
        var datum = datum
        datum.text = nil
        return datum
    }

    private func description(_ rows: FigureRows, _ names: [String], _ ages: [Double]) -> String {
        let values = rows.numbers("retained")
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        return "\(FigureWords.count(names.count, "cohort")) over \(FigureWords.count(ages.count, "age")); "
            + "retained between \(TickText.percent(low, 0)) and \(TickText.percent(high, 0))"
    }
}
