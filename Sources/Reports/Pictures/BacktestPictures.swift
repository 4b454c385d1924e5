import Figures
import Metrics
import Scoring
import Tables

/// How early each score ranks.
public enum QualityByLeadTime: PictureKind {
    public static let name = "lead-time"
    public static let figure: any FigureKind.Type = LeadTimeFigure.self
    public static let title = "How early do the scores know?"
    public static let summary = "AUC by days before the renewal, with 95% intervals"
    public static let needs: Set<EvidencePart> = [.backtest]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let quality = evidence.backtest?.quality else { return nil }
        let rows = quality.flatMap { lead -> [[Table.Cell]] in
            let all = [("hand-set", lead.duel?.health.auc ?? lead.health?.auc), ("learned", lead.duel?.model.auc)]
            return all.compactMap { name, auc in
                auc.flatMap { $0.isDefined ? [.text(name), .integer(lead.leadDays)] + $0.cells : nil }
            }
        }
        guard !rows.isEmpty else { return nil }
        return Picture(
            Table(
                name,
                columns: [
                    .init("score"), .init("days_before", .grouped), .init("auc", title: "AUC", .decimals(3)),
                    .init("low", .decimals(3)), .init("high", .decimals(3)),
                ], rows: rows))
    }
}

/// From how many renewals on the learned weights beat the hand-set ones.
public enum QualityByRenewals: PictureKind {
    public static let name = "learning-curve"
    public static let figure: any FigureKind.Type = LearningCurveFigure.self
    public static let title = "From how many renewals on does learning pay?"
    public static let summary =
        "AUC of models that learned from ever more accounts; the band is the spread of the draws"
    public static let needs: Set<EvidencePart> = [.learningCurve]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let curve = evidence.learningCurve, !curve.points.isEmpty else { return nil }
        let learned = curve.points.map { point -> [Table.Cell] in
            [
                .integer(point.renewals), .text("learned"), .number(point.auc), .number(point.lowest),
                .number(point.highest),
            ]
        }
        let handSet = curve.points.map { point -> [Table.Cell] in
            [.integer(point.renewals), .text("hand-set"), .number(curve.handSet), .missing, .missing]
        }
        return Picture(
            Table(
                name,
                columns: [
                    .init("renewals", .grouped), .init("score"), .init("auc", title: "AUC", .decimals(3)),
                    .init("low", title: "lowest", .decimals(3)), .init("high", title: "highest", .decimals(3)),
                ], rows: learned + handSet), words: curve.verdict)
    }
}
