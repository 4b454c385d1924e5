import ArgumentParser
import Bellwether

struct FeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Turn signal histories into one row of features per account or renewal.",
        discussion: """
            Everything in a row was known before its cut-off: the midnight that begins the as-of day, or the day so many
            days before the renewal. --audit scrambles all that became known later and proves that not one bit changes.

            Examples:
              bellwether features --data datasets/acme --days-before 90 -o features.csv --audit
              bellwether features --data datasets/acme --as-of 2026-06-30 -o features.csv
              bellwether features --data datasets/acme --days-before 90 --memory 512MB -o features.csv
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("One row per account, as of this day.", valueName: "date"))
    var asOf: Day?

    @Option(help: ArgumentHelp("One row per renewal and lead time: 90 or 90,60,30.", valueName: "days"))
    var daysBefore: LeadTimes?

    @Option(
        help: ArgumentHelp(
            "Memory that may be taken for a CSV; readings that do not fit wait on disk (TMPDIR). Default: all there is.",
            valueName: "2GB"))
    var memory: ByteSize?

    @Flag(help: "Prove that nothing known after a cut-off changes a feature; exit status 3 if something does.")
    var audit = false

    @Option(help: "Seed of the audit.")
    var seed: UInt64 = 42

    func validate() throws {
        if let memory {
            guard output.chosen == CSVFormat.self else { throw ValidationError("--memory needs a CSV: -o FILE.csv") }
            guard memory.bytes >= FeatureExport.leastMemory else { throw ValidationError("--memory is at least 256MiB") }
            guard !audit else { throw ValidationError("--audit holds all readings in memory: leave out --memory") }
        }
        if (asOf == nil) == (daysBefore == nil) { throw ValidationError("give either --as-of DATE or --days-before N") }
    }

    func run() throws {
        if output.chosen == CSVFormat.self { return try export() }
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let anchors = anchors(of: portfolio.history)
        let table = output.verbosity.step("extracted") { portfolio.features.extract(portfolio.history, at: anchors) }
        var results = Results()
        results.table(table.table, isMain: true)
        try output.show(results)
        say(rows: table.count, features: table.features.count, leftOut: table.leftOut.count)
        if audit { try prove(portfolio, anchors) }
    }

    /// A CSV is written while rows are made.
    private func export() throws {
        let summary = try FeatureExport(output: output, memory: memory).run(data) { anchors(of: $0) }
        if let file = output.output, file != "-" { output.note("wrote \(file)") }
        say(rows: summary.rows, features: summary.features, leftOut: summary.leftOut)
        guard audit else { return }
        let portfolio = try data.portfolio()
        try prove(portfolio, anchors(of: portfolio.history))
    }

    private func anchors(of history: SignalHistory) -> [Anchor] {
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
