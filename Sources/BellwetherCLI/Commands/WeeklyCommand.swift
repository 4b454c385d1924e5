import ArgumentParser
import Bellwether

struct WeeklyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weekly",
        abstract: "The weekly routine: alerts with owner and due date, who moved and why, what is tracked, a report.",
        discussion: """
            Compares with the last run, which the state file remembers, so that an alert is told once and again only after
            its cool-down; what an owner has no capacity for waits for the next run. Run again for the same day it writes the same
            bytes. Triggers, capacity and what is tracked stand in scorecard.yaml. Without --model the hand-set half alone.

            With -o DIR it writes alerts.csv, changes.csv, tracking.csv, concessions.csv, weekly.md and state.json. With --replay
            it shows what the triggers would have done on every Monday of a period, and whether they told losses.

            Examples:
              bellwether weekly --data datasets/acme --as-of 2026-06-29 --model model.json -o weekly
              bellwether weekly --data datasets/acme --replay --from 2023-07-03 --to 2026-06-29
            """)

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("The day of the run: what was known before it.", valueName: "date"))
    var asOf: Day?

    @Option(help: "The model file. Without it alerts are ranked by ARR, and nothing is said of probabilities.")
    var model: String?

    @Option(help: ArgumentHelp("Another scorecard than the data folder's.", valueName: "file"))
    var scorecard: String?

    @Option(
        help: ArgumentHelp(
            "What the last run left; by default state.json in -o DIR. `fresh` begins anew.", valueName: "file"))
    var state: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The folder to write to; made where it is not there.", valueName: "dir"))
    var output: String?

    @Option(help: "How to show results: \(TableFormats.all.map { $0.name }.joined(separator: ", ")).")
    var format: String?

    @Option(help: "Show so many of the most urgent alerts.")
    var top: Int = 10

    @Flag(help: "Show what the triggers would have done over a past period, and how good they were.")
    var replay = false

    @Option(help: ArgumentHelp("With --replay: the first Monday is on or after this day.", valueName: "date"))
    var from: Day?

    @Option(help: ArgumentHelp("With --replay: the last Monday is on or before this day.", valueName: "date"))
    var to: Day?

    @Option(help: "With --replay: an alert counts for a renewal up to so many days before it.")
    var within: Int?

    @Flag(help: "Run also with a model that learned from outcomes after the first day.")
    var allowFutureModel = false

    @OptionGroup var target: DatabaseTargetOptions
    @OptionGroup var verbosity: Verbosity

    func validate() throws {
        try target.check()
        if let format { try OutputOptions.check(format: format) }
        if top < 0 { throw ValidationError("--top is 0 or more") }
        if replay { try validateReplay() } else { try validateRun() }
    }

    private func validateReplay() throws {
        guard let from, let to else { throw ValidationError("--replay needs --from DATE and --to DATE") }
        if to < from { throw ValidationError("--to \(to) is before --from \(from)") }
        if target.isGiven { throw ValidationError("--to-database writes the tracking rows of a run, not of --replay") }
        if asOf != nil || state != nil { throw ValidationError("--as-of and --state are not for --replay") }
        if let within, !(1...730).contains(within) { throw ValidationError("--within lies between 1 and 730 days") }
    }

    private func validateRun() throws {
        if asOf == nil { throw ValidationError("--as-of DATE is missing (or --replay --from DATE --to DATE)") }
        if from != nil || to != nil || within != nil {
            throw ValidationError("--from, --to and --within need --replay")
        }
        if state == WeeklyFiles.fresh, output == nil {
            throw ValidationError("--state fresh needs -o DIR, where the new state is written")
        }
    }

    func run() throws {
        let portfolio = try verbosity.step("read") { try data.portfolio() }
        let routine = try Routine(portfolio, scorecard: scorecard, model: model.map(ModelInput.read))
        if replay, let from, let to { return try run(routine, from, to) }
        guard let asOf else { return }
        try run(routine, asOf)
    }

    private func run(_ routine: Routine, _ day: Day) throws {
        try routine.checkModel(on: day, allowFutureModel: allowFutureModel)
        let files = try WeeklyFiles(folder: output, state: state)
        let previous = try files.previous()
        let run = try verbosity.step("run") { try routine.run(previous, on: day) }
        let accounts = routine.portfolio.history.accounts
        try target.write(run.trackingTable(accounts), verbosity)
        // What was not seen is not remembered as told.
        try show(run.summary(accounts, top: top))
        try files.write(run, accounts)
        if let words = files.words { verbosity.note(words) }
    }

    private func run(_ routine: Routine, _ from: Day, _ to: Day) throws {
        try routine.checkModel(on: from, allowFutureModel: allowFutureModel)
        let files = try WeeklyFiles(folder: output, state: nil)
        let replay = try verbosity.step("replayed") {
            try routine.replay(on: TriggerReplay.mondays(from: from, to: to), within: within ?? 180)
        }
        try show(replay.results)
        try files.write(replay)
        if output != nil, let words = files.words { verbosity.note(words) }
    }

    private func show(_ results: Results) throws { try StandardOutput.write(results, format: format) }
}
