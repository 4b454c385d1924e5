import Bellwether
import Foundation

/// A way to an interval of a weight, and the rows on which it should cover.
enum IntervalMethod: String, CaseIterable {
    /// Wald intervals with clustered errors, on accounts of several rows whose outcomes hang together.
    case wald
    /// Profile likelihood, on rows that stand alone.
    case profile
    /// Bootstrap of a lightly penalised fit, on the rows of `wald`.
    case bootstrap

    /// One an coefficient, intercept first; nil where the method gives none.
    func intervals(_ rows: ClusteredRows, replicates: Int, lambda: Double) throws -> [ClosedRange<Double>]? {
        switch self {
        case .wald:
            let fit = try LogisticRegression(errors: .cluster).fit(
                rows.x, outcome: rows.outcomes, names: ClusteredRows.names, clusters: rows.clusters, threads: 1)
            return fit.confidenceIntervals()?.map { $0.low...$0.high }
        case .profile:
            let fit = try LogisticRegression().fit(
                rows.x, outcome: rows.outcomes, names: ClusteredRows.names, threads: 1)
            return try ProfileLikelihood(fit, rows.x, outcome: rows.outcomes, threads: 1).intervals().compactMap {
                $0.map { $0.low...$0.high }
            }
        case .bootstrap:
            let data = rows.observations
            let options = TrainingOptions(
                terms: .linear, penalty: .ridge, lambda: lambda, calibration: NoCalibrator.name)
            let description = ModelDescription(
                origin: .table(outcome: "lost", positive: "1"), features: [], observations: data)
            return try Training(data, description: description, options: options)
                .bootstrapIntervals(replicates: replicates)?.intervals
        }
    }

    /// How closely outcomes of an account hang together.
    var correlation: Double { self == .profile ? 0 : 0.5 }
}

extension ClusteredRows {
    var observations: Observations {
        Observations(
            predictors: Frame(
                columns: ClusteredRows.names.enumerated().map {
                    FrameColumn($0.element, .numbers(x.column($0.offset)))
                },
                rowCount: outcomes.count),
            outcomes: outcomes, groups: clusters)
    }
}

/// How often each method's 95% intervals cover the truth.
struct IntervalCoverage {
    let runs: Int
    let accounts: Int
    let replicates: Int
    let lambda: Double
    let seed: UInt64

    /// Nominal coverage less and more what a sound method may be off in samples of this size.
    static let accepted = 0.935...0.965

    struct Counts {
        let method: IntervalMethod
        let runs: Int
        /// One a coefficient.
        let covered: [Int]
        let seconds: Double

        var pooled: Double { Double(covered.reduce(0, +)) / Double(covered.count * max(1, runs)) }
        /// One coefficient's Monte Carlo error at 95%.
        var error: Double { (0.95 * 0.05 / Double(max(1, runs))).squareRoot() }
    }

    func counts(_ method: IntervalMethod) throws -> Counts {
        let clock = Stopwatch()
        let hits = try concurrentMap(runs) { run in
            Result {
                let rows = ClusteredRows(
                    accounts: accounts, correlation: method.correlation, seed: seed &+ UInt64(run))
                return try method.intervals(rows, replicates: replicates, lambda: lambda).map { intervals in
                    zip(intervals, ClusteredRows.truth).map { $0.contains($1) }
                }
            }
        }.compactMap { try $0.get() }
        return Counts(
            method: method, runs: hits.count,
            covered: ClusteredRows.truth.indices.map { place in hits.count { $0[place] } }, seconds: clock.processor)
    }

    func results(_ all: [Counts]) -> Results {
        var results = Results()
        results.line(
            "\(runs) samples of \(accounts) accounts with \(ClusteredRows.rowsPerAccount) rows; bootstrap of \(replicates) replicates, ridge \(JSON.text(of: lambda)); CPU seconds "
                + all.map { "\($0.method.rawValue) \(NumberFormat.fixed($0.seconds, 0))" }.joined(separator: ", "))
        let terms = [LogisticFit.interceptName] + ClusteredRows.names
        results.table(
            Table(
                "interval_coverage",
                columns: [.init("method"), .init("runs", .grouped)] + terms.map { .init($0, .percent(1)) }
                    + [.init("pooled", .percent(1)), .init("monte_carlo_error", .percent(2))],
                rows: all.map { counts in
                    [.text(counts.method.rawValue), .integer(counts.runs)]
                        + counts.covered.map { .number(Double($0) / Double(max(1, counts.runs))) }
                        + [.number(counts.pooled), .number(counts.error)]
                }))
        let isAccepted = IntervalCoverage.isAccepted(all)
        results.verdict(
            (isAccepted ? "yes: every" : "no: a")
                + " method's pooled coverage lies \(isAccepted ? "within" : "outside") 93.5% to 96.5%")
        return results
    }

    static func isAccepted(_ all: [Counts]) -> Bool { all.allSatisfy { accepted.contains($0.pooled) } }
}
