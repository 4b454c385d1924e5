import ArgumentParser
import Bellwether

struct RetentionTimeToValueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "time-to-value",
        abstract: "Days from signature to first value, those still waiting counted.",
        discussion: """
            Kaplan-Meier: accounts that have not arrived count as long as they were seen.
            The median of those who arrived would be too short.

            Example:
              bellwether retention time-to-value --data datasets/acme --signal value_realised --by segment
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The signal that stands for value.")
    var signal: String

    @OptionGroup var asOf: AsOfOption

    @Option(help: "Also by csm or another column of the accounts, with a log-rank test.")
    var by: String?

    func run() throws {
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let history = portfolio.history
        let names = history.events.signalNames
        guard names.contains(signal) else {
            throw UsageFailure(
                description: "no reading of a signal \"\(signal)\"" + NearestName.hint(for: signal, among: names))
        }
        let day = try asOf.day(history, output)
        let groups = try by.map { try history.accountGroups(by: $0) }
        try output.show(TimeToValue(history, signal: signal, asOf: day, groups: groups).results)
    }
}
