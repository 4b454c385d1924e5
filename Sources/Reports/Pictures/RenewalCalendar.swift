import Figures
import Retention
import Tables

/// Expected loss by month of renewal.
public enum RenewalCalendar: PictureKind {
    public static let name = "calendar"
    public static let figure: any FigureKind.Type = CalendarFigure.self
    public static let title = "When the renewals fall due"
    public static let summary = "expected loss of ARR by month of renewal, with its 80% interval"
    public static let needs: Set<EvidencePart> = [.forecast]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let entries = evidence.forecast?.entries, !entries.isEmpty else { return nil }
        return Picture(
            Table(
                name,
                columns: [
                    .init("month"), .init("expected_loss", .grouped), .init("low", .grouped), .init("high", .grouped),
                    .init("renewals", .grouped), .init("arr", title: "ARR up", .grouped),
                ],
                rows: entries.compactMap { entry in
                    entry.period.map { period in
                        let day = period.days.lowerBound.description
                        return [
                            .text(String(day.prefix(7))), .number(entry.lostARR.mean), .number(entry.lostARR.low80),
                            .number(entry.lostARR.high80), .integer(entry.renewals), .number(entry.arr),
                        ]
                    }
                }))
    }
}
