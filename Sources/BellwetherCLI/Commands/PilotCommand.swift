import ArgumentParser
import Bellwether

struct PilotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pilot",
        abstract: "Choose the first 20 to 30 accounts to try the scores on.",
        discussion: """
            The accounts of the top tier by ARR whose renewal is least decided: P(churn) nearest to 50%, or the widest
            interval. Each says why it was chosen.

            Example:
              bellwether pilot --model model.json --data datasets/acme --as-of 2026-06-30 --size 20 -o pilot.csv
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Score what was known before this day.", valueName: "date"))
    var asOf: Day

    @Option(help: "How many accounts, 20 to 30.")
    var size: Int = 25

    @Option(help: ArgumentHelp("Share of accounts, by ARR, that is the top tier.", valueName: "share"))
    var tier: Double = 0.25

    @Flag(help: "Score also with a model that learned from outcomes after the as-of day.")
    var allowFutureModel = false

    func validate() throws {
        let sizes = PilotGroup.sizes
        guard sizes.contains(size) else {
            throw ValidationError("--size lies between \(sizes.lowerBound) and \(sizes.upperBound)")
        }
        guard tier > 0, tier <= 1 else { throw ValidationError("--tier lies above 0 and is at most 1") }
    }

    func run() throws {
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let scoring = try PortfolioScoring(
            model: ModelInput.read(model), portfolio: portfolio, asOf: asOf, allowFutureModel: allowFutureModel)
        try output.show(PilotGroup(scoring.scores, size: size, tier: tier).results(portfolio.history.accounts))
    }
}
