import ArgumentParser
import Bellwether

struct RetentionForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Where retention will land: GRR, NRR, logos and lost ARR by period, with intervals.",
        discussion: """
            From account probabilities: futures are simulated with the uncertainty of the
            weights, with shocks that all accounts share, and with coin flips. A forecast
            as of the past is set beside what happened.

            Examples:
              bellwether retention forecast --model model.json --data datasets/acme --as-of 2026-06-30
              bellwether retention forecast --model model.json --data datasets/acme --as-of 2025-10-01 --months 6
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var book: BookOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "How many months ahead, 1 to 36.")
    var months: Int = 12

    @Option(help: "Length of a period: \(ReportingPeriod.Length.allCases.map(\.rawValue).joined(separator: ", ")).")
    var period: ReportingPeriod.Length = .quarter

    @Option(help: "How many of the accounts that drive it are shown.")
    var drivers: Int = 10

    @Option(help: "Seed of the simulated futures.")
    var seed: UInt64 = 42

    @Flag(help: "Forecast also with a model that learned from outcomes after the as-of day.")
    var allowFutureModel = false

    func validate() throws {
        guard (1...36).contains(months) else { throw ValidationError("--months lies between 1 and 36") }
        guard drivers >= 0 else { throw ValidationError("--drivers is 0 or more") }
        guard !book.rules.rollUp, book.rules.merges == nil else {
            throw ValidationError("a forecast is by account: --roll-up and --merges do not apply")
        }
    }

    func run() throws {
        let model = try ModelInput.read(model)
        let portfolio = try output.verbosity.step("read") { try book.data.portfolio() }
        let day = try book.day(portfolio.history, output)
        try PortfolioScoring.check(model, day, allowFutureModel: allowFutureModel)
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        let made = try output.verbosity.step("forecast") {
            try portfolio.forecast(
                model, asOf: day, months: months, by: period, book.rules.options(book.data), seed: seed)
        }
        let isPast = made.outcomes.contains { $0 != nil }
        try output.show(
            made.forecast.results(
                actual: isPast ? made.outcomes : nil, currency: made.currency, drivers: drivers))
    }
}
