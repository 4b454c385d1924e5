import ArgumentParser
import Bellwether

struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Document what is normal for one account, and what is not now.",
        discussion: """
            Per signal: median, median absolute deviation and usual range of past
            periods, the weekday season where a test finds one, how long the history
            is, and how unusual the last window is. A young account reads "not enough
            history", never 0.

            Examples:
              bellwether baseline A-0008 --data datasets/acme --as-of 2026-06-30
              bellwether baseline A-0008 --data datasets/acme --window 84 -o A-0008.md
            """)

    @Argument(help: "The account's id.")
    var account: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @OptionGroup var asOf: AsOfOption

    @Option(help: ArgumentHelp("Days of the last window and of each period before.", valueName: "days"))
    var window: Int = 28

    @Option(help: ArgumentHelp("Days before the window that tell what is normal.", valueName: "days"))
    var history: Int = 364

    func validate() throws {
        guard (1...3660).contains(window) else { throw ValidationError("--window lies between 1 and 3660 days") }
        let weeks = (window + 6) / 7 * 7
        guard (3 * weeks...3660).contains(history) else {
            throw ValidationError(
                "--history must be \(3 * weeks) to 3660 days: at least 3 periods of \(window) days, whole weeks apart")
        }
    }

    func run() throws {
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let day = try asOf.day(portfolio.history, output)
        let report = try BaselineReport(
            of: data.account(account), in: portfolio.history, asOf: day,
            signals: portfolio.features.declarations.signals,
            window: window, baseline: history)
        try output.show(report.results)
    }
}
