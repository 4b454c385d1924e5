import Figures
import Tables

/// The model's weights as its penalty is loosened.
public enum WeightsAlongPenalty: PictureKind {
    public static let name = "path"
    public static let figure: any FigureKind.Type = PathFigure.self
    public static let title = "Do the weights stand by themselves?"
    public static let summary =
        "log-odds for one standard deviation more as the penalty is loosened, from 100 times the chosen to a hundredth"
    public static let needs: Set<EvidencePart> = [.path]

    /// More lines cannot be told apart.
    private static let most = 30

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let path = evidence.path else { return nil }
        let table = path.table(limit: most)
        guard !table.rows.isEmpty else { return nil }
        return Picture(table, options: FigureOptions(reference: path.chosen))
    }
}
