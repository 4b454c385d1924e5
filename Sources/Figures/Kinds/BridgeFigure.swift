import Tables

/// Waterfall of recurring revenue: what there was, what was lost and gained, what there is.
public struct BridgeFigure: FigureKind {
    public static let name = "bridge"
    public static let title = "From the revenue there was to the revenue there is"
    public static let summary = "waterfall of losses and gains between two amounts of recurring revenue"
    /// Steps follow each other.
    public static let isOrdered = true
    public static let columns: [FigureColumn] = [
        .required("step", .text, "what the amount is, in the order of the picture"),
        .required("amount", .number, "amount; a loss with either sign where `kind` says that it is one", .grouped),
        .optional("kind", .text, "start, loss, gain or end; else the first row is the start and signs decide"),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            step | amount | kind
            ARR in January | 61200000 | start
            churned | -4100000 | loss
            contracted | -1900000 | loss
            expanded | 5200000 | gain
            new | 3340000 | gain
            ARR in June | 63740000 | end
            """)
    ]
    private static let limit = 24

    public init() {}

    private enum Kind: String {
        case start, loss, gain, end

        var style: Figure.Style {
            switch self {
            case .start, .end: .series(1)
            case .loss: .bad
            case .gain: .good
            }
        }
    }

    private struct Step {
        let name: String
        let kind: Kind
        /// Signed change, or the level of a start or an end.
        let amount: Double
        let from: Double
        let to: Double

        var words: String {
            kind == .start || kind == .end
                ? TickText.amount(amount) : (amount > 0 ? "+" : "") + TickText.amount(amount)
        }
    }

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let all = steps(rows)
        let steps = Array(all.prefix(Self.limit))
        let (low, high) = Figure.Scale.range(steps.flatMap { [$0.from, $0.to] }, including: [0])
        // Room for the amounts over the bars.
        let y = Figure.Scale.linear(low, high + (high - low) * 0.08)
        let bars = [Kind.start, .end, .loss, .gain].compactMap { kind -> Figure.Mark? in
            let data = steps.filter { $0.kind == kind }.map { step in
                Figure.Datum(
                    x: .category(step.name), y: .number(step.to), y2: step.from, text: "\(step.name): \(step.words)")
            }
            return data.isEmpty ? nil : Figure.Mark(.bar, kind.style, data)
        }
        let labels = steps.map {
            Figure.Datum(x: .category($0.name), y: .number(max($0.from, $0.to)), text: $0.words)
        }
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .categories(steps.map(\.name)), y: .init("recurring revenue", y),
                    marks: bars + [Figure.Mark(.text, .ink, labels, placement: .above)])
            ],
            legend: [.init("lost", .bar, .bad), .init("gained", .bar, .good)],
            description: description(all) + FigureWords.more(all.count - steps.count, "steps"), height: 360)
    }

    private func steps(_ rows: FigureRows) -> [Step] {
        let (names, amounts, kinds) = (unique(rows.texts("step")), rows.numbers("amount"), rows.optionalTexts("kind"))
        var level = 0.0
        return names.indices.map { index in
            let kind = kinds[index].flatMap { Kind(rawValue: $0) } ?? inferred(amounts, index, level)
            let before = level
            switch kind {
            case .start, .end: level = amounts[index]
            case .loss: level -= abs(amounts[index])
            case .gain: level += amounts[index]
            }
            let isLevel = kind == .start || kind == .end
            return Step(
                name: names[index], kind: kind, amount: isLevel ? level : level - before, from: isLevel ? 0 : before,
                to: level)
        }
    }

    private func inferred(_ amounts: [Double], _ index: Int, _ level: Double) -> Kind {
        if index == 0 { return .start }
        let isLevel = index == amounts.count - 1 && abs(amounts[index] - level) <= 1e-6 * max(1, abs(level))
        return isLevel ? .end : amounts[index] < 0 ? .loss : .gain
    }

    /// A name that comes again has its number behind it: each step has a place of its own.
    private func unique(_ names: [String]) -> [String] {
        var counts: [String: Int] = [:]
        return names.map { name in
            counts[name, default: 0] += 1
            return counts[name] == 1 ? name : "\(name) (\(counts[name] ?? 0))"
        }
    }

    private func description(_ steps: [Step]) -> String {
        let start = steps.first { $0.kind == .start }?.amount ?? 0
        let lost = steps.filter { $0.kind == .loss }.reduce(0) { $0 - $1.amount }
        let gained = steps.filter { $0.kind == .gain }.reduce(0) { $0 + $1.amount }
        let shares =
            start > 0 ? ", \(TickText.percent(lost / start)) and \(TickText.percent(gained / start)) of the start" : ""
        return "From \(TickText.amount(start)) to \(TickText.amount(steps.last?.to ?? 0)): "
            + "\(TickText.amount(lost)) lost and \(TickText.amount(gained)) gained\(shares)"
    }
}
