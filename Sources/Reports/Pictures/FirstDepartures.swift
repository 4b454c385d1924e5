import Figures
import Scoring
import Tables

/// How long before a loss each signal first left its own normal.
public enum FirstDepartures: PictureKind {
    public static let name = "lead-signals"
    public static let figure: any FigureKind.Type = LeadSignalsFigure.self
    public static let title = "Which signals move first?"
    public static let summary = "median days before the loss on which a signal had left its normal for good"
    public static let needs: Set<EvidencePart> = [.backtest]

    private static let most = 15

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let found = evidence.backtest?.leadTime else { return nil }
        let shown = found.findings.filter { $0.medianDays != nil }.prefix(most)
        guard !shown.isEmpty else { return nil }
        return Picture(
            Table(
                name,
                columns: [
                    .init("signal"), .init("days_before_lost", title: "median days", .grouped),
                    .init("losses_out", title: "losses that left", .percent(0)),
                    .init("kept_out", title: "kept that left", .percent(0)), .init("q", .pValue),
                ],
                rows: shown.map {
                    [
                        .text($0.question.words), .optional($0.medianDays), .number($0.losses.value),
                        .number($0.kept.value), .number($0.q),
                    ]
                }), words: found.verdict)
    }
}
