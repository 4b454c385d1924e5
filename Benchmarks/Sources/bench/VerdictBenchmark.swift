import ArgumentParser
import Bellwether

/// How often `compare` says that learned weights rank better than the hand-set ones where the truth says they do not.
struct VerdictBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdict",
        abstract: "Counts wrong verdicts \"the learned weights rank better\" where they truly do not.",
        discussion: """
            Every run is a portfolio of its own (see share-coverage). A verdict is wrong where on two hundred thousand fresh renewals the \
            same model ranks no better than the same card. Scenarios: a card that is the truth; the same against a model of few \
            renewals; and, the hardest, a card and a model that rank equally well by different measures. Each by a hold-out and by \
            folds, as compare judges. Exit status 3 where more than 5% of the verdicts are wrong.
            """)

    @Option var runs = 500
    @Option(help: "Accounts that are learned from, three renewals each; as many are held out.") var accounts = 200
    @Option(help: "Accounts of the scenario of few.") var few = 40
    @Option var seed: UInt64 = 1

    func validate() throws {
        guard runs > 0, accounts > 29, few > 29 else { throw ValidationError("too few runs or accounts") }
    }

    func run() throws {
        var results = Results()
        results.line("\(runs) portfolios a scenario; \(accounts) accounts to learn from, \(few) where they are few")
        let truth = CardRows.slopes.map { -1000 * $0 }
        let scenarios = [
            Scenario("card is the truth", accounts, card: try CardRows.card(truth)),
            Scenario("few to learn from", few, card: try CardRows.card(truth)),
            Scenario(
                "equally good", accounts, card: try CardRows.card([100, 0, 0, 0, 0]),
                slopes: [-0.03, 0, -0.03, 0, 0], hidden: ["a"]),
        ]
        var rows: [[Table.Cell]] = []
        for scenario in scenarios {
            for isHeldOut in [true, false] { rows.append(try row(scenario, isHeldOut: isHeldOut)) }
        }
        results.table(
            Table(
                "verdicts",
                columns: [
                    .init("scenario"), .init("judged_by"), .init("truth", .decimals(4)),
                    .init("difference", .decimals(4)),
                    .init("says_better", .percent(1)), .init("wrong", .percent(1)), .init("low", .percent(1)),
                    .init("high", .percent(1)), .init("coverage", .percent(1)),
                ], rows: rows))
        let isKept = rows.allSatisfy { if case .number(let wrong) = $0[5] { wrong <= 0.05 } else { false } }
        results.line("truth, difference: AUC of the learned weights less that of the card, mean of the runs")
        results.verdict(
            "\(isKept ? "yes: at most" : "no: more than") 5% of the verdicts are wrong in \(isKept ? "every" : "a") scenario."
        )
        print(TextFormat().text(results), terminator: "")
        if !isKept { throw ExitCode(3) }
    }

    private func row(_ scenario: Scenario, isHeldOut: Bool) throws -> [Table.Cell] {
        let fresh = CardRows(accounts: 67_000, slopes: scenario.slopes, seed: .max)
        let runs = try concurrentMap(runs) { run in
            Result { try scenario.judged(seed &+ UInt64(run), isHeldOut: isHeldOut, fresh.data) }
        }.map { try $0.get() }
        let (count, says) = (Double(runs.count), runs.count(where: \.saysBetter))
        let wrong = runs.count { $0.saysBetter && $0.truth <= 0 }
        let interval = Intervals.wilson(events: Double(wrong), total: count)
        let covered = runs.count { ($0.estimate.low ?? 1) <= $0.truth && $0.truth <= ($0.estimate.high ?? -1) }
        return [
            .text(scenario.name), .text(isHeldOut ? "hold-out" : "folds"),
            .number(runs.reduce(0) { $0 + $1.truth } / count),
            .number(runs.reduce(0) { $0 + $1.estimate.value } / count),
            .number(Double(says) / count), .number(Double(wrong) / count), .optional(interval?.lowerBound),
            .optional(interval?.upperBound), .number(Double(covered) / count),
        ]
    }
}

/// One kind of portfolio, card and model.
private struct Scenario: Sendable {
    let name: String
    let accounts: Int
    let card: Scorecard
    let slopes: [Double]
    /// Measures that the model does not see.
    let hidden: Set<String>

    struct Run: Sendable {
        let estimate: Estimate
        /// The same difference on fresh rows.
        let truth: Double
        let saysBetter: Bool
    }

    init(
        _ name: String, _ accounts: Int, card: Scorecard, slopes: [Double] = CardRows.slopes, hidden: Set<String> = []
    ) {
        (self.name, self.accounts, self.card, self.slopes, self.hidden) = (name, accounts, card, slopes, hidden)
    }

    private static let options = TrainingOptions(terms: .linear, penalty: .ridge)

    func judged(_ seed: UInt64, isHeldOut: Bool, _ fresh: Observations) throws -> Run {
        let data = CardRows(accounts: isHeldOut ? 2 * accounts : accounts, slopes: slopes, seed: seed).data
        let learned = Array(0..<(accounts * CardRows.rowsPerAccount))
        let model = try model(data.rows(learned))
        let comparison: ScoreComparison
        if isHeldOut {
            let checked = data.rows(Array(learned.count..<data.count))
            comparison = try ScoreComparison(
                model.scored(checked.without(hidden)), health: health(checked), bands: card.bands)
        } else {
            let plan = FoldPlan.random(data, folds: Scenario.options.folds, seed: seed)
            let validation = try Validation(data.without(hidden), plans: [plan], options: Scenario.options)
            comparison = try ScoreComparison(
                validation.scored, health: health(data.rows(validation.predictions.map(\.row))), bands: card.bands)
        }
        return Run(
            estimate: comparison.difference, truth: try difference(model, fresh),
            saysBetter: comparison.verdict.hasSuffix("the learned weights rank better."))
    }

    private func model(_ rows: Observations) throws -> ChurnModel {
        let seen = rows.without(hidden)
        let description = ModelDescription(
            origin: .table(outcome: "lost", positive: "1"), features: [], observations: seen)
        return try Training(seen, description: description, options: Scenario.options).model
    }

    private func health(_ rows: Observations) -> [Double] { HealthScores(card, rows.predictors).totals }

    private func difference(_ model: ChurnModel, _ rows: Observations) throws -> Double {
        let learned = AreaUnderCurve.value(
            logOdds: try model.scored(rows.without(hidden)).logOdds, outcomes: rows.outcomes)
        return learned
            - AreaUnderCurve.value(logOdds: ScoreContenders.risk(ofHealth: health(rows)), outcomes: rows.outcomes)
    }
}
