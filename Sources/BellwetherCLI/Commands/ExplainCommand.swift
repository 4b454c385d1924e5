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
              bellwether explain A-0359 --model model.json --data datasets/acme --as-of 2026-06-30 --set tickets_30d=0 --set pulse_last=5
              bellwether explain A-0359 --model model.json --data datasets/acme --as-of 2026-06-30 --what-if -o A-0359.html
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

    @Option(
        help: ArgumentHelp(
            "Tell also what would be said with this reading of a feature (as `features` has it); may stand several times.",
            valueName: "feature=value"))
    var set: [Setting] = []

    @Option(help: "Name so many signals; the others are one line.")
    var top: Int = 8

    @Option(help: "Show so many past accounts that renewed, and so many that churned.")
    var neighbours: Int = 3

    @Option(
        help: ArgumentHelp(
            "P(churn) that moves should bring it down to; by default half of what it is.", valueName: "share"))
    var target: Double?

    @Flag(help: "With -o FILE.html: sliders that move actionable signals.")
    var whatIf = false

    @OptionGroup var pages: PageOptions

    @Flag(help: "Explain also with a model that learned from outcomes after the as-of day.")
    var allowFutureModel = false

    func validate() throws {
        if let target, !(target > 0 && target < 1) { throw ValidationError("--target lies between 0 and 1") }
        if top < 1 { throw ValidationError("--top must be at least 1") }
        if neighbours < 1 { throw ValidationError("--neighbours must be at least 1") }
        if previousScorecard != nil, since == nil { throw ValidationError("--previous-scorecard needs --since DATE") }
        if isPage, !set.isEmpty { throw ValidationError("--set is for tables: the page has sliders (--what-if)") }
        if whatIf, !isPage { throw ValidationError("--what-if makes a page: name it with -o FILE.html") }
        if pages.templates != nil, !isPage {
            throw ValidationError("--templates is for pages: name one with -o FILE.html")
        }
    }

    /// Whether an HTML page is wanted rather than tables.
    private var isPage: Bool { output.format == nil && output.output?.lowercased().hasSuffix(".html") == true }

    func run() throws {
        let model = try ModelInput.read(model)
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let day = try asOf.day(portfolio.history, output)
        if let since, since >= day { throw UsageFailure(description: "--since \(since) is not before \(day)") }
        try PortfolioScoring.check(model, day, allowFutureModel: allowFutureModel)
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        let card = try scorecard.map { try portfolio.scorecard(file: $0) }
        let previous = try previousScorecard.map { try portfolio.scorecard(file: $0) }
        if isPage { return try writePage(model, portfolio, day, card, previous) }
        let page = try portfolio.explanation(
            of: data.account(account), model, scorecard: card, asOf: day, since: since, previous: previous,
            target: target)
        noteAbsence(page)
        var results = page.results(top: top, neighbours: neighbours)
        if !set.isEmpty { results.table(try changed(page.whatIf)) }
        try output.show(results)
    }

    private func changed(_ whatIf: WhatIf) throws -> Table {
        let known = whatIf.numbers
        if let other = set.first(where: { !known.contains($0.feature) }) {
            throw UsageFailure(
                description: "--set: no number \"\(DisplayText.escaped(other.feature))\" is read by model or scorecard"
                    + NearestName.hint(for: other.feature, among: known))
        }
        return try whatIf.table(set.map { ($0.feature, $0.value) })
    }

    private func noteAbsence(_ page: AccountExplanation) {
        guard let since, page.change == nil else { return }
        output.note("\(DisplayText.escaped(account)) was no customer on \(since): no change is told")
    }

    private func writePage(
        _ model: ChurnModel, _ portfolio: Portfolio, _ day: Day, _ card: Scorecard?, _ previous: Scorecard?
    ) throws {
        let templates = try pages.templateSet()
        var evidence = ReportEvidence(
            model: model, scorecard: card ?? portfolio.scorecard, accounts: portfolio.history.accounts, asOf: day)
        let account = try portfolio.accountEvidence(
            of: data.account(account), model, scorecard: card, asOf: day, since: since, previous: previous,
            target: target)
        noteAbsence(account.explanation)
        evidence.account = account
        guard let page = AccountPage(evidence, try PageOptions.about(data)) else { return }
        try PageOptions.write(
            page.html(templates, isMovable: whatIf, top: top, neighbours: neighbours), output.output ?? "-",
            output.verbosity)
    }
}

/// `--set tickets_30d=0`.
struct Setting: ExpressibleByArgument {
    let feature: String
    let value: Double

    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex,
            let value = Double(argument[argument.index(after: sign)...]), value.isFinite
        else { return nil }
        (feature, self.value) = (String(argument[..<sign]), value)
    }
}
