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
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("One row per account, as of this day.", valueName: "date"))
    var asOf: Day?

    @Option(help: ArgumentHelp("One row per renewal and lead time: 90 or 90,60,30.", valueName: "days"))
    var daysBefore: LeadTimes?

    @Flag(help: "Prove that nothing known after a cut-off changes a feature; exit status 3 if something does.")
    var audit = false

    @Option(help: "Seed of the audit.")
    var seed: UInt64 = 42

    func validate() throws {
        if (asOf == nil) == (daysBefore == nil) { throw ValidationError("give either --as-of DATE or --days-before N") }
    }

    func run() throws {
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        let history = portfolio.history
        let anchors = asOf.map { history.anchors(asOf: $0) } ?? history.anchors(daysBefore: daysBefore?.days ?? [])
        let table = output.verbosity.step("extracted") { portfolio.features.extract(history, at: anchors) }
        var results = Results()
        results.table(table.table, isMain: true)
        try output.show(results)
        output.note(
            "\(table.count) rows of \(table.features.count) features; \(table.leftOut.count) anchors made no row")
        if audit { try prove(portfolio, anchors) }
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
