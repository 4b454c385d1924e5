import ArgumentParser
import Bellwether

struct RetentionBridgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bridge",
        abstract: "From revenue at the start to revenue at the end, period by period; GRR, NRR, logos.",
        discussion: """
            start + new + returned + expansion - contraction - churn - pending = end, to
            the cent, each customer capped at what it paid for GRR. What is undecided is
            never counted as renewed; contracts that run on are shown, not counted as up
            for renewal.

            Examples:
              bellwether retention bridge --data datasets/acme --period year --from 2023-01-01 --to 2026-06-30
              bellwether retention bridge --data datasets/acme --period quarter --by segment -o bridge.csv
            """)

    @OptionGroup var book: BookOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Length of a period: \(ReportingPeriod.Length.allCases.map(\.rawValue).joined(separator: ", ")).")
    var period: ReportingPeriod.Length = .quarter

    @Option(help: ArgumentHelp("A day of the first period; by default two years before the last.", valueName: "date"))
    var from: Day?

    @Option(help: ArgumentHelp("A day of the last period; by default that before --as-of.", valueName: "date"))
    var to: Day?

    @Option(help: ArgumentHelp("Also by segment, csm, cohort or another column of the accounts.", valueName: "a,b"))
    var by: String?

    @Option(help: "Seed of the bootstrap.")
    var seed: UInt64 = 42

    func validate() throws {
        if let from, let to, to < from { throw ValidationError("--to lies before --from") }
    }

    func run() throws {
        let (portfolio, ledger) = try book.read(output)
        let last = to ?? ledger.asOf - 1
        let first = from ?? ReportingPeriod.begin(of: period, last).adding(months: -24)
        let periods = ReportingPeriod.all(period, from: first, through: last)
        let trend = RetentionTrend(ledger, periods, seed: seed)
        guard !trend.entries.isEmpty else {
            throw UsageFailure(description: "no period begins before --as-of \(ledger.asOf)")
        }
        var results = Results()
        trend.add(to: &results)
        for name in (by ?? "").split(separator: ",") {
            let groups = try ledger.groups(by: String(name), portfolio.history)
            RetentionTrend(ledger, periods, by: groups, seed: seed).add(to: &results)
        }
        for line in RetentionTrend.definitions + ledger.notes.map(\.message) { results.line(line) }
        results.value("currency", ledger.currency.map(JSON.string) ?? .null)
        results.verdict(trend.verdict)
        try output.show(results)
    }
}

extension ReportingPeriod.Length: ExpressibleByArgument {}
