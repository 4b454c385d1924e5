import Features
import Figures
import Scoring
import Signals
import Tables

/// The signals of one account over the last year, each with what was normal for it at the time, and what happened.
public enum AccountTimeline: PictureKind {
    public static let name = "timeline"
    public static let figure: any FigureKind.Type = TimelineFigure.self
    public static let title = "A year of signals"
    public static let summary =
        "signals in windows of four weeks, with the account's own usual range; triggers, touches, renewal"
    public static let needs: Set<EvidencePart> = [.account]

    private static let most = 6

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let account = evidence.account, let latest = account.past.last else { return nil }
        let shown = strangest(latest)
        guard !shown.isEmpty else { return nil }
        let rows = shown.flatMap { readings($0, account.past) } + happenings(account, latest)
        return Picture(
            Table(
                name,
                columns: [
                    .init("signal"), .init("day"), .init("value", .significant(3)), .init("low", .significant(3)),
                    .init("high", .significant(3)), .init("mark"), .init("label"),
                ], rows: rows), words: words(latest))
    }

    /// Measures of the last window that can be judged, the most unusual first; a mean says nothing new where all count one.
    private static func strangest(_ report: BaselineReport) -> [SignalBaseline] {
        let judged = report.rows.filter { $0.median != nil }
        return Array(judged.sorted { strangeness($0) > strangeness($1) }.prefix(most))
    }

    private static func strangeness(_ row: SignalBaseline) -> Double { abs(row.deviation ?? 0) }

    private static func readings(_ one: SignalBaseline, _ past: [BaselineReport]) -> [[Table.Cell]] {
        past.compactMap { report in
            guard
                let row = report.rows.first(where: { $0.signal.name == one.signal.name && $0.measure == one.measure }),
                let value = row.current
            else { return nil }
            return [
                .text(name(one)), .text(report.asOf.description), .number(value),
                .optional(row.usualRange?.lowerBound), .optional(row.usualRange?.upperBound), .text("reading"),
                .missing,
            ]
        }
    }

    private static func name(_ row: SignalBaseline) -> String {
        row.signal.words + (row.measure == .mean ? " (mean)" : "")
    }

    private static func happenings(_ account: AccountEvidence, _ latest: BaselineReport) -> [[Table.Cell]] {
        let triggers = account.alerts.map { ("trigger", $0.day, $0.trigger) }
        let touches = account.touches.map { ("touch", $0.day, $0.name) }
        let renewal = latest.renewalDate.map { [("renewal", $0, "renewal")] } ?? []
        return (triggers + touches + renewal).map { mark, day, label in
            [.missing, .text(day.description), .missing, .missing, .missing, .text(mark), .text(label)]
        }
    }

    private static func words(_ report: BaselineReport) -> String { report.verdict }
}

/// Why the probability of one account is what it is.
public enum AccountReasons: PictureKind {
    public static let name = "contributions"
    public static let figure: any FigureKind.Type = ContributionsFigure.self
    public static let title = "What raises its risk, and what lowers it"
    public static let summary = "log-odds against the average renewal: right raises the risk, left lowers it"
    public static let needs: Set<EvidencePart> = [.account]

    private static let most = 10

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let reasons = evidence.account?.explanation.reasons(top: most), !reasons.isEmpty else { return nil }
        return Picture(
            Table(
                name,
                columns: [
                    .init("reason"), .init("log_odds", title: "log-odds", .decimals(2)), .init("value"),
                    .init("actionable"),
                ],
                rows: reasons.map {
                    [
                        .text($0.name), .number($0.logOdds), .optional($0.value),
                        .optional($0.isActionable.map { $0 ? "yes" : "no" }),
                    ]
                }))
    }
}
