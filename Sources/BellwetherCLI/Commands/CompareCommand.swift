import ArgumentParser
import Bellwether

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Set learned weights beside hand-set ones, and both scores beside what happened.",
        discussion: """
            Weights are learned on the rows the model learned from; both scores are judged on the model's hold-out, or on
            held-out folds where it has none.

            Example:
              bellwether compare --model model.json --data datasets/acme
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Seed of folds and bootstrap.")
    var seed: UInt64 = 42

    func run() throws {
        let model = try ModelInput.read(model)
        guard let leadTimes = model.leadTimes else {
            throw UsageFailure(description: "the model was trained on a ready-made table, which has no scorecard")
        }
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        guard let scorecard = portfolio.scorecard else {
            throw UsageFailure(description: "\(data.data ?? ".") has no scorecard.yaml to compare with")
        }
        let source = LearningSource(portfolio, daysBefore: leadTimes)
        try output.show(try ComparisonReport(model, scorecard, source, seed: seed).results)
    }
}
