import ArgumentParser
import Bellwether

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the data strictly and say what is in them and what is wrong.",
        discussion: """
            Exit status 0 where nothing is wrong, 3 where the check found errors, 65 where the data cannot be read.

            With --data it says what kinds of renewals there are (pending, overdue, early, late, multi-year, renewing by
            themselves, month-to-month, decided together) and which of them make no row at the lead times of --days-before,
            and warns of what misleads a model: fields that are filled in because of a loss, tracking that started late,
            attributes without a date, readings before the contract, readings that stand twice.

            Examples:
              bellwether check --data datasets/acme
              bellwether check --data datasets/acme --days-before 180,90,30 --as-of 2026-06-30
              bellwether check --table customers.csv --head 5 --format json
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A ready-made table (CSV) instead of a data folder.", valueName: "file"))
    var table: String?

    @Option(help: "With --table: show the first rows as read.")
    var head: Int?

    @OptionGroup var markers: MissingMarkers

    @Option(
        help: ArgumentHelp(
            "Lead times, in days before the renewal, at which rows and features are looked at: 90 or 90,60,30. Default 90.",
            valueName: "days"))
    var daysBefore: LeadTimes?

    @Option(
        help: ArgumentHelp("Count renewals as of this day. Default the day after the last reading.", valueName: "date"))
    var asOf: Day?

    @Option(help: ArgumentHelp("Readings more days than this after --as-of are an error.", valueName: "days"))
    var maxFuture: Int?

    func run() throws {
        if let table {
            return try output.show(
                TableCheck(TableSource(path: table).read(TableOptions(missingMarkers: markers.texts)), head: head)
                    .results)
        }
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let check = output.verbosity.step("checked") {
            PortfolioCheck(portfolio, daysBefore: daysBefore?.days ?? [90], asOf: asOf, maxFuture: maxFuture)
        }
        try output.show(check.results)
        if check.errorCount > 0 { throw GateFailure(description: "check found \(check.errorCount) errors") }
    }
}
