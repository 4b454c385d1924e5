import Figures
import Metrics
import Tables

/// Predicted probabilities beside what came.
public enum Reliability: PictureKind {
    public static let name = "calibration"
    public static let figure: any FigureKind.Type = CalibrationFigure.self
    public static let title = "Do the probabilities hold?"
    public static let summary =
        "on the line, what was predicted is what came; bars are 95% intervals of tenths of the renewals"
    public static let needs: Set<EvidencePart> = [.checked]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let checked = evidence.checked else { return nil }
        let bins = ReliabilityCurve(checked.learned).bins
        return Picture(
            Table(
                name,
                columns: [
                    .init("mean_p", title: "predicted", .percent(1)), .init("observed", .percent(1)),
                    .init("low", .percent(1)), .init("high", .percent(1)), .init("rows", title: "renewals", .grouped),
                ],
                rows: bins.map { bin in
                    [
                        .number(bin.meanPredicted), .number(bin.observed),
                        .optional(bin.observedInterval?.lowerBound), .optional(bin.observedInterval?.upperBound),
                        .number(bin.weight),
                    ]
                }))
    }
}
