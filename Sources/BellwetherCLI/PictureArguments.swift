import ArgumentParser
import Bellwether

/// What a picture of real data is made from.
struct PictureArguments: ParsableArguments {
    @Option(help: "The model file. Default model.json.")
    var model: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var asOf: AsOfOption

    @Option(help: ArgumentHelp("The account of timeline and contributions.", valueName: "id"))
    var account: String?

    @Option(help: "Share of accounts that your team can touch. Default 0.1.")
    var capacity: Double?

    @Option(help: "Seed of bootstraps and simulated futures. Default 42.")
    var seed: UInt64?

    @OptionGroup var book: BookRules

    @Flag(help: "Draw also with a model that learned from outcomes after the as-of day.")
    var allowFutureModel = false

    func kind(_ name: String) throws(ValidationError) -> any PictureKind.Type {
        try PlotCommand.find(name, PictureKinds.all, "picture") { $0.name }
    }

    func check(_ name: String) throws {
        let needsAccount = try kind(name).needs.contains(.account)
        if needsAccount, account == nil {
            throw ValidationError("\(name) is of one account: name it with --account ID")
        }
        if !needsAccount, account != nil {
            throw ValidationError("\(name) is of all accounts: --account does not apply")
        }
        if let capacity, !(capacity > 0 && capacity <= 1) {
            throw ValidationError("--capacity lies above 0 and is at most 1")
        }
    }

    /// With --table nothing else is read.
    func checkUnused() throws {
        let given = [
            ("--model", model != nil), ("--data", data.data != nil), ("--as-of", asOf.asOf != nil),
            ("--account", account != nil), ("--capacity", capacity != nil), ("--seed", seed != nil),
            ("--rates", book.rates != nil),
            ("--merges", book.merges != nil), ("--roll-up", book.rollUp),
        ]
        if let other = given.first(where: \.1) { throw ValidationError("--table and \(other.0) exclude each other") }
    }

    /// The picture of the report by that name, from the parts that it needs.
    func figure(_ name: String, _ appearance: FigureArguments) throws -> Figure {
        let (kind, verbosity) = (try kind(name), appearance.verbosity)
        let model = try ModelInput.read(model ?? "model.json")
        let portfolio = try verbosity.step("read") { try data.portfolio() }
        let day = try asOf.day(portfolio.history, verbosity)
        try PortfolioScoring.check(model, day, allowFutureModel: allowFutureModel)
        try PortfolioScoring.checkDefinitions(model, portfolio.features)
        let evidence = try verbosity.step("computed") {
            try portfolio.evidence(model, asOf: day, parts: kind.needs, options())
        }
        guard let figure = try kind.figure(evidence, appearance.options) else {
            throw TrainingError.data(evidence.revenueFault ?? "the data cannot carry the picture \(name)")
        }
        return figure
    }

    private func options() throws -> Portfolio.EvidenceOptions {
        var options = Portfolio.EvidenceOptions()
        options.book = try book.options(data)
        (options.capacity, options.account) = (capacity ?? options.capacity, try account.map(data.account))
        options.seed = seed ?? options.seed
        return options
    }
}
