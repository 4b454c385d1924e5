import ArgumentParser
import Bellwether

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn weights from past renewals and calibrate them.",
        discussion: """
            With a hold-out the model is learned on what was known before it and checked on what came after; the saved model
            is the one that was checked. Penalty and calibration are chosen on held-out folds, ordered in time where there
            are dates.

            With --solver sgd a table is streamed from disk, several times, in memory that does not grow with it: averaged
            mini-batch gradient descent, then passes that lead to the optimum. Terms are then linear and the penalty ridge or
            none. Progress is shown on a terminal, or with -v.

            With --push-down the table stays in the database: it is asked for sums, and only those cross.

            Examples:
              bellwether train --data datasets/acme --days-before 90 --hold-out 2025-07-01 -o model.json
              bellwether train --table customers.csv --outcome Churn --id customerID -o model.json
              bellwether train --data datasets/acme --signs declared -o model.json
              bellwether train --table customers.csv --outcome Churn --falling tenure --terms splines+pairs -o model.json
              bellwether train --table customers.csv --outcome Churn --penalty none --terms linear --format json
              bellwether train --table huge.csv --outcome Churn --id customerID --solver sgd -o model.json
              bellwether train --data adbc:duckdb?uri=w.duckdb --table customers --outcome churned --push-down -o model.json
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var table: TableArguments
    @OptionGroup var training: TrainingArguments

    @Option(help: ArgumentHelp("Lead times to learn at: 90 or 90,60,30 days before each renewal.", valueName: "days"))
    var daysBefore: LeadTimes?

    @Option(
        help: ArgumentHelp("Check on renewals from this day on; learn from what was known before.", valueName: "date"))
    var holdOut: Day?

    @Option(help: "Check on this share of the rows: the last in time, or random ones where there are no dates.")
    var holdOutShare: Double?

    @Flag(
        help: "The database that --data names sums over its own --table: one query an iteration of Newton's method.")
    var pushDown = false

    @Flag(help: "After checking, fit again on everything and save that model.")
    var refit = false

    @Flag(help: "Refuse columns that rank the outcomes almost perfectly by themselves; else they are told.")
    var strict = false

    @Option(name: [.short, .long], help: "The model file. Default model.json.")
    var output: String = "model.json"

    @Option(help: "How to show the summary: \(TableFormats.all.map { $0.name }.joined(separator: ", ")).")
    var format: String = TableFormats.all[0].name

    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        try OutputOptions.check(format: format)
        if holdOut != nil, holdOutShare != nil {
            throw ValidationError("--hold-out and --hold-out-share exclude each other")
        }
        if let share = holdOutShare, !(share > 0 && share < 1) {
            throw ValidationError("--hold-out-share lies between 0 and 1")
        }
        if pushDown { return try validatePushDown() }
        if table.table != nil, data.data != nil { throw ValidationError("--data and --table exclude each other") }
        if refit, holdOut == nil, holdOutShare == nil { throw ValidationError("--refit needs a hold-out") }
        if streams {
            if training.signs == .declared { throw ValidationError(TrainingArguments.noSignsDeclared) }
            try StreamedRun.check(table, try training.options(), holdsOut: holdOut != nil || holdOutShare != nil)
        }
    }

    private func validatePushDown() throws {
        try data.checkPushDown(table: table.table)
        if holdOut != nil || holdOutShare != nil || strict || refit {
            throw ValidationError(
                "--push-down learns from all rows of the table: leave out --hold-out, --strict and --refit")
        }
        if daysBefore != nil {
            throw ValidationError("--push-down learns from a ready-made table: leave out --days-before")
        }
        if training.signs == .declared { throw ValidationError(TrainingArguments.noSignsDeclared) }
        if table.hazard != nil { throw ValidationError("--hazard needs all rows in memory") }
        guard ["auto", NewtonSolver.name].contains(training.solver) else {
            throw ValidationError("--push-down has one solver: newton")
        }
        guard ["auto", NoCalibrator.name].contains(training.calibration) else {
            throw ValidationError("--push-down holds no row out to calibrate on: --calibration auto or none")
        }
        if let words = StreamedTraining.refusal(try training.options()) {
            throw ValidationError(words.replacing("--solver sgd", with: "--push-down"))
        }
    }

    /// Whether rows are streamed from disk.
    private var streams: Bool { table.table != nil && training.solver == StochasticGradientSolver.name }

    func run() throws {
        let file = try AtomicFileBox(path: output)
        if pushDown {
            let run = try PushedRun(data, table, options: training.options(), verbosity: verbosity)
            return try save(run.model, run.results, file)
        }
        if streams {
            let run = try StreamedRun(table, options: training.options(), verbosity: verbosity)
            return try save(run.training.model, run.results, file)
        }
        let source = try verbosity.step("read and extracted") {
            try training.rows(LearningSource(data: data, table: table, daysBefore: daysBefore?.days ?? [90]))
        }
        if strict, let leak = LeakSuspicion.all(in: source.observations).first { throw TrainingError.data(leak.note) }
        let run = try verbosity.step("learned and checked") {
            try TrainingRun(
                source, options: training.options(source), holdOut: HoldOut(date: holdOut, share: holdOutShare),
                refit: refit)
        }
        try save(run.saved, try TrainingReport(run).results, file)
    }

    private func save(_ model: ChurnModel, _ results: Results, _ file: AtomicFileBox) throws {
        try file.append(try ModelFile.text(model))
        try StandardOutput.write(TableFormats.named(format)!.init().text(results))
        try file.commit()
        verbosity.note("wrote \(output)")
    }
}
