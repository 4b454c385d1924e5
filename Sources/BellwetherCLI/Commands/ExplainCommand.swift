import ArgumentParser
import Bellwether

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "The page of one account: how likely it renews, why, who was like it, what would have to change.",
        discussion: """
            Reasons add up in log-odds from the average renewal to P(churn), and the parts of the health score to the score.
            Past accounts that stood like this one are those whose renewal was decided before the as-of day. Moves are of
            one actionable signal at a time (signals.yaml), to values that past renewals had: association, no promised effect.

            Examples:
              bellwether explain A-0359 --model model.json --data datasets/acme --as-of 2026-06-30
              bellwether explain A-0359 --model model.json --data datasets/acme --as-of 2026-06-30 --since 2026-03-31 -o A-0359.md
            """)

    @Argument(help: "The account's id.")
    var account: String

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @OptionGroup var asOf: AsOfOption

    @Option(help: ArgumentHelp("Show also what changed since this day, and why.", valueName: "date"))
    var since: Day?

    @Option(help: ArgumentHelp("Another scorecard than the folder's scorecard.yaml.", valueName: "file"))
    var scorecard: String?

    @Option(help: ArgumentHelp("With --since: the scorecard of that day, where it was another.", valueName: "file"))
    var previousScorecard: String?

    @Option(help: "Name so many signals; the others are one line.")
    var top: Int = 8

    @Option(help: "Show so many past accounts that renewed, and so many that churned.")
    var neighbours: Int = 3

    @Option(
        help: ArgumentHelp(
            "P(churn) that moves should bring it down to; by default half of what it is.", valueName: "share"))
    var target: Double?

    @Flag(help: "Explain also with a model that learned from outcomes after the as-of day.")
    var allowFutureModel = false

    func validate() throws {
        if let target, !(target > 0 && target < 1) { throw ValidationError("--target lies between 0 and 1") }
        if top < 1 { throw ValidationError("--top must be at least 1") }
        if neighbours < 1 { throw ValidationError("--neighbours must be at least 1") }
        if previousScorecard != nil, since == nil { throw ValidationError("--previous-scorecard needs --since DATE") }
    }

    func run() throws {
        let model = try ModelInput.read(model)
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let day = try asOf.day(portfolio.history, output)
        if let since, since >= day { throw UsageFailure(description: "--since \(since) is not before \(day)") }
        try PortfolioScoring.check(model, day, allowFutureModel: allowFutureModel)
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        let page = try portfolio.explanation(
            of: account, model, scorecard: scorecard.map { try portfolio.scorecard(file: $0) }, asOf: day,
            since: since, previous: previousScorecard.map { try portfolio.scorecard(file: $0) }, target: target)
        if let since, page.change == nil {
            output.note("\(DisplayText.escaped(account)) was no customer on \(since): no change is told")
        }
        try output.show(page.results(top: top, neighbours: neighbours))
    }
}
