import Metrics
import Tables

/// The whole training repeated inside folds; predictions of rows that the model had not seen, pooled.
public struct Validation: Sendable {
    /// Rows that no model had seen, with what was predicted of them.
    public struct HeldOut: Sendable {
        /// The row, in the order of the data.
        public let row: Int
        /// The fold that held it out, from 1.
        public let fold: Int
        /// The repetition, from 1.
        public let repetition: Int
        /// Calibrated log-odds.
        public let logOdds: Double
        /// Calibrated P(churn).
        public let probability: Double
    }

    /// One a row and repetition.
    public let predictions: [HeldOut]
    /// One a repetition.
    public let plans: [FoldPlan]
    /// All of them against what came.
    public let scored: ScoredOutcomes
    /// How many rows of each fold come from accounts that the fold also learned from, summed.
    public let overlappingRows: Int

    /// - Parameters:
    ///   - data: the rows.
    ///   - options: of the training, which is repeated whole.
    ///   - plans: one a repetition, each with seeds of its own.
    ///   - progress: told which fold of how many begins.
    public init(
        _ data: Observations, plans: [FoldPlan], options: TrainingOptions, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(TrainingError) {
        var predictions: [HeldOut] = []
        var overlapping = 0
        let total = plans.reduce(0) { $0 + $1.folds.count }
        var done = 0
        for (repetition, plan) in plans.enumerated() {
            for (number, fold) in plan.folds.enumerated() {
                progress(done, total)
                done += 1
                predictions += try Validation.held(data, fold, number: number, repetition: repetition, options)
                overlapping += fold.overlap(data.groups)
            }
        }
        self.predictions = predictions
        (self.plans, overlappingRows) = (plans, overlapping)
        let rows = predictions.map(\.row)
        // A row that is held out in every repetition is one row: its repetitions move together.
        let judged = data.groups == nil && plans.count > 1 ? data.grouped(by: (0..<data.count).map(Int32.init)) : data
        scored = try Training.scored(predictions.map(\.logOdds), judged.outcomes(of: rows))
    }

    private static func held(
        _ data: Observations, _ fold: FoldPlan.Fold, number: Int, repetition: Int, _ options: TrainingOptions
    ) throws(TrainingError) -> [HeldOut] {
        let training = data.rows(fold.training)
        let description = ModelDescription(origin: .portfolio(daysBefore: []), features: [], observations: training)
        let model = try Training(training, description: description, options: options).model
        let predictions: Predictions
        do { predictions = try model.predict(data.predictors.rows(fold.test)) } catch { throw .preparation(error) }
        let logOdds = model.calibration.logOdds(predictions.raw)
        return fold.test.enumerated().map { index, row in
            HeldOut(
                row: row, fold: number, repetition: repetition, logOdds: logOdds[index],
                probability: predictions.probabilities[index])
        }
    }
}
