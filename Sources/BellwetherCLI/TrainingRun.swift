import Bellwether

/// One `train`: learn, check, and perhaps fit again.
struct TrainingRun {
    let source: LearningSource
    let learned: Observations
    let checked: Observations?
    let purged: Int
    let from: Day?
    let training: Training
    let diagnosis: TrainingDiagnosis
    /// Row i of the learned rows is this row of the source's observations.
    private let learnedRows: [Int]
    /// Held-out folds of the learned rows, and the checked rows.
    let learnedEvaluation: Evaluation?
    let checkedEvaluation: Evaluation?
    let saved: ChurnModel

    init(_ source: LearningSource, options: TrainingOptions, holdOut: HoldOut, refit: Bool) throws {
        let data = source.observations
        var options = options
        // Rows of an account's periods are conditional on each other, so the model's errors hold (`DiscreteHazard`).
        if source.periods != nil, options.errors == .auto, options.classWeight == nil { options.errors = .model }
        let split = try holdOut.split(data, seed: options.seed)
        self.source = source
        learned = split.map { data.rows($0.learned) } ?? data
        checked = split.map { data.rows($0.checked) }
        (purged, from) = (split?.purged ?? 0, split?.from)
        func description(_ rows: Observations, heldOutFrom: Day?) -> ModelDescription {
            ModelDescription(
                origin: source.origin, features: source.features, observations: rows, heldOutFrom: heldOutFrom)
        }
        let training = try Training(learned, description: description(learned, heldOutFrom: from), options: options)
        let bootstrap = Bootstrap(seed: options.seed)
        learnedEvaluation = training.heldOut.map { Evaluation($0, metrics: MetricKinds.headline, bootstrap: bootstrap) }
        checkedEvaluation = try checked.map { rows in
            Evaluation(try training.model.scored(rows), metrics: MetricKinds.headline, bootstrap: bootstrap)
        }
        self.training = training
        diagnosis = training.diagnosis()
        learnedRows = split?.learned ?? Array(0..<data.count)
        saved =
            refit
            ? try Training(data, description: description(data, heldOutFrom: nil), options: options).model
            : training.model
    }

    /// What people call a row that was learned from (counted as the diagnosis counts).
    func name(ofRow row: Int) -> String { source.name(ofRow: observed(row)) }

    /// The row of the file, from 1; nil where rows are not of a file.
    func fileRow(_ row: Int) -> Int? { source.table == nil ? source.rows[observed(row)] + 1 : nil }

    private func observed(_ row: Int) -> Int { learnedRows[training.rows[row]] }
}
