import ArgumentParser
import Bellwether

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Score every account: calibrated P(churn) beside the hand-set health score.",
        discussion: """
            With --data one row an account, as of a day; with --table one row a row, streaming. With --since the change of every
            score since another day, in parts that add up; with --account the parts of one account's score.

            Examples:
              bellwether score --model model.json --data datasets/acme --as-of 2026-06-30 -o scores.csv --top 10
              bellwether score --model model.json --data datasets/acme --as-of 2026-06-30 --since 2026-03-31
              bellwether score --model model.json --table customers.csv --id customerID -o scores.csv
              bellwether score --model model.json --data adbc:sqlite?uri=crm.db --as-of 2026-06-30 \\
                --to-database adbc:sqlite?uri=crm.db --into churn_scores --mode upsert --key account_id
              bellwether score --model model.json --data adbc:duckdb?uri=w.duckdb --table customers --push-down \\
                --into churn_scores --mode replace --id customer_id
            """)

    @Option(help: "The model file.")
    var model: String = "model.json"

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var target: DatabaseTargetOptions

    @Option(help: ArgumentHelp("Score what was known before this day.", valueName: "date"))
    var asOf: Day?

    @Option(help: ArgumentHelp("A ready-made table (CSV) instead of a data folder.", valueName: "file"))
    var table: String?

    @Option(help: "With --table: column that names the row.")
    var id: String?

    @Option(help: ArgumentHelp("Show what changed since this day, and why.", valueName: "date"))
    var since: Day?

    @Option(help: ArgumentHelp("With --since: the scorecard of that day, where it was another.", valueName: "file"))
    var previousScorecard: String?

    @Option(help: "Show the parts of this account's score, with --since also of its change.")
    var account: String?

    @Flag(
        help:
            "The database that --data names scores its own --table into another, --into; only a number of rows comes back."
    )
    var pushDown = false

    @Option(
        help: ArgumentHelp(
            "With --push-down: the columns to pass on beside p_churn; by default --id, else all.", valueName: "a,b"))
    var keep: String?

    @OptionGroup var markers: MissingMarkers

    @Option(
        help: ArgumentHelp(
            "Share of renewals that is lost now, where it differs from what the model learned from: moves the intercept.",
            valueName: "share"))
    var baseRate: Double?

    @Option(help: "Show so many accounts with the most ARR at risk.")
    var top: Int = 10

    @Flag(help: "Score also with a model that learned from outcomes after the as-of day.")
    var allowFutureModel = false

    func validate() throws {
        try target.check(isPushedDown: pushDown)
        if pushDown { return try validatePushDown() }
        try ModelInput.check(baseRate: baseRate)
        if table != nil, since != nil || account != nil {
            throw ValidationError("--since and --account need --data: a table has no scorecard")
        }
        if keep != nil { throw ValidationError("--keep needs --push-down") }
        if target.isGiven, table != nil || since != nil || account != nil {
            throw ValidationError("--to-database writes the scores of --data, without --since and --account")
        }
        if let since, let asOf, since >= asOf {
            throw ValidationError("--since \(since) is not before --as-of \(asOf)")
        }
        if since == nil, previousScorecard != nil { throw ValidationError("--previous-scorecard needs --since DATE") }
        if table == nil, asOf == nil { throw ValidationError("--as-of DATE is missing (or --table FILE)") }
    }

    func run() throws {
        let model = try shifted(ModelInput.read(model))
        if pushDown { return try scoreThere(model) }
        if let table {
            try TableScoring(
                model: model, path: table, id: id, markers: markers.texts, pseudonyms: data.pseudonyms(), output: output
            ).run()
        } else if let asOf, since != nil || account != nil {
            try PortfolioScoring.check(model, asOf, allowFutureModel: allowFutureModel)
            let portfolio = try data.portfolio()
            try portfolio.history.check(asOf: asOf, output)
            let days = try ScoreHistory(
                model, portfolio, asOf: asOf, since: since, previousScorecard: previousScorecard)
            try days.show(output, account: account.map(data.account), top: top)
        } else if let asOf {
            let portfolio = try data.portfolio()
            try portfolio.history.check(asOf: asOf, output)
            let scoring = try PortfolioScoring(
                model: model, portfolio: portfolio, asOf: asOf, allowFutureModel: allowFutureModel)
            try target.write(scoring.table, output.verbosity)
            try scoring.show(output, top: top)
        }
    }

    private func validatePushDown() throws {
        try ModelInput.check(baseRate: baseRate)
        try data.checkPushDown(table: table)
        if target.into == nil { throw ValidationError("--push-down needs --into TABLE, which gets the scores") }
        if asOf != nil || since != nil || account != nil || previousScorecard != nil || output.output != nil {
            throw ValidationError("--push-down scores a ready-made table: leave out --as-of, --since, --account and -o")
        }
    }

    /// The exported query fills a table where the rows are.
    private func scoreThere(_ model: ChurnModel) throws {
        let engine = try data.queries(isReadOnly: false)
        let kept = keep.map { $0.split(separator: ",").map(String.init) } ?? id.map { [$0] } ?? []
        let options = ExportOptions(dialect: engine.dialect, table: table ?? "", keep: kept)
        let into = target.into ?? ""
        let mode: PushedScoring.Mode =
            target.mode == .replace ? .replace : PushedScoring.exists(into, in: engine) ? .append : .create
        let scoring = try output.verbosity.step("scored") {
            try engine.transaction { try PushedScoring(model, in: engine, options, into: into, mode: mode) }
        }
        output.note(
            "scored \(NumberFormat.grouped(scoring.rows)) rows of \(table ?? "") into \(into), in \(data.shown)")
    }

    /// The model at the base rate that was asked for; what that does is told.
    private func shifted(_ model: ChurnModel) throws(TrainingError) -> ChurnModel {
        try ModelInput.shifted(model, toBaseRate: baseRate, note: output.note)
    }
}
