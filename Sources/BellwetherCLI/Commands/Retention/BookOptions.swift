import ArgumentParser
import Bellwether

/// What all of `retention` needs: the data, the day, and how accounts and currencies become one book.
struct BookOptions: ParsableArguments {
    @OptionGroup var data: DataOptions

    @Option(
        help: ArgumentHelp(
            "See outcomes as they stood before this day; by default the day after the last decided renewal.",
            valueName: "date"))
    var asOf: Day?

    @OptionGroup var rules: BookRules

    /// Reads the data folder and makes a book of it.
    func read(_ output: OutputOptions) throws -> (Portfolio, RevenueBook) {
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let day = try day(portfolio.history, output)
        return (portfolio, try RevenueBook(portfolio.history, asOf: day, rules.options(data)))
    }

    /// The as-of day.
    func day(_ history: SignalHistory, _ output: OutputOptions) throws -> Day {
        if let asOf { return asOf }
        guard let last = history.renewals.filter({ $0.outcome != .pending }).map(\.knownOn).max() else {
            throw UsageFailure(description: "no renewal is decided yet: name the day with --as-of DATE")
        }
        output.note("as of \(last + 1), the day after the last decided renewal")
        return last + 1
    }
}

/// How accounts and currencies become one book.
struct BookRules: ParsableArguments {
    @Option(
        help: ArgumentHelp("Rates for all dates: CSV with columns currency, rate (into --currency).", valueName: "file")
    )
    var rates: String?

    @Option(help: ArgumentHelp("Currency of the report, with --rates.", valueName: "code"))
    var currency: String?

    @Option(
        help: ArgumentHelp(
            "Accounts that became part of others: CSV with columns account_id, merged_into.", valueName: "file"))
    var merges: String?

    @Flag(help: "Tell accounts as their uppermost parent.")
    var rollUp = false

    func validate() throws {
        if (rates == nil) != (currency == nil) { throw ValidationError("--rates and --currency come together") }
    }

    /// The files read, for accounts as the data call them.
    func options(_ data: DataOptions) throws -> RevenueBook.Options {
        var options = RevenueBook.Options()
        options.rollsUp = rollUp
        if let merges { options.merges = try BookRules.merges(merges, data.pseudonyms()) }
        if let rates, let currency { options.rates = try BookRules.rates(rates, currency) }
        return options
    }

    private static func merges(_ path: String, _ pseudonyms: Pseudonyms?) throws -> [String: String] {
        let frame = try columns(path, ["account_id": .category, "merged_into": .category])
        let name = { column, row in
            let id = text(frame, column, row)
            return pseudonyms?.pseudonym(id) ?? id
        }
        return Dictionary(
            (0..<frame.rowCount).map { (name("account_id", $0), name("merged_into", $0)) },
            uniquingKeysWith: { _, last in last })
    }

    private static func rates(_ path: String, _ currency: String) throws -> ConstantRates {
        let frame = try columns(path, ["currency": .category, "rate": .number])
        var rates: [String: ExchangeRate] = [:]
        for row in 0..<frame.rowCount {
            let name = text(frame, "currency", row)
            guard case .numbers(let values)? = frame["rate"]?.values, let rate = ExchangeRate(values[row]) else {
                throw RetentionError.invalid("\(path): the rate of \"\(name)\" is not above 0 and below 10 000 000")
            }
            rates[name] = rate
        }
        return ConstantRates(currency: currency, rates)
    }

    private static func columns(_ path: String, _ types: [String: TableColumnType]) throws -> Frame {
        try TableSource(path: path).read(TableOptions(types: types)).frame
    }

    private static func text(_ frame: Frame, _ column: String, _ row: Int) -> String {
        frame[column]?.values.text(at: row) ?? ""
    }
}
