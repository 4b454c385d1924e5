import Bellwether

/// `train --push-down`: learns from rows that stay in a database.
struct PushedRun {
    private let training: StreamedTraining
    private let place: String

    var model: ChurnModel { training.model }

    init(_ data: DataOptions, _ table: TableArguments, options: TrainingOptions, verbosity: Verbosity) throws {
        let roles = try table.roles()
        let engine = try data.queries()
        place = "\(data.shown), table \(table.table ?? "")"
        training = try verbosity.step("learned") {
            try engine.transaction {
                let rows = try EngineTable(table.table ?? "", roles: roles, ignored: table.ignored, in: engine)
                return try PushedTraining(rows, in: engine, options: options) { progress in
                    if case .correction(let number) = progress.stage, verbosity.verbose {
                        verbosity.note("look \(number) at \(NumberFormat.grouped(progress.rows)) rows")
                    }
                }.training
            }
        }
    }

    /// What `train` shows.
    var results: Results {
        var results = Results()
        let about = model.description
        let share = NumberFormat.percent(1).text(about.eventRate)
        results.line(
            "learned on  \(NumberFormat.grouped(about.rows)) rows, \(NumberFormat.grouped(about.events)) lost (\(share)), in \(place)"
        )
        TrainingReport.addFit(model, to: &results)
        results.value("corrections", .integer(training.streamed.corrections))
        let weights = WeightTable(model)
        results.table(weights.table, isMain: true)
        results.line(weights.note)
        for note in model.notes { results.line("note: \(note)") }
        results.verdict("Not checked: validate the model on rows that it has not seen.")
        return results
    }
}
