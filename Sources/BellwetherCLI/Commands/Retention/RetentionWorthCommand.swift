import ArgumentParser
import Bellwether

struct RetentionWorthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worth",
        abstract: "Lifetime value, the cost of churn, and what a point of retention is worth.",
        discussion: """
            From the share of customers left year by year (a hazard fit), a margin and a
            discount.

            Example:
              bellwether retention worth --data datasets/acme --margin 0.8 --discount 0.1
            """)

    @OptionGroup var book: BookOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Share of revenue that is left after what serving it costs.")
    var margin: Double = 0.8

    @Option(help: "A year's discount.")
    var discount: Double = 0.1

    @Option(help: "Years that are counted.")
    var years: Int = 10

    func run() throws {
        let terms = try LifetimeValue.Terms(margin: margin, discount: discount, years: years)
        let (portfolio, ledger) = try book.read(output)
        let cohorts = CohortRetention(ledger, signedOn: portfolio.history.accounts.map(\.signedOn))
        let fit = cohorts.hazardFit
        let seen = fit.map { curve in
            curve.periods.indices.map { Estimate(curve.survival[$0], low: curve.low[$0], high: curve.high[$0]) }
        }
        let lastYear = ReportingPeriod(days: ledger.asOf.adding(months: -12)..<ledger.asOf)
        let bridge = RetentionTrend(ledger, [lastYear], replicates: 0).entries.first?.bridge ?? RevenueBridge()
        let value = try LifetimeValue(seen: seen ?? cohorts.all.points.map(\.logos), terms)
        try output.show(value.results(book: bridge.end, lost: bridge.churn, currency: ledger.currency))
    }
}
