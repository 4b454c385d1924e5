import Figures
import Health
import Metrics
import Tables

/// Health scores of past renewals by what became of them, with the churn that each band saw.
public enum ScoresByOutcome: PictureKind {
    public static let name = "scores"
    public static let figure: any FigureKind.Type = ScoresFigure.self
    public static let title = "Does the health score part them?"
    public static let summary =
        "past renewals by health score: renewed above, churned below, observed churn over each band"
    public static let needs: Set<EvidencePart> = [.checked]

    private static let step = 5

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let checked = evidence.checked, let outcomes = checked.comparison?.bands, let card = evidence.scorecard
        else { return nil }
        let scores = checked.health.map(HealthScores.rounded)
        let rows = bins(card.bands).map { bin -> [Table.Cell] in
            let members = scores.indices.filter { scores[$0].map(bin.contains) ?? false }
            let lost = members.reduce(0) { $0 + Int(checked.learned.outcomes[$1]) }
            let band = card.bands.first { $0.range.contains(bin.lowerBound) }?.name
            let outcome = outcomes.first { $0.band == band }
            return [
                .integer(bin.lowerBound), .integer(bin.upperBound), .integer(members.count - lost), .integer(lost),
                .optional(band), .optional(outcome?.rate), .optional(outcome?.interval?.lowerBound),
                .optional(outcome?.interval?.upperBound),
            ]
        }
        return Picture(
            Table(
                name,
                columns: [
                    .init("score_low", .grouped), .init("score_high", .grouped),
                    .init("outcome_renewed", title: "renewed", .grouped),
                    .init("outcome_churned", title: "churned", .grouped), .init("band"),
                    .init("band_churn", title: "churn of the band", .percent(1)),
                    .init("band_low", title: "low", .percent(1)), .init("band_high", title: "high", .percent(1)),
                ], rows: rows))
    }

    /// Whole scores in fives, cut where a band begins.
    private static func bins(_ bands: [Band]) -> [ClosedRange<Int>] {
        let starts = Set(stride(from: 0, to: 100, by: step)).union(bands.map(\.range.lowerBound)).sorted()
        return starts.indices.map { starts[$0]...($0 + 1 < starts.count ? starts[$0 + 1] - 1 : 100) }
    }
}
