import ArgumentParser
import Bellwether

/// Whether 95% intervals cover the truth in 95% of simulated portfolios: simulate, extract, learn, and compare.
struct CoverageBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Counts how often 95% intervals of learned weights cover the simulator's true ones.",
        discussion: """
            Every run is a portfolio of its own whose log-odds of loss are exactly logistic in nine features. They are \
            extracted from its histories, maximum likelihood with errors clustered by account is fitted, and its Wald \
            intervals are compared with the truth. Exit status 3 where a coverage lies outside 93% to 97%.
            """)

    static let accepted = 0.93...0.97

    enum Mode: String, ExpressibleByArgument, CaseIterable { case portfolios, intervals }

    @Option(help: "portfolios: from histories to Wald intervals. intervals: Wald, profile and bootstrap on plain rows.")
    var mode = Mode.portfolios
    @Option(help: "Portfolios or samples to simulate. Default 400; 2000 with intervals.") var runs: Int?
    @Option(help: "With intervals: replicates of each bootstrap.") var replicates = 400
    @Option(help: "With intervals: strength of the bootstrapped fit's ridge.") var lambda = 1.0
    @Option(help: "Accounts of each. Default 1500; 500 (of 3 rows) with intervals.") var accounts: Int?
    @Option(help: "The first portfolio's seed; the others count on.") var seed: UInt64 = 1

    func validate() throws {
        guard runs ?? 1 > 0, accounts ?? 1 > 0, replicates > 0, lambda > 0 else {
            throw ValidationError("counts are at least 1, and lambda lies above 0")
        }
    }

    func run() throws {
        switch mode {
        case .portfolios: try simulatePortfolios(runs ?? 400, accounts: accounts ?? 1500)
        case .intervals: try simulateIntervals()
        }
    }

    private func simulateIntervals() throws {
        let coverage = IntervalCoverage(
            runs: runs ?? 2000, accounts: accounts ?? 500, replicates: replicates, lambda: lambda, seed: seed)
        let counts = try IntervalMethod.allCases.map(coverage.counts)
        print(TextFormat().text(coverage.results(counts)), terminator: "")
        if !IntervalCoverage.isAccepted(counts) { throw ExitCode(3) }
    }

    private func simulatePortfolios(_ runs: Int, accounts: Int) throws {
        let clock = Stopwatch()
        let features = try FeatureSet(Field.yaml(Array(TrueFeatures.signals.utf8), file: "signals.yaml"))
        let outcomes = concurrentMap(runs) { run in
            Result { try PortfolioRun(seed: seed &+ UInt64(run), accounts: accounts, features: features) }
        }
        let coverage = Coverage(try outcomes.map { try $0.get() })
        print(TextFormat().text(coverage.results(accounts: accounts, seconds: clock.wall)), terminator: "")
        if !coverage.isAccepted { throw ExitCode(3) }
    }
}

/// The features of `SimulationTruth.terms` as an analyst would declare them.
private enum TrueFeatures {
    static let signals = """
        version: 1
        timezone: UTC
        signals:
          login: {category: usage, dimension: interest}
          invoice_days_late: {category: payment, dimension: current-state}
          payment_failed: {category: payment, dimension: current-state}
          exec_touch: {category: communication, dimension: interest}
          ticket_opened: {category: communication, dimension: current-state}
          email_reply_hours: {category: communication, dimension: interest}
          competitor_mention: {category: communication, dimension: interest}
        facts:
          products_owned: {values: number, category: payment, dimension: fit}
          champion_present: {values: flag, category: organisation, dimension: interest}
        features:
          logins_30d: {kind: count, signal: login, window: 30}
          products_owned: {kind: fact, fact: products_owned}
          invoice_days_late_180d: {kind: mean, signal: invoice_days_late, window: 180}
          payment_failed_180d: {kind: count, signal: payment_failed, window: 180}
          days_since_exec_touch: {kind: recency, signal: exec_touch}
          tickets_90d: {kind: count, signal: ticket_opened, window: 90}
          email_reply_hours_180d: {kind: mean, signal: email_reply_hours, window: 180}
          champion_present: {kind: fact, fact: champion_present}
          competitor_mentions_180d: {kind: count, signal: competitor_mention, window: 180}
        """
}

/// The truth, intercept first, in the order of a fit's coefficients.
private enum Truth {
    static let names = [LogisticFit.interceptName] + SimulationTruth.terms.map(\.name)
    static let weights = [SimulationTruth.intercept] + SimulationTruth.terms.map(\.weight)
}

/// What one simulated portfolio taught.
private struct PortfolioRun: Sendable {
    let rows: Int
    let events: Int
    /// One a coefficient, intercept first.
    let estimates: [Double]
    let intervals: [LogisticFit.Interval]

