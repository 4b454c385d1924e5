import ArgumentParser
import Bellwether

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Turn signal histories into one row of features per account or renewal.",
        discussion: """
            Everything in a row was known before its cut-off: the midnight that begins the as-of day, or the day so many
            days before the renewal. --audit scrambles all that became known later and proves that not one bit changes.

            --screen shows instead what each feature says of the outcome by itself, on the rows that train with the same
            --hold-out learns from: its effect with interval, q over all features (false discovery rate 5%), whether it drifted from the
            first to the second half of the renewals, and whether it is missing more often where the event happened.

            Examples:
              bellwether features --data datasets/acme --days-before 90 -o features.csv --audit
              bellwether features --data datasets/acme --as-of 2026-06-30 -o features.csv
              bellwether features --data datasets/acme --screen --hold-out 2025-07-01
              bellwether features --data datasets/acme --screen --outcome expanded --days-before 90,30 -o screen.csv
              bellwether features --data datasets/acme --days-before 90 --memory 512MB -o features.csv
              bellwether features --data adbc:postgresql?uri=postgresql://localhost/crm --as-of 2026-06-30 -o features.csv
              bellwether features --data adbc:duckdb?uri=history.duckdb --push-down --days-before 90 -o features.csv
              bellwether features --data adbc:postgresql?uri=postgresql://crm/crm --no-push-down --days-before 90
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: DatabaseTargetOptions

    @Option(help: ArgumentHelp("One row per account, as of this day.", valueName: "date"))
    var asOf: Day?

    @Option(help: ArgumentHelp("One row per renewal and lead time: 90 or 90,60,30.", valueName: "days"))
    var daysBefore: LeadTimes?

    @Flag(
        inversion: .prefixedNo,
        help:
            "The database reduces the readings, and only sums cross: for histories that are too large to be read. A server (PostgreSQL, Spark) does so by itself where that spares 5 million readings the way."
    )
    var pushDown: Bool?

    /// For tests.
    @Option(help: .hidden)
    var pushDownFrom = PushedPortfolio.worthwhile

    @Flag(help: "Prove that nothing known after a cut-off changes a feature; exit status 3 if something does.")
    var audit = false

    @Option(help: "Seed of the audit.")
    var seed: UInt64 = 42

    @Flag(
        help: "Show what each feature says of the outcome by itself, 90 days before the renewal unless told otherwise.")
    var screen = false

    @Option(
        help: ArgumentHelp(
            "With --screen: the outcome that counts. Default churned; all other decided renewals are set against it.",
            valueName: FeaturesCommand.screened.map(\.rawValue).joined(separator: "|")))
    var outcome: Outcome = .churned

    @Option(
        help: ArgumentHelp(
            "With --screen: leave out renewals from this day on, and what was not known when the first of them is checked.",
            valueName: "date"))
    var holdOut: Day?

    static let screened: [Outcome] = [.churned, .contracted, .expanded]

    func validate() throws {
        try target.check()
        try checkPushDown()
        if screen { return try validateScreen() }
        if holdOut != nil || outcome != .churned { throw ValidationError("--outcome and --hold-out need --screen") }
        if let memory = data.memory {
            guard output.chosen == CSVFormat.self else { throw ValidationError("--memory needs a CSV: -o FILE.csv") }
            guard memory.bytes >= FeatureExport.leastMemory else {
                throw ValidationError("--memory is at least 256MiB")
            }
            guard !audit else { throw ValidationError("--audit holds all readings in memory: leave out --memory") }
        }
        if target.isGiven, data.memory != nil || output.output != nil {
            throw ValidationError("--to-database goes without --memory and -o")
        }
        if (asOf == nil) == (daysBefore == nil) { throw ValidationError("give either --as-of DATE or --days-before N") }
    }

    private func checkPushDown() throws {
        guard pushDown == true else { return }
        guard let place = data.data, DatabaseLocation.isDatabase(place) else {
            throw ValidationError("--push-down needs a database: --data adbc:DRIVER?uri=...")
        }
        if audit || screen || data.memory != nil {
            throw ValidationError(
                "--push-down leaves the readings where they are: leave out --audit, --screen and --memory")
        }
    }

    private func validateScreen() throws {
        if asOf != nil { throw ValidationError("--screen learns from past renewals: give --days-before, not --as-of") }
        if audit { throw ValidationError("--screen and --audit exclude each other") }
        if target.isGiven { throw ValidationError("--screen writes no features: leave out --to-database") }
        guard FeaturesCommand.screened.contains(outcome) else {
            throw ValidationError(
                "unknown --outcome \"\(outcome.rawValue)\" (expected churned, contracted or expanded)")
        }
    }

    private func showScreen() throws {
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let table = output.verbosity.step("extracted") { portfolio.table(daysBefore: daysBefore?.days ?? [90]) }
        let rows = Observations.learned(from: table, event: outcome, heldOutFrom: holdOut)
        guard rows.count > 0 else { throw TrainingError.data("no decided renewal to screen features on") }
        let screening = output.verbosity.step("screened") { FeatureScreening(rows, event: outcome) }
        var results = Results()
        let until = holdOut.map { " known before the first check on \($0) or later" } ?? ""
        results.line(
            "\(NumberFormat.grouped(screening.rows)) decided rows\(until), \(NumberFormat.grouped(screening.events)) with \(outcome.noun); "
                + "log-odds for one standard deviation more, errors clustered by account, q by Benjamini-Hochberg")
        results.value("outcome", .string(outcome.rawValue))
        results.value("rows", .integer(screening.rows))
        results.value("events", .integer(screening.events))
        results.table(screening.table, isMain: true)
        results.verdict(screening.verdict)
        try output.show(results)
    }

    func run() throws {
        if screen { return try showScreen() }
        if pushDown == true { return try showPushed(try pushedPortfolio()) }
        if let portfolio = try sparingPortfolio(), try isShown(portfolio) { return }
        if output.chosen == CSVFormat.self, !target.isGiven { return try export() }
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let anchors = try anchors(of: portfolio.history)
        let table = output.verbosity.step("extracted") { portfolio.features.extract(portfolio.history, at: anchors) }
        try show(table)
        say(rows: table.count, features: table.features.count, leftOut: table.leftOut.count)
        if audit { try prove(portfolio, anchors) }
    }

    private func pushedPortfolio() throws -> PushedPortfolio {
        try output.verbosity.step("read all but the readings") { try data.pushedPortfolio() }
    }

    /// A server that would send so many readings for so few sums that it is left to reduce them; nil where they are read.
    private func sparingPortfolio() throws -> PushedPortfolio? {
        guard pushDown == nil, data.memory == nil, !audit, data.hashIds == nil, try data.isServer() else { return nil }
        do {
            let portfolio = try pushedPortfolio()
            let census = try portfolio.census(at: rows(of: portfolio.history), from: pushDownFrom)
            guard let census, census.spared >= pushDownFrom else { return nil }
            let (spared, all) = (NumberFormat.grouped(census.spared), NumberFormat.grouped(census.readings))
            output.note("the database reduces \(spared) of its \(all) readings (--no-push-down reads them)")
            return portfolio
        } catch let error as EngineError where error.reason == .notFound || error.reason == .unsupported {
            // No readings, or no dialect: reading says what is missing.
            return nil
        }
    }

    /// Whether the database could reduce its readings; else it was said why it could not.
    private func isShown(_ portfolio: PushedPortfolio) throws -> Bool {
        do {
            try showPushed(portfolio)
            return true
        } catch let error as EngineError where error.reason == .unsupported {
            output.note("it cannot: \(error); they are read")
            return false
        }
    }

    /// Readings stay in the database.
    private func showPushed(_ portfolio: PushedPortfolio) throws {
        let anchors = try anchors(of: portfolio.history)
        let pushed = try output.verbosity.step("reduced and extracted") { try portfolio.extraction(at: anchors) }
        for note in pushed.notes { output.note(note) }
        if output.chosen == CSVFormat.self, !target.isGiven {
            try FeatureExport(output: output, memory: nil).write(pushed.extraction, of: portfolio)
            if let file = output.output, file != "-" { output.note("wrote \(file)") }
        } else {
            try show(pushed.table)
        }
        say(
            rows: pushed.extraction.rowCount, features: portfolio.features.features.count,
            leftOut: pushed.plan.leftOut.count)
        output.note("\(NumberFormat.grouped(pushed.crossed.total)) rows crossed the connection")
    }

    private func show(_ table: FeatureTable) throws {
        if target.isGiven { return try target.write(table.table, output.verbosity) }
        var results = Results()
        results.table(table.table, isMain: true)
        try output.show(results)
    }

    /// A CSV is written while rows are made.
    private func export() throws {
        let summary = try FeatureExport(output: output, memory: data.memory).run(data) { try anchors(of: $0) }
        if let file = output.output, file != "-" { output.note("wrote \(file)") }
        say(rows: summary.rows, features: summary.features, leftOut: summary.leftOut)
        guard audit else { return }
        let portfolio = try data.portfolio()
        try prove(portfolio, try anchors(of: portfolio.history))
    }

    private func anchors(of history: SignalHistory) throws -> [Anchor] {
        if let asOf { try history.check(asOf: asOf, output) }
        return rows(of: history)
    }

    private func rows(of history: SignalHistory) -> [Anchor] {
        asOf.map { history.anchors(asOf: $0) } ?? history.anchors(daysBefore: daysBefore?.days ?? [])
    }

    private func say(rows: Int, features: Int, leftOut: Int) {
        output.note("\(rows) rows of \(features) features; \(leftOut) anchors made no row")
    }

    private func prove(_ portfolio: Portfolio, _ anchors: [Anchor]) throws {
        let audit = FeatureAudit(portfolio.features, of: portfolio.history, at: anchors, seed: seed)
        for change in audit.changes {
            output.note(
                "leak: \(change.feature) of \(change.accountID) as of \(change.asOf): \(change.before ?? "-") became \(change.after ?? "-")"
            )
        }
        if !audit.undated.isEmpty {
            output.note("carry no date, cannot be proven: \(audit.undated.joined(separator: ", "))")
        }
        guard audit.isClean else {
            throw GateFailure(
                description: "audit failed: \(audit.leaking.joined(separator: ", ")) see past the cut-off")
        }
        output.note("audit passed: \(audit.rowCount) rows, everything after each cut-off scrambled, no bit changed")
    }
}

/// An outcome behind a flag.
extension Outcome: ExpressibleByArgument {}
