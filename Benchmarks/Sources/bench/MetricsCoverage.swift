import ArgumentParser
import Bellwether
import Foundation

/// Whether intervals of metrics and tests of calibration keep their word, on simulated portfolios with repeated accounts.
struct MetricsCoverageBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics-coverage",
        abstract:
            "Counts how often 95% intervals of metrics cover the truth, and how often tests of calibration cry wolf.",
        discussion: """
            Every portfolio has accounts of three rows whose outcomes hang together (a Gaussian copula, ρ = 0.5) and are exactly \
            logistic each by itself. Judged are the true log-odds and a second score that lacks a column; the truth is that of \
            two million rows. The tests of calibration are asked about the true log-odds, where they should reject 5%, and \
            about distorted ones, where they should reject often. Exit status 3 where a coverage lies outside 93% to 97%.
            """)

    @Option var runs = 500
    @Option(help: "Accounts of each portfolio.") var accounts = 300
    @Option(help: "Replicates of each bootstrap.") var replicates = 400
    @Option var seed: UInt64 = 1

    func validate() throws {
        guard runs > 0, accounts > 9, replicates > 9 else {
            throw ValidationError("too few runs, accounts or replicates")
        }
    }

    func run() throws {
        let truth = try JudgedRows(accounts: 700_000, seed: .max)
        let (exact, pairedTruth) = (truth.values, AreaUnderCurve.value(truth.full) - AreaUnderCurve.value(truth.less))
        let metrics = MetricKinds.all
        let portfolios = concurrentMap(runs) { run in
            Result { try Portfolio(seed: seed &+ UInt64(run), accounts: accounts, replicates: replicates) }
        }
        let judged = try portfolios.map { try $0.get() }
        var results = Results()
        results.line("\(runs) portfolios of \(accounts) accounts with three rows each, \(replicates) replicates")
        var rows = [
            row("paired AUC difference", pairedTruth, judged.map(\.paired)),
            row("paired log-loss difference", truth.pairedLoss.value, judged.map(\.pairedLoss)),
        ]
        for (index, metric) in metrics.enumerated() where exact[index].isFinite {
            rows.append(row(metric.title, exact[index], judged.map { $0.estimates[index] }))
        }
        results.table(
            Table(
                "coverage",
                columns: [
                    .init("figure"), .init("truth", .decimals(4)), .init("mean", .decimals(4)),
                    .init("coverage", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
                ], rows: rows))
        results.table(rejections(judged))
        let theory = [row("", pairedTruth, judged.map(\.paired)), row("", exact[0], judged.map { $0.estimates[0] })]
        let isKept = theory.allSatisfy {
            if case .number(let share) = $0[3] { (0.93...0.97).contains(share) } else { false }
        }
        results.verdict(
            isKept
                ? "the intervals of the AUC and of the paired difference cover within 93% to 97%."
                : "the interval of the AUC or of the paired difference covers outside 93% to 97%.")
        print(TextFormat().text(results), terminator: "")
        if !isKept { throw ExitCode(3) }
    }

    private func row(_ name: String, _ truth: Double, _ estimates: [Estimate]) -> [Table.Cell] {
        let covered = estimates.count { estimate in
            (estimate.low.map { $0 <= truth } ?? false) && (estimate.high.map { $0 >= truth } ?? false)
        }
        let interval = Intervals.wilson(events: Double(covered), total: Double(estimates.count))
        return [
            .text(name), .number(truth), .number(estimates.reduce(0) { $0 + $1.value } / Double(estimates.count)),
            .number(Double(covered) / Double(estimates.count)), .optional(interval?.lowerBound),
            .optional(interval?.upperBound),
        ]
    }

    private func rejections(_ judged: [Portfolio]) -> Table {
        let names = judged[0].tests.map(\.name)
        let rows = names.indices.map { test -> [Table.Cell] in
            let rejected = judged.count { $0.tests[test].p < 0.05 }
            let interval = Intervals.wilson(events: Double(rejected), total: Double(judged.count))
            return [
                .text(names[test]), .number(Double(rejected) / Double(judged.count)), .optional(interval?.lowerBound),
                .optional(interval?.upperBound),
            ]
        }
        return Table(
            "rejections",
            columns: [
                .init("test"), .init("rejected", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
            ],
            rows: rows)
    }

    /// What one portfolio says.
    private struct Portfolio: Sendable {
        let estimates: [Estimate]
        let paired: Estimate
        let pairedLoss: Estimate
        let tests: [(name: String, p: Double)]

        init(seed: UInt64, accounts: Int, replicates: Int) throws {
            let rows = try JudgedRows(accounts: accounts, seed: seed)
            let metrics = MetricKinds.all
            let bootstrap = Bootstrap(replicates: replicates, seed: seed)
            let inflated = Set(metrics.indices.filter { metrics[$0].isInflated })
            let drawn = bootstrap.estimates(rows.full, inflated: inflated) { replicate in
                metrics.map { $0.value(replicate) }
            }
            estimates = metrics.indices.map { metrics[$0].analytic(rows.full) ?? drawn[$0] }
            paired = PairedDifference.auc(rows.full, rows.less)
            let loss = rows.pairedLoss
            pairedLoss = Estimate(loss.value, standardError: loss.standardError)
            tests = try CalibrationRival.all(seed: seed, accounts: accounts)
        }
    }
}

/// Rows with two scores: the true log-odds, and log-odds without the column c.
private struct JudgedRows {
    let full: ScoredOutcomes
    let less: ScoredOutcomes

    init(accounts: Int, seed: UInt64, correlation: Double = 0.5, slope: Double = 1, bend: Double = 0) throws {
        let rows = ClusteredRows(accounts: accounts, correlation: correlation, seed: seed)
        let columns = (0..<4).map(rows.x.column)
        func eta(_ weights: [Double]) -> [Double] {
            rows.outcomes.indices.map { row in
                let line = columns.indices.reduce(weights[0]) { $0 + weights[$1 + 1] * columns[$1][row] }
                return slope * line + bend * (line + 1) * (line + 1) - bend
            }
        }
        let clusters = correlation > 0 ? rows.clusters : nil
        let stakes = Stakes(capacity: Double(rows.outcomes.count) / 5)
        var fewer = ClusteredRows.truth
        fewer[3] = 0
        full = try ScoredOutcomes(
            logOdds: eta(ClusteredRows.truth), outcomes: rows.outcomes, clusters: clusters, stakes: stakes)
        less = try ScoredOutcomes(logOdds: eta(fewer), outcomes: rows.outcomes, clusters: clusters, stakes: stakes)
    }

    /// Spiegelhalter's z grows with the rows where probabilities are wrong; here they are right, so it is 0.
    var values: [Double] { MetricKinds.all.map { $0.name == SpiegelhalterZ.name ? 0 : $0.value(full) } }
    var pairedLoss: (value: Double, standardError: Double) { PairedDifference.logLoss(full, less) }
}

/// Tests of calibration beside each other, of right and of distorted probabilities.
private enum CalibrationRival {
    static func all(seed: UInt64, accounts: Int) throws -> [(name: String, p: Double)] {
        var tests: [(String, Double)] = []
        for (words, slope, bend) in [("right", 1.0, 0.0), ("slope 1.5", 1.5, 0), ("bent", 1, 0.25)] {
            for (kind, correlation) in [("rows alone", 0.0), ("accounts", 0.5)] {
                let rows = try JudgedRows(
                    accounts: accounts, seed: seed &+ 1 << 32, correlation: correlation, slope: slope, bend: bend)
                let what = "\(words), \(kind)"
                tests.append(("score test on a spline: \(what)", CalibrationTest(rows.full)?.p ?? 1))
                tests.append(("Spiegelhalter: \(what)", Normal.twoSidedP(SpiegelhalterZ.value(rows.full))))
                tests.append(("Hosmer-Lemeshow: \(what)", hosmerLemeshow(rows.full)))
            }
        }
        return tests
    }

    /// On rows that were not learned from: χ² with as many degrees of freedom as bins.
    private static func hosmerLemeshow(_ scored: ScoredOutcomes) -> Double {
        let bins = ReliabilityCurve(scored).bins
        let statistic = bins.reduce(0) { sum, bin in
            let (expected, p) = (bin.weight * bin.meanPredicted, bin.meanPredicted)
            return sum + (bin.events - expected) * (bin.events - expected) / (expected * (1 - p))
        }
        return ChiSquared.upperTail(statistic, degrees: bins.count)
    }
}
