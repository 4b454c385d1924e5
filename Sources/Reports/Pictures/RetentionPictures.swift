import Figures
import Metrics
import Retention
import Tables

/// GRR, NRR and logos over past periods.
public enum RetentionOverTime: PictureKind {
    public static let name = "trend"
    public static let figure: any FigureKind.Type = TrendFigure.self
    public static let title = "Retention over the years"
    public static let summary = "gross and net revenue retention and customers kept, with 95% intervals; * is not over"
    public static let needs: Set<EvidencePart> = [.trend]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let entries = evidence.trend?.entries, !entries.isEmpty else { return nil }
        let measures: [(String, (RetentionTrend.Entry) -> Estimate)] = [
            ("GRR", \.grr), ("NRR", \.nrr), ("logos", \.logos.ofAll),
        ]
        let rows = measures.flatMap { name, estimate in
            entries.filter { estimate($0).isDefined }.map { entry -> [Table.Cell] in
                [.text(entry.period.name + (entry.isOpen ? "*" : "")), .text(name)] + estimate(entry).cells
            }
        }
        return Picture(
            Table(
                name,
                columns: [
                    .init("period"), .init("measure"), .init("value", .percent(1)), .init("low", .percent(1)),
                    .init("high", .percent(1)),
                ], rows: rows))
    }
}

/// From the ARR at the start of the last whole year to that at its end.
public enum BridgeOfYear: PictureKind {
    public static let name = "bridge"
    public static let figure: any FigureKind.Type = BridgeFigure.self
    public static let title = "From the start of the year to its end"
    public static let summary = "ARR of the last whole period: what was lost and what was won"
    public static let needs: Set<EvidencePart> = [.trend]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let entry = evidence.trend?.entries.last(where: { !$0.isOpen }) else { return nil }
        let bridge = entry.bridge
        let steps: [(String, Money, String, Double)] = [
            ("start", bridge.start, "start", 1), ("churn", bridge.churn, "loss", -1),
            ("contraction", bridge.contraction, "loss", -1), ("pending", bridge.pending, "loss", -1),
            ("expansion", bridge.expansion, "gain", 1), ("returned", bridge.returned, "gain", 1),
            ("entered", bridge.entered, "gain", 1), ("new", bridge.new, "gain", 1), ("end", bridge.end, "end", 1),
        ]
        let shown = steps.filter { $0.1 != .zero || $0.2 == "start" || $0.2 == "end" }
        var options = FigureOptions()
        options.subtitle = entry.period.name
        return Picture(
            Table(
                name, columns: [.init("step"), .init("amount", .grouped), .init("kind")],
                rows: shown.map { [.text($0.0), .number($0.3 * $0.1.value), .text($0.2)] }), options: options)
    }
}

/// Customers left by cohort and age.
public enum CohortGrid: PictureKind {
    public static let name = "cohorts"
    public static let figure: any FigureKind.Type = CohortsFigure.self
    public static let title = "Customers left, by the year they began"
    public static let summary = "share of a cohort's customers left at each age"
    public static let needs: Set<EvidencePart> = [.cohorts]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let cohorts = evidence.cohorts, !cohorts.cohorts.isEmpty else { return nil }
        let rows = cohorts.cohorts.flatMap { cohort in
            cohort.points.map { point -> [Table.Cell] in
                [.text(cohort.name), .integer(point.age)] + point.logos.cells + [.integer(point.atRisk)]
            }
        }
        return Picture(
            Table(
                name,
                columns: [
                    .init("cohort"), .init("age", title: "\(cohorts.length.rawValue)s", .grouped),
                    .init("retained", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
                    .init("customers", .grouped),
                ], rows: rows))
    }
}

/// Customers left by age, of all.
public enum CustomersLeft: PictureKind {
    public static let name = "survival"
    public static let figure: any FigureKind.Type = SurvivalFigure.self
    public static let title = "How long customers stay"
    public static let summary = "share of customers left by age, with its 95% interval (Greenwood)"
    public static let needs: Set<EvidencePart> = [.cohorts]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let cohorts = evidence.cohorts, !cohorts.all.points.isEmpty else { return nil }
        let start: [Table.Cell] = [.integer(0), .number(1), .number(1), .number(1)]
        let rows = cohorts.all.points.map { point -> [Table.Cell] in [.integer(point.age)] + point.logos.cells }
        return Picture(
            Table(
                name,
                columns: [
                    .init("time", title: "\(cohorts.length.rawValue)s", .grouped), .init("share", .percent(1)),
                    .init("low", .percent(1)), .init("high", .percent(1)),
                ], rows: [start] + rows))
    }
}

/// What a few points of retention come to over years.
public enum CompoundingRates: PictureKind {
    public static let name = "compounding"
    public static let figure: any FigureKind.Type = CompoundingFigure.self
    public static let title = "What five points a year come to"
    public static let summary = "share of today's ARR left, at the last year's GRR and at five points more and less"
    public static let needs: Set<EvidencePart> = [.trend]

    private static let years = 5

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let grr = evidence.trend?.entries.last(where: { !$0.isOpen && $0.grr.isDefined })?.grr.value, grr > 0.05
        else { return nil }
        let rates = [grr + 0.05, grr, grr - 0.05].filter { $0 <= 1 }
        let rows = rates.flatMap { rate in
            (0...years).map { year -> [Table.Cell] in
                let left = (0..<year).reduce(1.0) { left, _ in left * rate }
                return [.number(rate), .integer(year), .number(left)]
            }
        }
        return Picture(
            Table(
                name, columns: [.init("rate", .percent(1)), .init("year", .grouped), .init("retained", .percent(1))],
                rows: rows))
    }
}
