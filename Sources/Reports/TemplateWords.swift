import Documents

/// The tags that templates may use, and what each is: documentation for those who write their own, and the check that no tag is
/// a misspelling, which mustache would render as nothing.
public enum TemplateWords {
    /// What a word of a template stands for.
    public enum Kind: String, Sendable {
        /// Escaped: `{{word}}`.
        case text
        /// Made by the program and put in as it is: `{{{word}}}`.
        case markup
        /// Perhaps missing, or several: `{{#word}}...{{/word}}`.
        case section
    }

    /// Every tag, what sort it is, and what it stands for.
    public static let all: [(name: String, kind: Kind, meaning: String)] = [
        (".", .text, "the text of the list item itself"),
        // Of every page.
        ("title", .text, "title of the page, section, figure or tile"),
        ("policy", .text, "Content-Security-Policy, for a meta element in the head"),
        ("style", .markup, "the style sheet; its hash is in the policy"),
        ("meta", .section, "what the page is about, in short texts"),
        ("simulated", .section, "where the data are simulated, a sentence that says so"),
        ("stamp", .section, "when the page was written, where SOURCE_DATE_EPOCH says"),
        ("version", .text, "the program and its version"),
        // The report.
        ("verdict", .section, "the sentences at the top of the page, or of a section at its end"),
        ("sections", .section, "the report's sections in order: id, title, blocks"),
        ("id", .text, "name of a section or figure, for links"),
        (
            "blocks", .section,
            "parts of a section: each is one of paragraph, note, verdict, tiles, figure, table, folded"
        ),
        ("paragraph", .section, "a text"),
        ("note", .section, "a text in small type"),
        ("tiles", .section, "key figures: items"),
        ("items", .section, "a tile: title, value, range"),
        ("value", .text, "the figure of a tile, or a field of the account's header"),
        ("range", .section, "the interval of a tile"),
        // Pictures and tables.
        ("figure", .section, "a picture: id, title, words, svg, numbers"),
        ("words", .section, "what to see in a picture"),
        ("svg", .markup, "the picture"),
        ("numbers", .section, "the table beneath a picture, with how many rows it has"),
        ("count", .text, "rows of a table"),
        ("table", .section, "a table: caption, columns, rows"),
        ("folded", .section, "a table that is shown on demand: title, and what a table has"),
        ("caption", .text, "what a table shows"),
        ("columns", .section, "columns of a table: title, numeric"),
        ("numeric", .section, "whether a column or cell is set to the right"),
        ("short", .section, "whether a cell is short enough for one line"),
        ("rows", .section, "rows of a table: cells"),
        ("cells", .section, "cells of a row: text, day, numeric, short, head, chip"),
        ("text", .text, "what stands in a cell, or on a control"),
        ("day", .section, "the day that ends the words of a cell: not to be broken"),
        ("head", .section, "whether a cell names its row"),
        ("chip", .section, "of a band: its rank from the lowest, bad to good"),
        // The account's page and the weight editor.
        ("header", .section, "the account's tracking list: title, value"),
        ("sliders", .section, "signals that can be moved: id, title, text, last, place"),
        ("more", .section, "the signals with less effect, as sliders"),
        ("last", .text, "the highest place of a slider"),
        ("place", .text, "where a slider stands"),
        ("now", .section, "what an account is now: probability, interval, health, band"),
        ("probability", .text, "P(churn)"),
        ("interval", .text, "its 95% interval"),
        ("health", .text, "the health score"),
        ("band", .text, "the band"),
        ("left_out", .section, "which signals cannot be moved, and why"),
        ("groups", .section, "groups of the scorecard: id, title, text, place, measures"),
        ("measures", .section, "measures of a group: id, title, text, place"),
        ("data", .markup, "the numbers that the script reads, as JSON"),
        ("script", .markup, "the script; its hash is in the policy"),
    ]

    static let kinds = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.kind) })

    /// - Throws: the first tag of a template that is not known, or puts text in unescaped.
    static func check(_ template: String, name: String, partials: [String]) throws(TemplateError) {
        for tag in TemplateTag.all(template) {
            if let fault = fault(tag, partials) {
                throw TemplateError(description: "\(name).mustache:\(tag.line): \(fault)")
            }
        }
    }

    private static func fault(_ tag: TemplateTag, _ partials: [String]) -> String? {
        switch tag.kind {
        case .foreign: "templates do without this kind of tag (\(tag.name))"
        case .partial: partials.contains(tag.name) ? nil : unknown("template", tag.name, partials)
        case .text, .markup, .section: fault(tag)
        }
    }

    private static func fault(_ tag: TemplateTag) -> String? {
        guard let kind = kinds[tag.name] else { return unknown("tag", tag.name, all.map(\.name)) }
        if tag.kind == .markup, kind != .markup {
            return "{{{\(tag.name)}}} would put text in unescaped: {{\(tag.name)}}"
        }
        return nil
    }

    private static func unknown(_ what: String, _ name: String, _ known: [String]) -> String {
        "unknown \(what) \"\(name)\"" + NearestName.hint(for: name, among: known)
    }
}
