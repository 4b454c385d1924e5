import Figures
import Metrics
import Tables

/// Curves of both scores, from the same bands as `validate --curves`.
private enum Curves {
    /// One row a score and place: score, the two names, and low and high.
    static func table(
        _ name: String, _ curve: String, _ across: Table.Column, _ height: Table.Column, _ evidence: ReportEvidence
    ) -> Table? {
        guard let checked = evidence.checked else { return nil }
        let rows = checked.curves(curve).flatMap { score, band in
            band.curve.places.indices.filter { band.heights[$0].isDefined }.map { place -> [Table.Cell] in
                [.text(score), .number(band.curve.places[place])] + band.heights[place].cells
            }
        }
        guard !rows.isEmpty else { return nil }
        return Table(
            name,
            columns: [
                .init("score"), across, height, .init("low", height.format), .init("high", height.format),
            ], rows: rows)
    }
}

/// How many of the losses the riskiest accounts hold.
public enum Gains: PictureKind {
    public static let name = "gains"
    public static let figure: any FigureKind.Type = GainsFigure.self
    public static let title = "How many losses are caught by how much work?"
    public static let summary = "share of losses among the accounts scored riskiest; the straight line is chance"
    public static let needs: Set<EvidencePart> = [.checked]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        let table = Curves.table(
            name, GainsCurve.name, .init("touched", .percent(0)), .init("caught", .percent(1)), evidence)
        guard let table else { return nil }
        var options = FigureOptions(reference: evidence.capacity)
        options.referenceLabel = "\(NumberFormat.percent(0).text(evidence.capacity)) touched"
        return Picture(table, words: words(evidence), options: options)
    }

    private static func words(_ evidence: ReportEvidence) -> String? {
        guard let checked = evidence.checked,
            let capture = Capture(checked.learned, share: evidence.capacity)
        else { return nil }
        let share = NumberFormat.percent(0)
        let handSet = checked.handSet.flatMap { Capture($0, share: evidence.capacity) }
        return "the \(share.text(evidence.capacity)) scored riskiest hold \(share.text(capture.recall)) of the losses"
            + (handSet.map { ", by the hand-set score \(share.text($0.recall))" } ?? "") + "; by chance "
            + share.text(evidence.capacity)
    }
}

/// Shares of losses and of kept renewals above each threshold, by score.
public enum RocOfScores: PictureKind {
    public static let name = "roc"
    public static let figure: any FigureKind.Type = RocFigure.self
    public static let title = "Losses caught and false alarms"
    public static let summary = "share of losses flagged over share of kept renewals flagged, from every threshold"
    public static let needs: Set<EvidencePart> = [.checked]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        Curves.table(
            name, RocCurve.name, .init("false_positive_rate", .percent(0)), .init("true_positive_rate", .percent(1)),
            evidence
        ).map { Picture($0) }
    }
}

/// Precision by recall, by score.
public enum PrecisionOfScores: PictureKind {
    public static let name = "precision-recall"
    public static let figure: any FigureKind.Type = PrecisionRecallFigure.self
    public static let title = "How many alarms are right"
    public static let summary = "share of losses among those flagged, over the share of losses caught"
    public static let needs: Set<EvidencePart> = [.checked]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        Curves.table(
            name, PrecisionRecallCurve.name, .init("recall", .percent(0)), .init("precision", .percent(1)), evidence
        ).map { Picture($0) }
    }
}

/// Net benefit by threshold, by score.
public enum DecisionOfScores: PictureKind {
    public static let name = "decision-curve"
    public static let figure: any FigureKind.Type = DecisionCurveFigure.self
    public static let title = "What acting on the score is worth"
    public static let summary = "net benefit a renewal of acting from a threshold of P(churn) on"
    public static let needs: Set<EvidencePart> = [.checked]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let checked = evidence.checked,
            let band = checked.curves.first(where: { $0.curve.name == DecisionCurve.name })
        else { return nil }
        let all = [("act on all", band.references.map { Estimate($0) }), ("learned", band.heights)]
        let rows = all.flatMap { score, heights in
            band.curve.places.indices.map { place -> [Table.Cell] in
                [.text(score), .number(band.curve.places[place])] + heights[place].cells
            }
        }
        return Picture(
            Table(
                name,
                columns: [
                    .init("score"), .init("threshold", .percent(0)), .init("net_benefit", .decimals(3)),
                    .init("low", .decimals(3)), .init("high", .decimals(3)),
                ], rows: rows))
    }
}
