import Bellwether

/// What `compare` shows.
struct ComparisonReport {
    let results: Results

    init(_ model: ChurnModel, _ scorecard: Scorecard, _ source: LearningSource, seed: UInt64) throws {
        guard let table = source.table else { throw UsageFailure(description: "compare needs a data folder") }
        let rows = try ComparisonReport.rows(model, source.observations)
        // The scorecard may read pilots, which the model does not: it gets the whole table.
        let full = Observations(table)
        let weights = try WeightComparison(scorecard, full.rows(rows.learned), seed: seed)
        let health = HealthScores(scorecard, table.frame.rows(rows.checked)).totals
        let quality = try ScoreComparison(rows.scored, health: health, bands: scorecard.bands)
        var results = Results()
        results.line(
            "weights learned on \(NumberFormat.grouped(rows.learned.count)) renewals, as shares of the whole; 95% intervals"
        )
        results.table(weights.table, isMain: true)
        results.line("on \(NumberFormat.grouped(quality.rowCount)) renewals, \(rows.words)")
        results.table(quality.table)
        results.table(quality.bandTable)
        if quality.unscoredCount > 0 {
            results.line("\(quality.unscoredCount) renewals have no health score and are left out")
        }
        results.verdict(quality.verdict)
        self.results = results
    }

    private struct Rows {
        let learned: [Int]
        let checked: [Int]
        let scored: ScoredOutcomes
        let words: String
    }

    /// Learned and checked rows; without a hold-out every row is scored by a model that was trained without its fold.
    private static func rows(_ model: ChurnModel, _ data: Observations) throws -> Rows {
        if let from = model.description.heldOutFrom, let split = data.split(at: from), !split.checked.isEmpty {
            return Rows(
                learned: split.learned, checked: split.checked, scored: try model.scored(data.rows(split.checked)),
                words: "from \(from), which neither side had seen")
        }
        let plan = FoldPlan.random(data, folds: model.options.folds, seed: model.options.seed)
        let validation = try Validation(data, plans: [plan], options: model.options)
        return Rows(
            learned: Array(0..<data.count), checked: validation.predictions.map(\.row), scored: validation.scored,
            words: "each scored by a model trained without its fold")
    }
}
