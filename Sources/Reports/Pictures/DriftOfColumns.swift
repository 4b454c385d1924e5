import Figures
import Modeling
import Tables

/// Which signals changed since the model learned.
public enum DriftOfColumns: PictureKind {
    public static let name = "drift"
    public static let figure: any FigureKind.Type = DriftFigure.self
    public static let title = "What changed since the model learned"
    public static let summary = "population stability index; the tick is what chance alone reaches"
    public static let needs: Set<EvidencePart> = [.drift]

    private static let most = 15

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let table = evidence.drift?.population.table(top: most) else { return nil }
        let places = ["feature", "psi", "threshold", "verdict"].map { name in
            table.columns.firstIndex { $0.name == name }!
        }
        let rows = table.rows.filter { $0[places[1]].isNumeric }.map { row in places.map { row[$0] } }
        guard !rows.isEmpty else { return nil }
        return Picture(
            Table(
                name,
                columns: [
                    .init("column", title: "signal"), .init("psi", title: "PSI", .decimals(3)),
                    .init("threshold", title: "chance reaches", .decimals(3)), .init("verdict"),
                ], rows: rows))
    }
}
