import ArgumentParser
import Bellwether
import Foundation

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Set learned weights beside hand-set ones, and both scores beside what happened.",
        discussion: """
            Weights are learned on the rows the model learned from; both scores are judged on the model's hold-out, or on
            held-out folds where it has none. Where the two sides put a renewal into different bands, what became of it is
            told. --write-scorecard writes the hand-set file anew with whole weights that were learned, none of them
            negative, and shows how it does on renewals that it had not seen. --editor writes a page on which weights are tried:
            sliders, what the score would have been worth, and the weights as YAML; no account is in it.

            Examples:
              bellwether compare --model model.json --data datasets/acme
              bellwether compare --model model.json --data datasets/acme --blend --learning-curve
              bellwether compare --model model.json --data datasets/acme --write-scorecard learned.yaml
              bellwether compare --model model.json --data datasets/acme --editor weights.html
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Seed of folds and bootstrap.")
    var seed: UInt64 = 42

    @Option(help: "Show so many of the renewals where the bands differ.")
    var top: Int = 10

    @Flag(help: "Beside both: a model drawn towards the scorecard's weights (train --penalty prior).")
    var blend = false

    @Flag(help: "From how many renewals on learned ranks better than hand-set: refits on ever more accounts.")
    var learningCurve = false

    @Option(help: "With --learning-curve: random orders of the accounts.")
    var draws: Int = 8

    @Option(
        help: ArgumentHelp(
            "Write the scorecard with learned whole weights; an existing file is kept unless --force.",
            valueName: "file"))
    var writeScorecard: String?

    @Flag(help: "With --write-scorecard: write over an existing file.")
    var force = false

    @Option(help: ArgumentHelp("Write the page on which weights are tried.", valueName: "file.html"))
    var editor: String?

    @OptionGroup var pages: PageOptions

    func validate() throws {
        if let editor, !editor.lowercased().hasSuffix(".html") {
            throw ValidationError("--editor writes a page: name it FILE.html")
        }
        if pages.templates != nil, editor == nil { throw ValidationError("--templates needs --editor FILE.html") }
        if top < 0 { throw ValidationError("--top must be at least 0") }
        if !(2...200).contains(draws) { throw ValidationError("--draws lies between 2 and 200") }
        if force, writeScorecard == nil { throw ValidationError("--force needs --write-scorecard FILE") }
    }

    func run() throws {
        let folder = data.home
        let original = "\(folder)/scorecard.yaml"
        let page = try editor.map { (path: $0, file: try AtomicFileBox(path: $0), templates: try pages.templateSet()) }
        if let path = writeScorecard { try CompareCommand.check(path, original: original, force: force) }
        let model = try ModelInput.read(model)
        guard let leadTimes = model.leadTimes else {
            throw UsageFailure(description: "the model was trained on a ready-made table, which has no scorecard")
        }
        let portfolio = try output.verbosity.step("read") { try data.portfolio() }
        guard let scorecard = portfolio.scorecard else {
            throw UsageFailure(description: "\(folder) has no scorecard.yaml to compare with")
        }
        let source = LearningSource(portfolio, daysBefore: leadTimes)
        let wishes = ComparisonReport.Wishes(
            top: top, hasBlend: blend, hasCurve: learningCurve, draws: draws,
            original: writeScorecard == nil && editor == nil ? nil : original, hasEditor: editor != nil, seed: seed)
        let report = try ComparisonReport(model, scorecard, source, wishes)
        try output.show(report.results)
        if let path = writeScorecard, let text = report.learned?.text {
            try AtomicFile.write(text, to: path)
            output.note("wrote \(path)")
        }
        if let page, let trial = report.trial {
            let html = WeightEditor(
                trial.cells, learned: report.learned?.card, trial.weights, trial.quality, words: trial.words,
                try PageOptions.about(data)
            ).html(page.templates)
            try PageOptions.write(html, page.file, page.path, output.verbosity)
        }
    }

    /// A scorecard is written by people: none is lost for want of a look.
    private static func check(_ path: String, original: String, force: Bool) throws(UsageFailure) {
        func place(_ path: String) -> String {
            URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
        }
        if place(path) == place(original) {
            throw UsageFailure(description: "\(path) is the hand-set scorecard itself: name another file")
        }
        if InputFile.exists(path), !force {
            throw UsageFailure(description: "\(path) exists (--force writes over it)")
        }
    }
}
