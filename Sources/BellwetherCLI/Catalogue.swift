import Bellwether

/// What `bellwether list` shows: the registries, walked.
enum Catalogue {
    static var tables: [Table] {
        [
            table("features", FeatureKinds.all.map { ($0.name, $0.summary) }),
            table("rules", RuleKinds.all.map { ($0.name, $0.summary) }),
            table("solvers", SolverKinds.all.map { ($0.name, $0.summary) }),
            table("penalties", PenaltyKinds.all.map { ($0.name, $0.summary) }),
            table("calibrators", CalibratorKinds.all.map { ($0.name, $0.summary) }),
            table("metrics", MetricKinds.all.map { ($0.name, $0.summary) }),
            table("sources", SourceKinds.all.map { ($0.name, $0.summary) }),
            figures,
            pictures,
            table("templates", TemplateWords.all.map { ($0.name, "\($0.kind.rawValue): \($0.meaning)") }),
            table("exports", ExportKinds.all.map { ($0.name, $0.summary) }),
            table("dialects", SQLDialects.all.map { ($0.name, $0.summary) }),
            table("formats", TableFormats.all.map { ($0.name, $0.summary) }),
            table(
                "commands",
                CommandKinds.groups.flatMap(\.commands).map {
                    ($0.configuration.commandName ?? "", $0.configuration.abstract)
                }),
        ]
    }

    /// With the columns of their tables; optional ones in brackets.
    private static var figures: Table {
        Table(
            "figures", columns: [.init("name"), .init("summary"), .init("columns"), .init("reference")],
            rows: FigureKinds.all.map { kind in
                let columns = kind.columns.map { $0.isRequired ? $0.name : "[\($0.name)]" }
                return [
                    .text(kind.name), .text(kind.summary), .text(columns.joined(separator: ", ")),
                    .optional(kind.reference),
                ]
            })
    }

    /// Pictures of real data, and the figure that draws each.
    private static var pictures: Table {
        Table(
            "pictures", columns: [.init("name"), .init("figure"), .init("summary")],
            rows: PictureKinds.all.map { [.text($0.name), .text($0.figure.name), .text("\($0.title): \($0.summary)")] })
    }

    static var names: [String] { tables.map(\.name) }

    /// What is no list.
    static let documents = ["reference", "schema"]

    static let schemaNames = ["signals", "scorecard"]

    static func schema(_ name: String) -> JSON {
        name == "signals" ? FeatureSet.jsonSchema() : Scorecard.jsonSchema()
    }

    /// What `list reference` writes: documents that are made of what the program itself reads with.
    static let references: [(name: String, text: @Sendable () throws -> String)] = [
        ("signals", { FeatureSet.reference() }),
        ("scorecard", { Scorecard.reference() }),
        ("commands", CommandReference.text),
        ("kinds", { kinds }),
    ]

    /// Every registry, as Markdown.
    private static var kinds: String {
        let lists = tables.filter { $0.name != "commands" }.map { "\n## \($0.name)\n\n" + MarkdownFormat.lines(of: $0) }
        return "# Kinds\n\nWhat `bellwether list` names: the registries of the program, walked.\n" + lists.joined()
    }

    private static func table(_ name: String, _ entries: [(name: String, summary: String)]) -> Table {
        Table(
            name, columns: [.init("name"), .init("summary")], rows: entries.map { [.text($0.name), .text($0.summary)] })
    }
}
