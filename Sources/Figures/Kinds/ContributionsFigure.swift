import Tables

/// What adds up to a score: bars from zero, towards churn to the right and away from it to the left, and their sum.
public struct ContributionsFigure: FigureKind {
    public static let name = "contributions"
    public static let title = "What speaks for churn, and what against it"
    public static let summary = "contributions to the log-odds of churn, with their sum"
    public static let columns: [FigureColumn] = [
        .required("reason", .text, "what contributes"),
        .required("log_odds", .number, "contribution to the log-odds of churn", .decimals(3)),
        .optional("value", .text, "its reading, in words"),
        .optional("actionable", .text, "yes or true where something can be done about it"),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            reason | log_odds | value | actionable
            logins | 0.84 | 2.2 SD low | yes
            sentiment | 0.61 | 2.9 SD low | yes
            champion | 0.35 | left | no
            tenure | -0.52 | 4.1 years | no
            seats used | -0.2 | 91% | yes
            """)
    ]
    private static let sum = "sum"

    public init() {}

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let ranking = Ranking(rows, by: "reason", rows.numbers("log_odds").map(abs))
        let (names, parts) = (ranking.rows.texts("reason"), ranking.rows.numbers("log_odds"))
        let labels = labels(ranking.rows, names, width: Double(options.width))
        let total = Ordered.sum(rows.numbers("log_odds"))
        let (low, high) = Figure.Scale.range(parts + [total], including: [0])
        // Room for the numbers at the ends.
        let room = (high - low) * 90 / Double(max(FigureOptions.widths.lowerBound, options.width))
        let x = Figure.Scale.linear(low < 0 ? low - room : 0, high > 0 ? high + room : 0)
        let shown = ranking.names.compactMap { name in names.firstIndex(of: name).map { labels[$0] } }
        let sum = Set(shown).contains(Self.sum) ? "sum of all" : Self.sum
        let actionable = actionable(ranking.rows)
        let marks =
            [
                bars(labels, parts, .bad) { $0 > 0 }, bars(labels, parts, .good) { $0 <= 0 },
                bars([sum], [total], .muted),
            ]
            .filter { !$0.data.isEmpty } + [.vertical(0)] + values(labels + [sum], parts + [total])
            + (actionable.isEmpty ? [] : [handles(actionable, labels)])
        return FigureSketch(
            panels: [
                Figure.Panel(x: .init("log-odds of churn", x, .signed), y: .categories(shown + [sum]), marks: marks)
            ],
            legend: [.init("towards churn", .bar, .bad), .init("away from it", .bar, .good)]
                + (actionable.isEmpty ? [] : [.init("can be acted on", .point, .series(2))]),
            description: description(names, parts, total) + FigureWords.more(ranking.more, "contributions"),
            height: (shown.count + 1) * Ranking.pitch + 118)
    }

    /// Names with their values; where there is no room for both, the name is shortened. Whole where two would be the same.
    private func labels(_ rows: FigureRows, _ names: [String], width: Double) -> [String] {
        let values = rows.optionalTexts("value").map { $0.map { ": \($0)" } ?? "" }
        let room = Layout.nameRoom(width: width)
        let fitted = zip(names, values).map { name, value in
            GlyphWidths.fitted(
                name, size: Layout.tickSize, room: max(room / 2, room - GlyphWidths.width(value, size: Layout.tickSize))
            )
                + value
        }
        return Set(fitted).count == fitted.count ? fitted : zip(names, values).map(+)
    }

    private func actionable(_ rows: FigureRows) -> Set<Int> {
        let words = rows.optionalTexts("actionable")
        return Set(words.indices.filter { ["yes", "true", "1"].contains(words[$0]?.lowercased() ?? "") })
    }

    private func bars(
        _ names: [String], _ parts: [Double], _ style: Figure.Style, where isShown: (Double) -> Bool = { _ in true }
    ) -> Figure.Mark {
        Figure.Mark(
            .bar, style,
            zip(names, parts).filter { isShown($1) }.map { name, part in
                Figure.Datum(x: .number(part), y: .category(name), text: "\(name): \(TickText.signed(part, 3))")
            })
    }

    /// Numbers at the ends of the bars.
    private func values(_ names: [String], _ parts: [Double]) -> [Figure.Mark] {
        let data = zip(names, parts).map { name, part in
            Figure.Datum(x: .number(part), y: .category(name), text: TickText.signed(part))
        }
        let (right, left) = (data.filter(isRight), data.filter { !isRight($0) })
        return [(right, Figure.Placement.right), (left, .left)].filter { !$0.0.isEmpty }.map {
            Figure.Mark(.text, .ink, $0.0, placement: $0.1)
        }
    }

    private func isRight(_ datum: Figure.Datum) -> Bool {
        if case .number(let value) = datum.x { value >= 0 } else { false }
    }

    /// At zero, where the bar begins.
    private func handles(_ rows: Set<Int>, _ names: [String]) -> Figure.Mark {
        Figure.Mark(.point, .series(2), rows.sorted().map { Figure.Datum(x: .number(0), y: .category(names[$0])) })
    }

    private func description(_ names: [String], _ parts: [Double], _ total: Double) -> String {
        let up = zip(names, parts).filter { $1 > 0 }
        let down = zip(names, parts).filter { $1 < 0 }
        func most(_ list: [(String, Double)], _ word: String) -> String? {
            list.first.map { "most \(word): \($0.0) (\(TickText.signed($0.1)))" }
        }
        let clauses = [most(up, "towards churn"), most(down, "away from it")].compactMap(\.self)
        return (["Contributions sum to \(TickText.signed(total)) log-odds"] + clauses).joined(separator: "; ")
    }
}
