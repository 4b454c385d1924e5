import Figures
import Tables

/// The model's largest weights with their intervals.
public enum LearnedWeights: PictureKind {
    public static let name = "weights"
    public static let figure: any FigureKind.Type = WeightsFigure.self
    public static let title = "What goes with churn"
    public static let summary =
        "log-odds of churn for one standard deviation more of a signal; right of zero is more churn"
    public static let needs: Set<EvidencePart> = [.weights]

    private static let most = 15

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let weights = evidence.weights?.table else { return nil }
        let places = ["signal", "weight", "low", "high"].map { name in
            weights.columns.firstIndex { $0.name == name }!
        }
        // A curve has no interval as one figure; its strength has no sign to draw.
        let drawn = weights.rows.filter { $0[places[1]].isNumeric && !$0[weights.columns.count - 1].isText }
        let rows = drawn.prefix(most).map { row in
            [row[places[0]], row[places[1]], row[places[2]], row[places[3]]]
        }
        guard !rows.isEmpty else { return nil }
        return Picture(
            Table(
                name,
                columns: [
                    .init("signal"), .init("learned", title: "log-odds of churn per standard deviation", .decimals(2)),
                    .init("low", .decimals(2)),
                    .init("high", .decimals(2)),
                ], rows: Array(rows)))
    }
}

extension Table.Cell {
    var isText: Bool { if case .text = self { true } else { false } }
}
