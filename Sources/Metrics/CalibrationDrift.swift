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
    public let expected: ExpectedQuality
    public let rows: Int
    public let events: Double
    public let intercept: Estimate
    public let slope: Estimate
    public let auc: Estimate
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

    public enum Verdict: Sendable, Equatable {
        /// Fewer than ten events, or others.
        case tooFew
        /// The intervals hold 0 and 1.
        case kept
        case tooLow, tooHigh
        /// The slope lies below 1, or above.
        case tooExtreme, tooTimid
    }

    /// Level before spread: a wrong level is the larger fault, and the simpler to mend.
    public var verdict: Verdict {
        guard min(events, Double(rows) - events) >= Self.minimumCount else { return .tooFew }
        if let low = intercept.low, low > 0 { return .tooLow }
        if let high = intercept.high, high < 0 { return .tooHigh }
        if let high = slope.high, high < 1 { return .tooExtreme }
        if let low = slope.low, low > 1 { return .tooTimid }
        return .kept
    }

    public var hasDrifted: Bool { ![.tooFew, .kept].contains(verdict) }

    /// `probabilities are too low`, and what to do.
    public var words: String {
        switch verdict {
        case .tooFew:
            "too few outcomes to tell (\(NumberFormat.grouped(Int(events))) lost of \(NumberFormat.grouped(rows)))"
        case .kept: "no more than chance explains"
        case .tooLow: "probabilities are too low: recalibrate (score --base-rate) or train again"
        case .tooHigh: "probabilities are too high: recalibrate (score --base-rate) or train again"
        case .tooExtreme: "probabilities are too extreme: train again"
        case .tooTimid: "probabilities are too timid: train again"
        }
    }
}