    init(seed: UInt64, accounts: Int, features: FeatureSet) throws {
        let options = try PortfolioOptions(seed: seed, accounts: accounts, surpriseShare: 0)
        let portfolio = try PortfolioSimulator.simulate(options)
        let history = portfolio.history
        let anchors = history.anchors(daysBefore: [SimulationTruth.leadDays])
        let table = features.extract(history, at: anchors, threads: 1)
        try PortfolioRun.check(table, against: portfolio.truth)
        let data = Observations(table)
        let fit = try PortfolioRun.fit(data, features: features)
        (rows, events, estimates) = (data.count, data.eventCount, fit.coefficients)
        guard fit.names == Truth.names, let intervals = fit.confidenceIntervals() else {
            throw CoverageError("seed \(seed): learned \(fit.names), expected \(Truth.names)")
        }
        self.intervals = intervals
    }

    private static func fit(_ data: Observations, features: FeatureSet) throws -> LogisticFit {
        let description = ModelDescription(
            origin: .portfolio(daysBefore: [SimulationTruth.leadDays]), features: features.features, observations: data)
        let options = TrainingOptions(terms: .linear, penalty: .none, calibration: NoCalibrator.name, errors: .cluster)
        return try Training(data, description: description, options: options).model.fit
    }

    /// Every renewal whose features the simulator knows is there, and each feature is the simulator's own to 1e-9.
    private static func check(_ table: FeatureTable, against truth: SimulationTruth) throws {
        guard table.leftOut.count == 0 else { throw CoverageError("\(table.leftOut.count) renewals made no row") }
        var rows: [String: Int] = [:]
        for (index, row) in table.rows.enumerated() {
            rows["\(row.accountID) \(row.renewalDate?.description ?? "")"] = index
        }
        for renewal in truth.renewals {
            let key = "\(renewal.accountID) \(renewal.renewalDate)"
            guard let row = rows[key] else { throw CoverageError("\(key): extraction made no row") }
            for (term, expected) in zip(SimulationTruth.terms, renewal.features) {
                guard case .numbers(let values)? = table.frame[term.name]?.values, abs(values[row] - expected) <= 1e-9
                else {
                    throw CoverageError("\(key): \(term.name) differs from the simulator's \(expected)")
                }
            }
        }
    }
}

/// All runs together.
private struct Coverage {
    let runs: [PortfolioRun]
    /// How many runs cover each coefficient.
    let covered: [Int]

    init(_ runs: [PortfolioRun]) {
        self.runs = runs
        covered = Truth.weights.indices.map { term in
            runs.count { ($0.intervals[term].low...$0.intervals[term].high).contains(Truth.weights[term]) }
        }
    }

    /// Of all coefficients together.
    var pooled: Double { Double(covered.reduce(0, +)) / Double(covered.count * runs.count) }

    var isAccepted: Bool {
        (covered.map { Double($0) / Double(runs.count) } + [pooled]).allSatisfy(CoverageBenchmark.accepted.contains)
    }

    func results(accounts: Int, seconds: Double) -> Results {
        var results = Results()
        let rows = Double(runs.reduce(0) { $0 + $1.rows }) / Double(runs.count)
        let events = Double(runs.reduce(0) { $0 + $1.events }) / Double(runs.count)
        results.line(
            "\(runs.count) portfolios of \(accounts) accounts, on average \(NumberFormat.fixed(rows, 0)) renewals and "
                + "\(NumberFormat.fixed(events, 0)) losses; \(NumberFormat.fixed(seconds, 0)) s")
        results.table(table)
        let percent = NumberFormat.percent(1).text(pooled)
        results.verdict(
            isAccepted
                ? "yes: every coverage lies within 93% to 97%, and so does the pooled one (\(percent))"
                : "no: a coverage lies outside 93% to 97% (pooled: \(percent))")
        return results
    }

    private var table: Table {
        let columns: [Table.Column] = [
            .init("term"), .init("truth", .significant(4)), .init("mean_estimate", .significant(4)),
            .init("coverage", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
        ]
        return Table("coverage", columns: columns, rows: Truth.names.indices.map(row))
    }

    private func row(_ term: Int) -> [Table.Cell] {
        let mean = runs.reduce(0) { $0 + $1.estimates[term] } / Double(runs.count)
        let interval = Intervals.wilson(events: Double(covered[term]), total: Double(runs.count))
        return [
            .text(Truth.names[term]), .number(Truth.weights[term]), .number(mean),
            .number(Double(covered[term]) / Double(runs.count)), .optional(interval?.lowerBound),
            .optional(interval?.upperBound),
        ]
    }
}

/// The simulator and the program disagree: a defect, not a coverage.
private struct CoverageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
