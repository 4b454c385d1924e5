import ArgumentParser
import Bellwether

/// Whether the intervals of learned weight shares (`compare`) cover the true shares.
struct ShareCoverageBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "share-coverage",
        abstract: "Counts how often 95% intervals of learned weight shares cover the true ones.",
        discussion: """
            Every run is a portfolio whose true log-odds of loss are a straight line in the points of five measures of a \
            scorecard, one of which says nothing; accounts have three renewals whose outcomes hang together. Exit status 3 where \
            a coverage lies outside 93% to 97%.
            """)

    @Option var runs = 500
    @Option(help: "Accounts of each portfolio, three renewals each.") var accounts = 300
    @Option(help: "Replicates of each bootstrap.") var replicates = 400
    @Option var seed: UInt64 = 1

    func validate() throws {
        guard runs > 0, accounts > 9, replicates > 9 else {
            throw ValidationError("too few runs, accounts or replicates")
        }
    }

    func run() throws {
        let card = try CardRows.card([40, 25, 15, 10, 10])
        let judged = try concurrentMap(runs) { run in
            Result {
                let seed = seed &+ UInt64(run)
                return try WeightComparison(
                    card, CardRows(accounts: accounts, seed: seed).data, seed: seed, replicates: replicates
                )
            }
        }.map { try $0.get() }
        var results = Results()
        results.line("\(runs) portfolios of \(accounts) accounts with three renewals each, \(replicates) replicates")
        results.line("in \(judged.count(where: \.isShrunken)) too few losses to take the penalty's pull out")
        let rows = CardRows.measures.indices.map { measure in row(measure, judged.map { $0.weights[measure] }) }
        results.table(
            Table(
                "share_coverage",
                columns: [
                    .init("measure"), .init("truth", .percent(1)), .init("mean", .percent(1)),
                    .init("width", .percent(1)), .init("below", .percent(1)), .init("above", .percent(1)),
                    .init("coverage", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
                ], rows: rows))
        let isKept = rows.allSatisfy {
            if case .number(let share) = $0[6] { CoverageBenchmark.accepted.contains(share) } else { false }
        }
        results.line("below, above: how often the whole interval lies below, above the truth")
        results.verdict("\(isKept ? "yes: every" : "no: a") coverage lies \(isKept ? "within" : "outside") 93% to 97%.")
        print(TextFormat().text(results), terminator: "")
        if !isKept { throw ExitCode(3) }
    }

    private func row(_ measure: Int, _ weights: [WeightComparison.Weight]) -> [Table.Cell] {
        let (truth, count) = (CardRows.shares[measure], Double(weights.count))
        let (below, above) = (weights.count { $0.high < truth }, weights.count { $0.low > truth })
        let covered = Double(weights.count - below - above)
        let interval = Intervals.wilson(events: covered, total: count)
        func mean(_ value: (WeightComparison.Weight) -> Double) -> Table.Cell {
            .number(weights.reduce(0) { $0 + value($1) } / count)
        }
        return [
            .text(CardRows.measures[measure]), .number(truth), mean(\.learned), mean { $0.high - $0.low },
            .number(Double(below) / count), .number(Double(above) / count), .number(covered / count),
            .optional(interval?.lowerBound), .optional(interval?.upperBound),
        ]
    }
}
