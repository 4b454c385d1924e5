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

    @Option(help: ArgumentHelp("Lead times of portfolio rows; the model's own where there is one.", valueName: "days"))
    var daysBefore: LeadTimes?

    @Option(help: "Number of folds.")
    var folds: Int = 5

    @Option(help: "Repetitions with other random folds.")
    var repeats: Int = 1

    @Flag(help: "Folds in time: each block is predicted from what was known before it. Needs dates.")
    var timeOrdered = false

    @Option(help: ArgumentHelp("Write the held-out predictions: row, fold, outcome, p_churn.", valueName: "file.csv"))
    var predictions: String?

    @Flag(help: "Show curves with bands too: ROC, precision and recall, gains, net benefit.")
    var curves = false

    func validate() throws {
        if !(2...1000).contains(folds) { throw ValidationError("--folds lies between 2 and 1000") }
        if !(1...1000).contains(repeats) { throw ValidationError("--repeats lies between 1 and 1000") }
        if timeOrdered, repeats > 1 {
            throw ValidationError("time-ordered folds are not random: --repeats does nothing")
        }
    }

    func run() throws {
        let loaded = try model.map(ModelInput.read)
        let source = try LearningSource(
            data: data, table: table, daysBefore: daysBefore?.days ?? loaded?.leadTimes ?? [90], model: loaded,
            costs: stakes.costs)
        let judging = ValidationReport.Judging(stakes: try stakes.stakes(source), curves: curves, seed: training.seed)
        let report =
            try loaded.map { try ValidationReport($0, source, judging) }
            ?? ValidationReport(
                inFolds: training.rows(source), plans: plans(source.observations), options: training.options(source),
                judging, output: output)
        if let predictions { try AtomicFile.write(report.predictionsText(source), to: predictions) }
        try output.show(report.results)
        try gates.check(report.evaluation)
    }

    private func plans(_ data: Observations) throws -> [FoldPlan] {
        if timeOrdered {
            guard let plan = FoldPlan.timeOrdered(data, folds: folds) else {
                throw TrainingError.data(
                    "time-ordered folds are refused: they need dates (--time) and in each fold at least \(FoldPlan.minimumEvents) lost and kept rows known before the block"
                )
            }
            return [plan]
        }
        return (0..<repeats).map { FoldPlan.random(data, folds: folds, seed: training.seed &+ UInt64($0)) }
    }
}
