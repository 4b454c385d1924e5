import ArgumentParser
import Bellwether

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the data strictly and say what is in them and what is wrong.",
        discussion: """
            Exit status 0 where nothing is wrong, 3 where the check found errors, 65 where the data cannot be read.

            Examples:
              bellwether check --data datasets/acme
              bellwether check --table customers.csv --head 5 --format json
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A ready-made table (CSV) instead of a data folder.", valueName: "file"))
    var table: String?

    @Option(help: "With --table: show the first rows as read.")
    var head: Int?

    @OptionGroup var markers: MissingMarkers

    @Option(help: "Lead time, in days before the renewal, at which the features are looked at.")
    var daysBefore: Int = 90

    func run() throws {
        if let table {
            return try output.show(
                TableCheck(TableSource(path: table).read(TableOptions(missingMarkers: markers.texts)), head: head)
                    .results)
        }
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let check = output.verbosity.step("checked") { PortfolioCheck(portfolio, daysBefore: daysBefore) }
        try output.show(check.results)
        if check.errorCount > 0 { throw GateFailure(description: "check found \(check.errorCount) errors") }
    }
}
