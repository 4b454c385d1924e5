import ArgumentParser
import Bellwether

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "List what the program knows: feature kinds, rule kinds, calibrators, solvers, metrics, figures, formats, sources.",
        discussion: """
            Example:
              bellwether list features
              bellwether list reference > signals.md
              bellwether list reference commands > commands.md
              bellwether list schema signals > signals.schema.json
            """)

    @Argument(
        help: """
            One of \(Catalogue.names.joined(separator: ", ")); or reference, all that signals.yaml, scorecard.yaml or the \
            command line may say (Markdown); or schema. All lists where nothing is named.
            """)
    var what: String?

    @Argument(
        help:
            "With schema: \(Catalogue.schemaNames.joined(separator: " or ")); with reference: \(Catalogue.references.map(\.name).joined(separator: ", ")), default signals."
    )
    var name: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let what, !Catalogue.documents.contains(what), !Catalogue.names.contains(what) {
            throw ValidationError(
                "nothing is called \"\(what)\""
                    + NearestName.hint(for: what, among: Catalogue.names + Catalogue.documents))
        }
        let references = Catalogue.references.map(\.name)
        if what == "reference", let name, !references.contains(name) {
            throw ValidationError(
                "no reference is called \"\(name)\"" + NearestName.hint(for: name, among: references))
        }
        if what == "schema", name.map(Catalogue.schemaNames.contains) != true {
            throw ValidationError("say which schema: \(Catalogue.schemaNames.joined(separator: " or "))")
        }
    }

    func run() throws {
        if what == "schema" { return try StandardOutput.write(Catalogue.schema(name ?? "").text() + "\n") }
        if what == "reference" {
            let found = Catalogue.references.first { $0.name == name } ?? Catalogue.references[0]
            return try StandardOutput.write(found.text())
        }
        var results = Results()
        for table in Catalogue.tables where what == nil || table.name == what {
            if what == nil { results.line(table.name) }
            results.table(table)
        }
        try output.show(results)
    }
}
