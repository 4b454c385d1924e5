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

    @Option(
        help: ArgumentHelp(
            "Look at what was known before this day; by default the day after the newest event.", valueName: "date"))
    var asOf: Day?

    @Option(help: "Also by csm or another column of the accounts, with a log-rank test.")
    var by: String?

    func run() throws {
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let history = portfolio.history
        let names = portfolio.history.events.signalNames
        guard names.contains(signal) else {
            throw UsageFailure(
                description: "no reading of a signal \"\(signal)\"" + NearestName.hint(for: signal, among: names))
        }
        let day = asOf ?? history.events.lastTime.map { history.calendar.day(of: $0) + 1 }
        let groups = try by.map { name in
            let known = ["csm"] + history.attributes.columns.map(\.name)
            guard known.contains(name) else {
                throw UsageFailure(
                    description: "nothing to group by is called \"\(name)\""
                        + NearestName.hint(for: name, among: known))
            }
            return history.accounts.indices.map { account in
                name == "csm" ? history.accounts[account].csm : history.attributes[name]?.values.text(at: account)
            }
        }
        try output.show(TimeToValue(history, signal: signal, asOf: day ?? Day(number: 0), groups: groups).results)
    }
}
