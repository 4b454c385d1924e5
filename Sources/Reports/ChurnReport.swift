import Figures
import Tables

/// The report: one HTML file that needs nothing else.
///
/// No script runs in it, nothing is loaded or sent (`ContentPolicy`); pictures are inline SVG coloured by the style sheet, so dark
/// mode and print come with it; the same evidence gives the same bytes. At most 200 accounts are listed; `scores.csv` has all.
public struct ChurnReport: Sendable {
    let evidence: ReportEvidence
    let about: ReportAbout
    let tables: PageTable

    /// Accounts listed, by ARR at risk.
    public static let listed = 200
    /// Those of them that are shown at once.
    static let first = 25

    /// What was gathered, and how it came about.
    public init(_ evidence: ReportEvidence, _ about: ReportAbout) {
        (self.evidence, self.about) = (evidence, about)
        tables = PageTable(bands: evidence.scorecard?.bands.map(\.name) ?? [])
    }

    /// What has to be computed for it.
    public static let needs: Set<EvidencePart> = [
        .checked, .comparison, .weights, .scores, .forecast, .trend, .cohorts, .drift, .findings,
    ]

    /// - Throws: `FigureError` where a picture's table is not what its figure needs.
    public func html(_ templates: TemplateSet = .standard) throws(FigureError) -> String {
        templates.render("report", .object(try members(templates)))
    }

    func members(_ templates: TemplateSet) throws(FigureError) -> [String: PageContent] {
        var members = PageHead(title: title, about, scripts: []).members(templates)
        members["meta"] = .texts(meta)
        members["verdict"] = .texts(verdict)
        members["sections"] = .list(try sections().map(\.content))
        return members
    }

    private var title: String { "Churn report" }

    private var meta: [String] {
        let count = evidence.scores?.count ?? evidence.accounts.count
        return ["as of \(evidence.asOf)", "\(NumberFormat.grouped(count)) accounts", about.data]
    }

    private func sections() throws(FigureError) -> [PageSection] {
        let all = [
            try learned(), try believed(), try compared(), try atRisk(), try due(), try retention(), try drift(),
            quality(), computed(),
        ]
        return all.compactMap(\.self)
    }

    func figure(_ kind: any PictureKind.Type) throws(FigureError) -> [PageBlock] {
        try PageFigure(evidence: evidence, tables: tables).block(kind).map { [$0] } ?? []
    }

    func table(_ table: Table, _ caption: String, limit: Int = .max) -> PageBlock {
        .table(tables.content(table, caption: caption, limit: limit))
    }
}

/// What every page has in its head and at its foot.
struct PageHead {
    let title: String
    let about: ReportAbout
    let scripts: [String]

    init(title: String, _ about: ReportAbout, scripts: [String]) {
        (self.title, self.about, self.scripts) = (title, about, scripts)
    }

    func members(_ templates: TemplateSet) -> [String: PageContent] {
        let style = FigureStyle.css + "\n" + templates.style
        return [
            "title": .text(title), "policy": .text(ContentPolicy.text(styles: [style], scripts: scripts)),
            "style": .markup(style), "simulated": .optional(about.simulatedWords), "stamp": .optional(about.stamp),
            "version": .text(about.version),
        ]
    }
}
