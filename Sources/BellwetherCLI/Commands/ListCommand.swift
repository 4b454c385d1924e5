import ArgumentParser
import Bellwether

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "List what the program knows: feature kinds, rule kinds, calibrators, solvers, metrics, formats, sources.",
        discussion: """
            Example:
              bellwether list features
              bellwether list schema signals > signals.schema.json
            """)

    @Argument(help: "One of \(Catalogue.names.joined(separator: ", ")), or schema; all where nothing is named.")
    var what: String?

    @Argument(help: "With schema: \(Catalogue.schemaNames.joined(separator: " or ")).")
    var name: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let what, what != "schema", !Catalogue.names.contains(what) {
            throw ValidationError(
                "nothing is called \"\(what)\"" + NearestName.hint(for: what, among: Catalogue.names + ["schema"]))
        }
        if what == "schema", name.map(Catalogue.schemaNames.contains) != true {
            throw ValidationError("say which schema: \(Catalogue.schemaNames.joined(separator: " or "))")
        }
    }

    func run() throws {
        if what == "schema" { return try StandardOutput.write(Catalogue.schema(name ?? "").text() + "\n") }
        var results = Results()
        for table in Catalogue.tables where what == nil || table.name == what {
            if what == nil { results.line(table.name) }
            results.table(table)
        }
        try output.show(results)
    }
}
