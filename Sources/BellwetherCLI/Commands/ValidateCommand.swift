import ArgumentParser
import Bellwether

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Judge a model on rows it has not seen, or repeat the whole training inside folds.",
        discussion: """
            Examples:
              bellwether validate model.json --data datasets/acme
              bellwether validate --table customers.csv --outcome Churn --folds 5 --predictions held-out.csv
              bellwether validate --data datasets/acme --walk-forward --folds 3
              bellwether validate --table customers.csv --outcome Churn --terms linear --optimism 200
              bellwether validate model.json --table fresh.csv --outcome Churn --min-auc 0.75 --at-most ece=0.05
              bellwether validate model.json --data datasets/acme --capacity 20 --curves
              bellwether validate --table tv.csv --outcome target --positive 1.0 --cost-false-positive C_FP --cost-false-negative C_FN
            """)

    @Argument(
        help: ArgumentHelp("The model; without one the training itself is validated in folds.", valueName: "model.json")
    )
    var model: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var table: TableArguments
    @OptionGroup var training: TrainingArguments
    @OptionGroup var stakes: StakesArguments
    @OptionGroup var gates: GateArguments
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Lead times of portfolio rows (the model's own where there is one); how long before --time the rows of a table were taken.",
            valueName: "days"))
    var daysBefore: LeadTimes?

    @Option(help: "Number of folds.")
    var folds: Int = 5

    @Option(help: "Repetitions with other random folds.")
    var repeats: Int = 1

    @Flag(
        help:
            "Folds in time: each block is predicted from outcomes that were known before its first cut-off; refused where a fold has too few. Needs dates."
    )
    var walkForward = false

    @Option(
        help: ArgumentHelp(
            "With --walk-forward, accounts that are tested and have earlier rows: training leaves those rows unlearned, test judges new accounts only.",
            valueName: FoldPlan.AccountsApart.allCases.map(\.rawValue).joined(separator: "|")))
    var groupOut: FoldPlan.AccountsApart?

    @Option(
        help: ArgumentHelp(
            "Correct the figures on all rows for their optimism by so many bootstrap samples, the whole training repeated on each (200 serve).",
            valueName: "samples"))
    var optimism: Int?

    @Option(help: ArgumentHelp("Write the held-out predictions: row, fold, outcome, p_churn.", valueName: "file.csv"))
    var predictions: String?

    @Flag(help: "Show curves with bands too: ROC, precision and recall, gains, net benefit.")
    var curves = false

    func validate() throws {
        if !(2...1000).contains(folds) { throw ValidationError("--folds lies between 2 and 1000") }
        if !(1...1000).contains(repeats) { throw ValidationError("--repeats lies between 1 and 1000") }
        if walkForward, repeats > 1 { throw ValidationError("folds in time are not random: --repeats does nothing") }
        if groupOut != nil, !walkForward { throw ValidationError("--group-out needs --walk-forward") }
        if let optimism { try validate(optimism: optimism) }
        if model != nil, walkForward {
            throw ValidationError("--walk-forward trains in each fold: it does not go with a model")
        }
        if table.table != nil, let days = daysBefore?.days, days.count > 1 || table.time == nil {
            throw ValidationError("with --table --days-before is one number of days before the day in --time COLUMN")
        }
    }

    private func validate(optimism: Int) throws {
        if !(20...100_000).contains(optimism) { throw ValidationError("--optimism lies between 20 and 100000") }
        let others = [
            ("a model", model != nil), ("--walk-forward", walkForward), ("--repeats", repeats > 1),
            ("--predictions", predictions != nil), ("--curves", curves),
        ]
        if let other = others.first(where: \.1) {
            throw ValidationError("--optimism trains on bootstrap samples: it does not go with \(other.0)")
        }
    }

    func run() throws {
        let loaded = try model.map(ModelInput.read)
        let source = try LearningSource(
            data: data, table: table, daysBefore: daysBefore?.days ?? loaded?.leadTimes ?? [90], model: loaded,
            costs: stakes.costs
        ).taken(daysBefore: table.table == nil ? nil : daysBefore?.days[0])
        let judging = ValidationReport.Judging(stakes: try stakes.stakes(source), curves: curves, seed: training.seed)
        // Before an hour of training, not behind it.
        try judging.stakes.check(count: source.observations.count)
        if let optimism { return try correct(source, judging.stakes, samples: optimism) }
        let report =
            try loaded.map { try ValidationReport($0, source, judging) }
            ?? ValidationReport(
                inFolds: training.rows(source), plans: plans(source.observations), options: training.options(source),
                judging, output: output)
        let file = try predictions.map { try AtomicFileBox(path: $0) }
        try file?.append(report.predictionsText(source))
        try output.show(report.results)
        try file?.commit()
        try gates.check { report.evaluation[$0] }
    }

    private func correct(_ source: LearningSource, _ stakes: Stakes, samples: Int) throws {
        let rows = try training.rows(source)
        let progress = Progress(quiet: output.quiet)
        let bootstrap = try OptimismBootstrap(
            rows.observations, stakes: stakes, options: training.options(source), replicates: samples,
            seed: training.seed
        ) { progress.step("bootstrap sample \($0 + 1) of \(samples)") }
        progress.done()
        try output.show(OptimismReport.results(bootstrap, isAmountIncomplete: source.isAmountIncomplete))
        try gates.check { bootstrap[$0] }
    }

    private func plans(_ data: Observations) throws -> [FoldPlan] {
        if walkForward { return [try FoldPlan.walkForward(data, folds: folds, apart: groupOut)] }
        return (0..<repeats).map { FoldPlan.random(data, folds: folds, seed: training.seed &+ UInt64($0)) }
    }
}

extension FoldPlan.AccountsApart: ExpressibleByArgument {}
