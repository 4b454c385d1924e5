import Tables

/// Where the money at risk lies: bands of the score by bands of contract value; squares by area and shade, with the amount.
public struct RiskMatrixFigure: FigureKind {
    public static let name = "risk-matrix"
    public static let title = "Where the money at risk lies"
    public static let summary = "bands of the score by bands of contract value, each cell its amount at risk"
    /// Bands have an order that their names do not tell.
    public static let isOrdered = true
    public static let columns: [FigureColumn] = [
        .required("band", .text, "band of the score; rows of the picture, in the table's order"),
        .required("arr_band", .text, "band of contract value; columns of the picture, in the table's order"),
        .required("arr_at_risk", .number, "expected loss: sum of value times probability", .grouped),
        .optional("accounts", .count, "accounts in the cell"),
        .optional("arr", .number, "contract value in the cell", .grouped),
    ]
    public static let examples = [
        FigureExample.table(
            Self.self,
            """
            band | arr_band | arr_at_risk | accounts | arr
            critical | under 10 k | 45000 | 21 | 80000
            critical | 10 k to 50 k | 610000 | 44 | 1100000
            critical | 50 k and more | 2675000 | 31 | 4160000
            at-risk | under 10 k | 210000 | 180 | 990000
            at-risk | 10 k to 50 k | 2300000 | 530 | 11900000
            at-risk | 50 k and more | 4670000 | 210 | 19000000
            healthy | under 10 k | 30000 | 260 | 1400000
            healthy | 10 k to 50 k | 320000 | 390 | 9000000
            healthy | 50 k and more | 700000 | 140 | 16110000
            """)
    ]
    private static let limits = (rows: 20, columns: 12)

    public init() {}

    private struct Cell {
        let band: String
        let column: String
        let amount: Double
        let accounts: Double
    }

    public func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch {
        let bands = Ordered.distinct(rows.texts("band"))
        let columns = Ordered.distinct(rows.texts("arr_band"))
        let shown = (bands.prefix(Self.limits.rows), columns.prefix(Self.limits.columns))
        let isShown = (Set(shown.0), Set(shown.1))
        let cells = cells(rows).filter { isShown.0.contains($0.band) && isShown.1.contains($0.column) }
        let more = bands.count + columns.count - shown.0.count - shown.1.count
        return FigureSketch(
            panels: [
                Figure.Panel(
                    x: .categories(Array(shown.1), "contract value"),
                    y: .categories(
                        Array(shown.0), rows.has("accounts") ? "amount at risk (accounts)" : "amount at risk"),
                    marks: marks(cells))
            ],
            description: description(cells) + FigureWords.more(more, "bands"), height: shown.0.count * 78 + 100)
    }

    /// Rows of one cell are added up.
    private func cells(_ rows: FigureRows) -> [Cell] {
        let (amounts, accounts) = (rows.numbers("arr_at_risk"), rows.numbers("accounts"))
        let (bands, columns) = (rows.texts("band"), rows.texts("arr_band"))
        let groups = Dictionary(grouping: bands.indices) { [bands[$0], columns[$0]] }
        return groups.values.sorted { $0[0] < $1[0] }.map { group in
            Cell(
                band: bands[group[0]], column: columns[group[0]], amount: Ordered.sum(group.map { amounts[$0] }),
                accounts: Ordered.sum(group.map { accounts[$0] }))
        }
    }

    private func marks(_ cells: [Cell]) -> [Figure.Mark] {
        let largest = max(cells.map { abs($0.amount) }.max() ?? 0, .leastNormalMagnitude)
        let sorted = cells.map(\.amount).sorted()
        let levels = Dictionary(grouping: cells) { Ordered.fifth(of: $0.amount, in: sorted) }
        let squares = levels.keys.sorted().map { level in
            Figure.Mark(
                .cell, .shade(level),
                (levels[level] ?? []).map { cell in
                    datum(cell, size: max(0.06, (abs(cell.amount) / largest).squareRoot()), text: words(cell))
                })
        }
        let amounts = cells.map { cell in
            datum(cell, size: nil, text: TickText.amount(cell.amount) + people(cell), shift: 0.38)
        }
        return squares + [Figure.Mark(.text, .ink, amounts)]
    }

    private func datum(_ cell: Cell, size: Double?, text: String, shift: Double = 0) -> Figure.Datum {
        Figure.Datum(
            x: .category(cell.column), y: .category(cell.band), text: text, size: size, shift: shift)
    }

    private func people(_ cell: Cell) -> String {
        cell.accounts.isNaN ? "" : " (\(NumberFormat.grouped.text(cell.accounts)))"
    }

    private func words(_ cell: Cell) -> String {
        "\(cell.band), \(cell.column): \(TickText.amount(cell.amount)) at risk"
    }

    private func description(_ cells: [Cell]) -> String {
        let total = cells.reduce(0) { $0 + $1.amount }
        guard let worst = cells.max(by: { $0.amount < $1.amount }), total > 0 else { return "No amount is at risk" }
        return "\(TickText.amount(total)) at risk in all, most of it in \(worst.band), \(worst.column): "
            + "\(TickText.amount(worst.amount)), \(TickText.percent(worst.amount / total, 0)) of it"
    }
}
