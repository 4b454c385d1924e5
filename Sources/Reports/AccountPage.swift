import Documents
import Figures
import Scoring
import Tables

/// The page of one account: the tracking list, how likely it is lost and why, how it came to this, who was like it, and what would
/// be if signals moved.
///
/// The one script in it is the model's scorer (`Templates/evaluator.js`), which reads the numbers in the page; with scripts off all
/// numbers and pictures are there, but the sliders.
public struct AccountPage: Sendable {
    let account: AccountEvidence
    let evidence: ReportEvidence
    let about: ReportAbout
    let tables: PageTable

    /// Sliders that are shown at once: those that reach farthest.
    static let first = 8

    /// - Parameter about: how the page came about.
    /// - Parameter evidence: with an account.
    public init?(_ evidence: ReportEvidence, _ about: ReportAbout) {
        guard let account = evidence.account else { return nil }
        (self.account, self.evidence, self.about) = (account, evidence, about)
        tables = PageTable(bands: evidence.scorecard?.bands.map(\.name) ?? [])
    }

    /// - Parameters:
    ///   - templates: by default the program's own.
    ///   - isMovable: whether the page has sliders (and a script).
    ///   - top: so many signals by name.
    ///   - neighbours: so many past accounts of each outcome.
    /// - Throws: `FigureError` where a picture's table is not what its figure needs; `PreparationError`.
    public func html(
        _ templates: TemplateSet = .standard, isMovable: Bool = true, top: Int = 8, neighbours: Int = 3
    ) throws -> String {
        templates.render(
            "account", .object(try members(templates, isMovable: isMovable, top: top, neighbours: neighbours)))
    }

    func members(
        _ templates: TemplateSet, isMovable: Bool, top: Int, neighbours: Int
    ) throws -> [String: PageContent] {
        let explanation = account.explanation
        var members = PageHead(
            title: explanation.account.displayName, about, scripts: isMovable ? [PageScript.whatIf] : []
        ).members(templates)
        members["meta"] = .texts(meta)
        members["verdict"] = .texts([explanation.verdict])
        members["header"] = .list(AccountPage.fields(explanation.results(.account).tables[0]))
        members["sections"] = .list(try sections(Shown(top: top, neighbours: neighbours)).map(\.content))
        members["now"] = .optional(isMovable ? try now() : nil)
        return members
    }

    private var meta: [String] {
        let score = account.explanation.score
        return [
            "account \(account.explanation.account.id)", "as of \(evidence.asOf)",
            score.renewalDate.map { "renews \($0)" },
            score.arr.map { "ARR \(NumberFormat.grouped.text($0))" },
        ].compactMap(\.self)
    }

    private static func fields(_ table: Table) -> [PageContent] {
        table.rows.indices.map { row in
            .object([
                "title": .text(table.text(row: row, column: 0)), "value": .text(table.text(row: row, column: 1)),
            ])
        }
    }

    private func sections(_ shown: Shown) throws(FigureError) -> [PageSection] {
        [
            PageSection(
                "score", "How likely is it lost?", [.tiles(tiles)] + blocks(.score, shown, tables: ["score_course"])),
            PageSection(
                "why", "Why?",
                try figure(AccountReasons.self) + blocks(.reasons, shown) + blocks(.measures, shown)),
            PageSection("timeline", "How it came to this", try figure(AccountTimeline.self)),
            PageSection("neighbours", "Who was like it?", blocks(.neighbours, shown)),
            PageSection("change", "What changed?", blocks(.change, shown)),
            PageSection("moves", "What would have to change?", blocks(.moves, shown)),
        ].filter { !$0.blocks.isEmpty }
    }

    /// How much is shown.
    struct Shown {
        let top: Int
        let neighbours: Int
    }

