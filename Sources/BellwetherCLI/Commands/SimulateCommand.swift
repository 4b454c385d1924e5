import ArgumentParser
import Bellwether

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make a seeded portfolio whose truth is known: a data folder and truth.json.",
        discussion: """
            Everything in it is invented. The same options make the same bytes on every machine.

            Example:
              bellwether simulate --seed 42 --accounts 400 -o datasets/acme
            """)

    @Option(help: "Decides every draw.")
    var seed: UInt64 = 42

    @Option(help: "How many accounts.")
    var accounts: Int = 400

    @Option(help: ArgumentHelp("First day of the histories.", valueName: "date"))
    var from: Day?

    @Option(help: ArgumentHelp("Last day: nothing known on it or later is in the data.", valueName: "date"))
    var to: Day?

    @Option(help: "Share of renewals that are lost without warning.")
    var surpriseShare: Double?

    @Option(name: [.short, .long], help: ArgumentHelp("The folder to write.", valueName: "dir"))
    var output: String

    @OptionGroup var verbosity: Verbosity

    func run() throws {
        var options = try PortfolioOptions()
        (options.seed, options.accounts) = (seed, accounts)
        if let from { options.firstDay = from }
        if let to { options.lastDay = to }
        if let surpriseShare { options.surpriseShare = surpriseShare }
        let portfolio = try verbosity.step("simulated") { try PortfolioSimulator.simulate(options) }
        try OutputFolder.create(output)
        for file in portfolio.files() { try AtomicFile.write(file.text, to: "\(output)/\(file.name)") }
        verbosity.note(
            "wrote \(output): \(NumberFormat.grouped(portfolio.accounts.count)) accounts, "
                + "\(NumberFormat.grouped(portfolio.renewals.count)) renewals, "
                + "\(NumberFormat.grouped(portfolio.events.count)) readings (simulated)")
    }
}
