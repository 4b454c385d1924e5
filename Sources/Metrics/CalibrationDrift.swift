import Documents
import Tables

/// Whether probabilities kept their promise, once outcomes are known: what they expected (`ExpectedQuality`) beside what came.
///
/// - Level: `intercept`, the shift in log-odds that makes the mean right (0 is right; `CalibrationIntercept`).
/// - Spread: `slope` of the outcomes on the predicted log-odds (1 is right; `CalibrationSlope`).
/// - Ranking and loss: AUC and log loss as measured, with their intervals, beside what was promised.
///
/// Intervals of what came allow for accounts with several rows; the ranges of what was promised take events as independent, and
/// are too narrow where one cause moves many customers. The verdict is from the first two, whose errors are clustered.
public struct CalibrationDrift: Sendable {
    /// What the probabilities promised, with intervals by chance alone.
    public let expected: ExpectedQuality
    /// Rows with an outcome.
    public let rows: Int
    /// Events among them, weighted.
    public let events: Double
    /// Shift of the log-odds that makes the mean prediction right; 0 is right.
    public let intercept: Estimate
    /// Slope of the outcomes on the log-odds; 1 is right, below 1 the probabilities were too extreme.
    public let slope: Estimate
    /// Chance that an event scored above another row.
    public let auc: Estimate
    /// Mean log loss, nats.
    public let logLoss: Estimate

    /// Precondition: weights are 1.
    public init(_ scored: ScoredOutcomes, seed: UInt64 = 42) {
        expected = ExpectedQuality(logOdds: scored.logOdds, seed: seed)
        (rows, events) = (scored.count, scored.eventWeight)
        let measured = Evaluation(
            scored, metrics: [CalibrationIntercept.self, CalibrationSlope.self, AreaUnderCurve.self, LogLoss.self],
            bootstrap: Bootstrap(seed: seed))
        func figure(_ name: String) -> Estimate { measured[name] ?? .undefined }
        (intercept, slope) = (figure(CalibrationIntercept.name), figure(CalibrationSlope.name))
        (auc, logLoss) = (figure(AreaUnderCurve.name), figure(LogLoss.name))
    }

    /// Fewer events, or others, say nothing of a slope (Peduzzi et al. 1996: ten events a coefficient).
    public static let minimumCount = 10.0

    /// Whether fewer events, or others, came than an interval can be trusted with.
    public var isTooFew: Bool { min(events, Double(rows) - events) < Self.minimumCount }

    /// What is wrong beyond chance, in words that follow "probabilities are"; none where outcomes are too few to tell.
    public var faults: [String] { isTooFew ? [] : EvaluationVerdict.faults(slope: slope, intercept: intercept) }

    /// Whether level or slope left what chance explains.
    public var hasDrifted: Bool { !faults.isEmpty }

    /// What is wrong, and what to do: a level can be moved, another slope asks for training.
    public var words: String {
        if isTooFew {
            return
                "too few outcomes to tell (\(NumberFormat.grouped(Int(events))) lost of \(NumberFormat.grouped(rows)))"
        }
        guard hasDrifted else { return "no more than chance explains" }
        let isLevelAlone = faults.count == 1 && faults[0].hasSuffix("on average")
        let advice = isLevelAlone ? "move the level (score --base-rate) or train again" : "train again"
        return "probabilities are \(faults.joined(separator: " and ")): \(advice)"
    }
}
