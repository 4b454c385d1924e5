import ArgumentParser
import Bellwether

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Take over hand-made or foreign logistic coefficients as a model: to calibrate, compare, explain, export.",
        discussion: """
            The file names columns and weights in log-odds of the event:

              {"version": 1, "outcome": "Churn", "positive": "Yes", "intercept": -1.2, "terms": [
                {"column": "tenure", "weight": -0.03, "missing": 24},
                {"column": "MonthlyCharges", "weight": 0.4, "above": 80, "missing": 64.8},
                {"column": "Contract", "levels": {"Two year": -1.5, "One year": -0.7}, "missing": 0, "other": 0}]}

            "missing" of a number is what a missing value counts as (by default the mean of the rows), of a category its weight;
            "if_missing" is added where a number is missing, "above" makes a number a step, "other" is for levels not named.
            Rows given with --table or --data calibrate it (those from --hold-out on only check it) and tell means, about which
            reasons are told. Errors of the coefficients are not known: p_low and p_high stay empty.

            Examples:
              bellwether import coefficients.json --table customers.csv --outcome Churn --id customerID -o model.json
              bellwether import coefficients.json --data datasets/acme --days-before 90 --hold-out 2025-07-01 -o model.json
              bellwether import coefficients.json -o model.json
            """)

    @Argument(help: ArgumentHelp("The coefficients; - is standard input.", valueName: "file.json"))
    var file: String

    @OptionGroup var data: DataOptions
    @OptionGroup var table: TableArguments

    @Option(
        help: ArgumentHelp("With --data: the lead time of the rows, in days before each renewal.", valueName: "days"))
    var daysBefore: LeadTimes?

    @Option(
        help: ArgumentHelp(
            "Calibrate on what was known before this day; check on renewals from it on.", valueName: "date"))
    var holdOut: Day?

    @Option(help: "Calibration: auto, \(CalibratorKinds.all.map { $0.name }.joined(separator: ", ")).")
    var calibration: String = "auto"

    @Option(help: "Seed of folds and bootstrap; fixed, so that every figure repeats.")
    var seed: UInt64 = 42

    @Option(name: [.short, .long], help: "The model file. Default model.json.")
    var output: String = "model.json"

    @Option(help: "How to show the summary: \(TableFormats.all.map { $0.name }.joined(separator: ", ")).")
    var format: String = TableFormats.all[0].name

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        try OutputOptions.check(format: format)
        let calibrators = ["auto"] + CalibratorKinds.all.map { $0.name }
        guard calibrators.contains(calibration) else {
            throw ValidationError(
                "unknown --calibration \"\(calibration)\"" + NearestName.hint(for: calibration, among: calibrators))
        }
        if table.table != nil, data.data != nil { throw ValidationError("--data and --table exclude each other") }
        if daysBefore != nil, data.data == nil { throw ValidationError("--days-before needs --data") }
        if holdOut != nil, table.table == nil, data.data == nil {
            throw ValidationError("--hold-out needs rows: --table or --data")
        }
        if table.hazard != nil { throw ValidationError("--hazard is not for coefficients that were made elsewhere") }
    }

    func run() throws {
        let made = try HandMadeModel(Field.json(InputFile.bytes(file), file: file))
        let box = try AtomicFileBox(path: output)
        let run = try ImportRun(
            made, rows: try rows(made), outcome: (table.outcome ?? made.outcome, table.positive ?? made.positive),
            holdOut: HoldOut(date: holdOut, share: nil), options: options)
        try box.write(try ModelFile.text(run.model))
        try StandardOutput.write(TableFormats.named(format)!.init().text(try run.results))
        verbosity.note("wrote \(output)")
    }

    private var options: TrainingOptions {
        TrainingOptions(terms: .linear, penalty: .none, calibration: calibration, errors: .model, seed: seed)
    }

    /// nil where none are given.
    private func rows(_ made: HandMadeModel) throws -> LearningSource? {
        if data.data != nil {
            let source = LearningSource(try data.portfolio(), daysBefore: daysBefore?.days ?? [90])
            try made.check(source.observations.predictors.names)
            return source
        }
        guard table.table != nil else {
            guard made.outcome != nil || table.outcome != nil else {
                throw UsageFailure(
                    description: "say what the model predicts: \"outcome\" in \(file), or --outcome COLUMN")
            }
            return nil
        }
        var roles = table
        roles.outcome = table.outcome ?? made.outcome
        roles.positive = table.positive ?? made.positive
        let types = Dictionary(uniqueKeysWithValues: made.columns.map { ($0.name, $0.isNumber) })
        let read = try roles.observations(types: types)
        try made.check(read.observations.predictors.names)
        return LearningSource(read, hazard: nil)
    }
}

/// An import with what is said of it.
struct ImportRun {
    let model: ChurnModel
    private let made: HandMadeModel
    private let source: LearningSource?
    private let split: HoldOut.Split?

    init(
        _ made: HandMadeModel, rows source: LearningSource?, outcome: (name: String?, positive: String?),
        holdOut: HoldOut, options: TrainingOptions
    ) throws {
        (self.made, self.source) = (made, source)
        let split = try source.flatMap { try holdOut.split($0.observations, seed: options.seed) }
        let rows = source.map { source in split.map { source.observations.rows($0.learned) } ?? source.observations }
        self.split = split
        var description = ModelDescription(
            origin: .table(outcome: outcome.name ?? "", positive: outcome.positive ?? "1"), features: [], rows: 0,
            events: 0, period: nil)
        if let source, let rows {
            let used = Set(made.columns.map(\.name))
            description = ModelDescription(
                origin: source.origin, features: source.features.filter { used.contains($0.name) },
                observations: rows, heldOutFrom: split?.from)
        }
        model = try made.model(description, rows: rows, options: options)
    }

    var results: Results {
        get throws {
            var results = Results()
            results.line(
                "taken over  \(made.terms.count) terms of \(made.columns.count) columns, intercept \(JSON.text(of: made.intercept))"
            )
            results.value("terms", .integer(made.terms.count))
            results.value("calibration", .string(type(of: model.calibration.map).name))
            results.value("notes", .strings(model.notes))
            let weights = WeightTable(model)
            results.table(weights.table, isMain: true)
            results.line(weights.note)
            try addQuality(&results)
            for note in model.notes { results.line("note: \(note)") }
            return results
        }
    }

    private func addQuality(_ results: inout Results) throws {
        guard let source else {
            results.verdict(
                "Not calibrated: give rows with --table or --data to see whether its probabilities can be believed.")
            return
        }
        let rows = split.map { source.observations.rows($0.checked) } ?? source.observations
        let share = NumberFormat.percent(1).text(Double(rows.eventCount) / Double(max(1, rows.count)))
        results.line(
            "\(split == nil ? "calibrated and checked on the same" : "checked on") \(NumberFormat.grouped(rows.count)) rows, "
                + "\(NumberFormat.grouped(rows.eventCount)) lost (\(share))")
        let evaluation = Evaluation(
            try model.scored(rows), metrics: MetricKinds.headline,
            bootstrap: Bootstrap(replicates: 200, seed: model.options.seed))
        results.table(
            TrainingReport.quality(evaluation, learned: nil, title: split == nil ? "same rows" : "held out"))
        TrainingReport.addFindings(evaluation, to: &results)
        if split == nil {
            results.line("The calibration has seen these rows: check it with --hold-out, or by validate on others.")
        }
    }
}
