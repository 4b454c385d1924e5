import ArgumentParser
import Bellwether

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "One HTML file: what was learned, whether to believe it, who is at risk, what to do.",
        discussion: """
            The file needs nothing else: no network, no script. It can be mailed, printed and read offline; dark mode comes
            with it. Pictures carry their numbers. The same data, model and options give the same bytes; SOURCE_DATE_EPOCH
            adds the day on which it was written.

            Templates are mustache; {{word}} is escaped. `bellwether list templates` names all words.

            Examples:
              bellwether report --model model.json --data datasets/acme --as-of 2026-06-30 -o report.html
              bellwether report --model model.json --data datasets/acme --capacity 0.2 --templates ours -o report.html
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var data: DataOptions

    @OptionGroup var asOf: AsOfOption

    @Option(name: [.short, .long], help: "The file to write; - is standard output.")
    var output: String = "report.html"

    @Option(help: "Share of accounts that your team can touch.")
    var capacity: Double = 0.1

    @Option(help: "How many months ahead, 1 to 36.")
    var months: Int = 12

    @Option(help: "Seed of bootstraps and simulated futures.")
    var seed: UInt64 = 42

    @Flag(help: "Report also with a model that learned from outcomes after the as-of day.")
    var allowFutureModel = false

    @OptionGroup var book: BookRules
    @OptionGroup var pages: PageOptions
    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        guard capacity > 0, capacity <= 1 else { throw ValidationError("--capacity lies above 0 and is at most 1") }
        guard (1...36).contains(months) else { throw ValidationError("--months lies between 1 and 36") }
    }

    func run() throws {
        let templates = try pages.templateSet()
        let file = output == "-" ? nil : try AtomicFileBox(path: output)
        let model = try ModelInput.read(model)
        let portfolio = try verbosity.step("read") { try data.portfolio() }
        let day = try asOf.day(portfolio.history, verbosity)
        try PortfolioScoring.check(model, day, allowFutureModel: allowFutureModel)
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        let progress = Progress(quiet: verbosity.quiet)
        let evidence = try verbosity.step("computed") {
            try portfolio.evidence(model, asOf: day, parts: ChurnReport.needs, options()) { part in
                progress.step(part.rawValue)
            }
        }
        progress.done()
        let html = try ChurnReport(evidence, PageOptions.about(data)).html(templates)
        guard let file else { return try StandardOutput.write(html) }
        try PageOptions.write(html, file, output, verbosity)
    }

    private func options() throws -> Portfolio.EvidenceOptions {
        var options = Portfolio.EvidenceOptions()
        options.book = try book.options(data)
        (options.capacity, options.months, options.seed) = (capacity, months, seed)
        return options
    }
}
