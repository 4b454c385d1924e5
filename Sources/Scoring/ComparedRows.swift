import Metrics
import Modeling

/// Which rows a comparison may learn from and which it is judged on: the model's hold-out, else every row, scored by a model
/// that was trained without its fold.
public struct ComparedRows: Sendable {
    /// Rows to learn from.
    public let learned: [Int]
    /// Rows to judge.
    public let checked: [Int]
    /// The checked rows, in their order.
    public let scored: ScoredOutcomes
    /// One where the model has a hold-out; their tests one behind the other are the checked rows.
    public let folds: [(training: [Int], test: [Int])]
    /// How the checked rows came to be unseen: `from 2025-07-01, which neither side had seen`.
    public let words: String
    private let plan: FoldPlan?

    /// - Throws: `TrainingError` where a fold cannot be learned from.
    public init(_ model: ChurnModel, _ data: Observations) throws(TrainingError) {
        if let from = model.description.heldOutFrom, let split = data.split(at: from), !split.checked.isEmpty {
            (learned, checked, plan) = (split.learned, split.checked, nil)
            folds = [(split.learned, split.checked)]
            scored = try model.scored(data.rows(split.checked))
            words = "from \(from), which neither side had seen"
        } else if model.fit.isImported {
            let plan = FoldPlan.random(data, folds: model.options.folds, seed: model.options.seed)
            (learned, checked, self.plan) = (Array(0..<data.count), plan.folds.flatMap(\.test), plan)
            folds = plan.folds.map { ($0.training, $0.test) }
            scored = try model.scored(data.rows(checked))
            words = "scored by coefficients that were made elsewhere"
        } else {
            let plan = FoldPlan.random(data, folds: model.options.folds, seed: model.options.seed)
            let validation = try Validation(data, plans: [plan], options: model.options)
            (learned, checked, self.plan) = (Array(0..<data.count), validation.predictions.map(\.row), plan)
            folds = plan.folds.map { ($0.training, $0.test) }
            scored = validation.scored
            words = "each scored by a model trained without its fold"
        }
    }

    /// The same checked rows under a training with other options.
    public func heldOut(_ data: Observations, _ options: TrainingOptions) throws(TrainingError) -> ScoredOutcomes {
        if let plan { return try Validation(data, plans: [plan], options: options).scored }
        let training = data.rows(learned)
        let description = ModelDescription(origin: .portfolio(daysBefore: []), features: [], observations: training)
        return try Training(training, description: description, options: options).model.scored(data.rows(checked))
    }

    /// How well ever more of the learned rows teach, judged on the first fold's checked ones that have a health score.
    /// - Parameters:
    ///   - options: of the model.
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - data: all rows, as `init` had them.
    ///   - health: of the checked rows; NaN where unscored.
    ///   - draws: random orders of the accounts.
    /// - Throws: `MetricError` where the scores cannot be ranked.
    public func learningCurve(
        _ data: Observations, health: [Double], options: TrainingOptions, draws: Int = 8, seed: UInt64 = 42
    ) throws(MetricError) -> LearningCurve {
        let fold = folds[0]
        // The first fold's rows come first among those checked.
        let places = fold.test.indices.filter { !health[$0].isNaN }
        let checked = data.rows(places.map { fold.test[$0] })
        let risk = ScoreContenders.risk(ofHealth: health)
        let handSet = try ScoredOutcomes(
            logOdds: places.map { risk[$0] }, outcomes: checked.outcomes, weights: checked.weights,
            clusters: checked.groups)
        return LearningCurve(
            learned: data.rows(fold.training), checked: checked, handSet: handSet, options: options, draws: draws,
            seed: seed)
    }
}
