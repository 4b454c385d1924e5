import ArgumentParser
import Bellwether

struct RetentionCohortsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cohorts",
        abstract: "How much of the customers that began together is left with age.",
        discussion: """
            Customers and revenue by age, of all and by the year or quarter in which they
            signed; customers that the files do not see from their first day enter late,
            those too young are left out of the ages to come. Beside the raw curve that of
            a discrete-time hazard fit.

            Example:
              bellwether retention cohorts --data datasets/acme --cohort year
            """)

    @OptionGroup var book: BookOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "What cuts customers into cohorts by their begin: year, quarter or month.")
    var cohort: ReportingPeriod.Length = .year

    @Option(help: "Unit of age: year, quarter or month.")
    var age: ReportingPeriod.Length = .year

    func run() throws {
        let (portfolio, ledger) = try book.read(output)
        let cohorts = CohortRetention(
            ledger, signedOn: portfolio.history.accounts.map(\.signedOn), by: cohort, length: age)
        try output.show(cohorts.results(fitted: cohorts.hazardFit?.survival))
    }
}
