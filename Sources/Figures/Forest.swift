/// Values with intervals along named lines.
struct Forest {
    private let names: [String]
    private let rows: FigureRows

    init(_ ranking: Ranking, names column: String) { (names, rows) = (ranking.rows.texts(column), ranking.rows) }

    func values(_ column: String) -> [Double] { rows.numbers(column) }

    var ends: [Double] { values("low") + values("high") }

    var intervalPairs: [(name: String, low: Double, high: Double)] {
        zip(names, zip(values("low"), values("high"))).filter { !$1.0.isNaN && !$1.1.isNaN }.map { ($0, $1.0, $1.1) }
    }

    /// nil where no row has one.
    func intervals(_ style: Figure.Style, shift: Double = 0) -> Figure.Mark? {
        let data = intervalPairs.map { pair in
            Figure.Datum(x: .number(pair.low), y: .category(pair.name), x2: pair.high, shift: shift)
        }
        return data.isEmpty ? nil : Figure.Mark(.interval, style, data)
    }

    func points(_ column: String, _ style: Figure.Style, shift: Double = 0) -> Figure.Mark {
        Figure.Mark(.point, style, data(column, shift) { TickText.signed($0, 3) })
    }

    func bars(_ column: String, _ style: Figure.Style, where isShown: (Double) -> Bool = { _ in true }) -> Figure.Mark {
        Figure.Mark(
            .bar, style,
            data(column, 0) { TickText.signed($0, 3) }.filter { datum in
                if case .number(let value) = datum.x { isShown(value) } else { false }
            })
    }

    /// Texts of a column in a row of their own, from x on.
    func texts(_ column: String, at x: Double, _ style: Figure.Style = .muted) -> [Figure.Mark] {
        let data = zip(names, rows.optionalTexts(column)).compactMap { name, text in
            text.map { Figure.Datum(x: .number(x), y: .category(name), text: $0) }
        }
        return data.isEmpty ? [] : [Figure.Mark(.text, style, data, placement: .right)]
    }

    private func data(_ column: String, _ shift: Double, _ words: (Double) -> String) -> [Figure.Datum] {
        zip(names, values(column)).filter { !$1.isNaN }.map { name, value in
            Figure.Datum(x: .number(value), y: .category(name), text: "\(name): \(words(value))", shift: shift)
        }
    }
}
