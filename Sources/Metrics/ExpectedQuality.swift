import Foundation
import Tables

/// The quality that probabilities promise of themselves, before any outcome is known: what AUC, log loss and number of events
/// would be if each row's event came with just its probability, independently of the others.
///
///     AUC = Σ_{i≠j} pᵢ qⱼ [ηᵢ > ηⱼ, ½ where they tie] / Σ_{i≠j} pᵢ qⱼ,   log loss = mean of -p log p - q log q,   events = Σ p
///
/// `low` and `high` are where 95% of outcomes drawn from the probabilities fall (`draws` of them, seeded): a figure measured later
/// that lies outside is one the probabilities do not explain. Known as confidence-based performance estimation (NannyML).
/// Not promised: that the probabilities are right. A relation between features and outcome that changed does not show here at
/// all, only in outcomes; what shows is that customers became easier or harder to tell apart.
public struct ExpectedQuality: Sendable, Equatable {
    /// Rows that were looked at.
    public let rows: Int
    /// How many events the probabilities promise.
    public let events: Estimate
    /// Undefined where all scores are certain.
    public let auc: Estimate
    /// Mean log loss that they promise, nats.
    public let logLoss: Estimate

    /// - Parameters:
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - logOdds: calibrated log-odds, one a row. Precondition: none is NaN.
    ///   - draws: sets of outcomes; 1 000 put the ends of a range within about a fortieth of its width.
    public init(logOdds: [Double], draws: Int = 1000, seed: UInt64 = 42) {
        let levels = ScoreLevels(logOdds)
        let drawn = concurrentMap(draws) { draw in
            var random = SeededGenerator(seed: seed, stream: UInt64(draw))
            return Outcome(levels) { random.uniform() < $0 ? 1 : 0 }
        }
        let promised = Outcome(levels) { $0 }
        rows = logOdds.count
        events = Self.estimate(promised.events, drawn.map(\.events))
        auc = Self.estimate(Self.area(promised, levels), drawn.map(\.area))
        logLoss = Self.estimate(promised.loss, drawn.map(\.loss))
    }

    private static func estimate(_ value: Double, _ drawn: [Double]) -> Estimate {
        let finite = drawn.filter(\.isFinite)
        guard value.isFinite, !finite.isEmpty else { return value.isFinite ? Estimate(value) : .undefined }
        let range = Quantile.percentileInterval(finite)
        return Estimate(value, low: range.lowerBound, high: range.upperBound)
    }

    /// Without the pairs of a row with itself, of which each counts p q, half of it in order.
    private static func area(_ promised: Outcome, _ levels: ScoreLevels) -> Double {
        let own = levels.logOdds.indices.reduce(0) { sum, level in
            let (p, q) = Sigmoid.both(levels.logOdds[level])
            return sum + Double(levels.rows(level).count) * p * q
        }
        let pairs = promised.events * promised.others - own
        return pairs > 0 ? (promised.area * promised.events * promised.others - own / 2) / pairs : .nan
    }

    /// Events (shares of them, for what is promised) among the rows, from the highest score down.
    private struct Outcome {
        var events = 0.0
        var others = 0.0
        /// Of all pairs of an event and another; NaN where there is none.
        var area = 0.0
        var loss = 0.0

        init(_ levels: ScoreLevels, event: (Double) -> Double) {
            for level in levels.logOdds.indices {
                let count = levels.rows(level).count
                let lost = (0..<count).reduce(0.0) { sum, _ in sum + event(levels.probabilities[level]) }
                let kept = Double(count) - lost
                area += kept * (events + lost / 2)
                (events, others) = (events + lost, others + kept)
                // 0 · ∞: what cannot happen costs nothing.
                loss +=
                    (lost > 0 ? lost * levels.eventLosses[level] : 0)
                    + (kept > 0 ? kept * levels.otherLosses[level] : 0)
            }
            area = events > 0 && others > 0 ? area / (events * others) : .nan
            loss /= events + others
        }
    }
}
