import ArgumentParser
import Bellwether

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Replay scorecard and model over past renewals, at several lead times.",
        discussion: """
            Each renewal is scored as it would have been so many days before it, with what was known then: quality,
            renewal rate by band, accounts that churned while healthy, what a score means as a probability, and how
            early each signal left its own normal. The model is judged only on renewals that it has not seen. With
            --against another scorecard at the same renewals.

            Examples:
              bellwether backtest --data datasets/acme
              bellwether backtest --data datasets/acme --model model.json --days-before 180,90,30
              bellwether backtest --data datasets/acme --against changed.yaml --from 2025-01-01
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("A model trained with --hold-out; without one the scorecard alone.", valueName: "file"))
    var model: String?

    @Option(help: ArgumentHelp("The scorecard; by default that of the data folder.", valueName: "file"))
    var scorecard: String?

    @Option(help: ArgumentHelp("Another scorecard at the same renewals: what if?", valueName: "file"))
    var against: String?

    @Option(help: ArgumentHelp("Lead times; by default \(standardDays).", valueName: "days"))
    var daysBefore: LeadTimes?

    private static let standardDays = Backtest.leadTimes.map(String.init).joined(separator: ",")
    private var leadTimes: [Int] { daysBefore?.days ?? Backtest.leadTimes }

    @Option(help: ArgumentHelp("Only renewals dated on this day or later.", valueName: "date"))
    var from: Day?

    @Option(help: ArgumentHelp("Only renewals dated before this day.", valueName: "date"))
    var to: Day?

    @Option(help: ArgumentHelp("Share of renewals that the team can look after.", valueName: "share"))
    var capacity: Double = 0.1

    @Option(help: "Show so many rows of the lists.")
    var top: Int = 10

    @Option(
        help: ArgumentHelp(
            "Days of the windows in which signals are held against their own normal; rare ones need longer ones.",
            valueName: "days"))
    var window = DepartureSeries.standardWindow

    @Flag(help: "Leave out how early each signal left its own normal.")
    var noSignals = false

    @Option(help: "Seed of the bootstrap.")
    var seed: UInt64 = 42

    func validate() throws {
        guard capacity > 0, capacity <= 1 else { throw ValidationError("--capacity lies above 0 and is at most 1") }
        guard (7...112).contains(window) else {
            throw ValidationError("--window lies between 7 and 112 days: the year before holds three of them")
        }
        guard top >= 0 else { throw ValidationError("--top must be at least 0") }
        if Set(leadTimes).count < leadTimes.count {
            throw ValidationError("--days-before names a lead time twice")
        }
        if let from, let to, from >= to { throw ValidationError("--from \(from) is not before --to \(to)") }
    }

    func run() throws {
        let model = try model.map(ModelInput.read)
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        if let model {
            guard model.leadTimes != nil else {
                throw UsageFailure(
                    description: "the model was trained on a ready-made table, which has no renewals to replay")
            }
            try PortfolioScoring.checkDefinitions(model, portfolio.features)
        }
        guard let card = try scorecard.map({ try portfolio.scorecard(file: $0) }) ?? portfolio.scorecard else {
            throw UsageFailure(
                description: "\(data.home) has no scorecard.yaml to back-test: name one with --scorecard FILE")
        }
        let other = try against.map { try portfolio.scorecard(file: $0) }
        let backtest = try output.verbosity.step("replayed") {
            try portfolio.backtest(
                card, model: model, against: other, leadTimes: leadTimes, from: from, to: to,
                signalWindow: noSignals ? nil : window, options: Backtest.Options(capacity: capacity, seed: seed))
        }
        try output.show(backtest.results(top: top))
    }
}