    /// A part of what `explain` shows.
    /// - Parameter names: the tables to show; all where nil.
    private func blocks(
        _ part: AccountExplanation.Part, _ shown: Shown, tables names: Set<String>? = nil
    ) -> [PageBlock] {
        let results = account.explanation.results(part, top: shown.top, neighbours: shown.neighbours)
        return results.parts.compactMap { part in
            switch part {
            case .line(let text): .note(PageFigure.sentence(text))
            case .verdict(let text): .finding(PageFigure.sentence(text))
            case .table(let table):
                names?.contains(table.name) ?? true
                    ? .table(tables.content(table, caption: AccountPage.captions[table.name] ?? table.name)) : nil
            }
        }
    }

    private static let captions = [
        "score_course": "both scores over the year before", "reasons": "from the average renewal to P(churn)",
        "parts": "parts of the health score",
        "neighbours": "nearest past accounts, as they stood then", "terms": "what moved the log-odds",
        "steps": "what moved the health score", "moves": "one signal moved alone, to values that past renewals had",
    ]

    private var tiles: [PageTile] {
        let score = account.explanation.score
        let share = NumberFormat.percent(1)
        return [
            PageTile(
                "P(churn)", share.text(score.pChurn), "\(share.text(score.pLow)) to \(share.text(score.pHigh)), 95%"),
            PageTile("health score", score.health.map(String.init) ?? "-", score.band ?? ""),
            PageTile("ARR at risk", score.arrAtRisk.map { NumberFormat.grouped.text($0) } ?? "-"),
            PageTile("what to do", score.action ?? "-", due),
        ]
    }

    private var due: String? {
        let score = account.explanation.score
        let parts = [score.owner, score.due.map { "by \($0)" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private func figure(_ kind: any PictureKind.Type) throws(FigureError) -> [PageBlock] {
        try PageFigure(evidence: evidence, tables: tables).block(kind).map { [$0] } ?? []
    }
}

extension AccountPage {
    /// Sliders and what they start from.
    private func now() throws -> PageContent {
        let (whatIf, score) = (account.explanation.whatIf, account.explanation.score)
        let share = NumberFormat.percent(1)
        let sliders = whatIf.levers.enumerated().map { AccountPage.slider($0, $1) }
        let left = whatIf.leftOut
        return .object([
            "probability": .text(share.text(score.pChurn)),
            "interval": .text("\(share.text(score.pLow)) to \(share.text(score.pHigh))"),
            "health": .text(score.health.map(String.init) ?? "-"), "band": .text(score.band ?? "no band"),
            "sliders": .list(Array(sliders.prefix(AccountPage.first))),
            "more": .optional(
                sliders.count > AccountPage.first
                    ? .object(["sliders": .list(Array(sliders.dropFirst(AccountPage.first)))]) : nil),
            "left_out": .optional(
                left.isEmpty
                    ? nil
                    : "Not to be moved here, as they decide how the scorecard reads others: \(left.joined(separator: ", "))."
            ),
            "data": .markup(PageScript.data(try whatIf.json())), "script": .markup(PageScript.whatIf),
        ])
    }

    private static func slider(_ place: Int, _ lever: WhatIf.Lever) -> PageContent {
        .object([
            "id": .text("lever-\(place)"), "title": .text(lever.words), "last": .text("\(lever.values.count - 1)"),
            "place": .text("\(lever.place)"), "text": .text(lever.texts[lever.place]),
        ])
    }
}

/// The scripts of pages, and numbers for them.
package enum PageScript {
    package static let evaluator = String(decoding: PackageResources.evaluator_js, as: UTF8.self)
    static let whatIf = evaluator + String(decoding: PackageResources.whatif_js, as: UTF8.self)
    static let editor = evaluator + String(decoding: PackageResources.editor_js, as: UTF8.self)

    /// JSON that cannot end the element it stands in, nor begin a comment.
    static func data(_ json: JSON) -> String {
        var out = ""
        for scalar in json.text(indented: false).unicodeScalars {
            switch scalar {
            case "<": out += "\\u003c"
            case ">": out += "\\u003e"
            case "&": out += "\\u0026"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
