import Documents
import Health
import Metrics
import Modeling
import Tables

/// Hand-set weights beside learned ones: the same measures, on the same 0-100 points, so that a weight is a share of the
/// whole in both.
///
/// The learned share of measure m is -βₘ / Σ|β|, β the coefficients of a ridge logistic regression of loss on the points (more points
/// should mean fewer losses, hence the sign), with the penalty's pull taken out where the rows carry that. Missing points are the mean
/// with an indicator. Intervals: clustered bootstrap of the whole fit with the penalty held (`WeightFit.shares`); the true shares are
/// covered as often as they say where the pull could be taken out (`bench share-coverage`), else they are `isShrunken`. The interval does
/// not know of measures that no one thought of.
public struct WeightComparison: Sendable {
    /// A measure on both scales, with the verdict on its weight.
    public struct Weight: Sendable {
        /// The scorecard's measure.
        public let measure: String
        /// Share of the scorecard's weight, 0-1.
        public let handSet: Double
        /// Share of the learned weight; negative where more points go with more losses. NaN, like its interval, where the
        /// measure was always missing or always had the same points.
        public let learned: Double
        /// Lower end of the learned share's 95% interval.
        public let low: Double
        /// Upper end of the learned share's 95% interval.
        public let high: Double

        /// An interval wider than this says too little to move a weight.
        public static let widestUseful = 0.2

        /// Whether the data contradict the hand-set weight, in words.
        public var verdict: String {
            guard low <= high else { return "nothing to learn from" }
            if high < 0 { return "sign conflict: more points, more losses" }
            if handSet >= low, handSet <= high {
                return high - low > Weight.widestUseful ? "too uncertain to move" : "agrees"
            }
            if handSet == 0 { return "missing from the scorecard" }
            return handSet < low ? "hand-set weight too low" : "hand-set weight too high"
        }

        package init(measure: String, handSet: Double, learned: Double, low: Double, high: Double) {
            (self.measure, self.handSet, self.learned, self.low, self.high) = (measure, handSet, learned, low, high)
        }

        init(_ measure: String, handSet: Double, learned: WeightFit.Share?) {
            self.init(
                measure: measure, handSet: handSet, learned: learned?.value ?? .nan,
                low: learned?.interval.lowerBound ?? .nan, high: learned?.interval.upperBound ?? .nan)
        }

        /// From the hand-set weight to the learned one; what cannot be learned comes last.
        var distance: Double { learned.isNaN ? -1 : abs(learned - handSet) }

        /// Whether the data say that the weight should be another.
        public var disagrees: Bool { handSet < low || handSet > high }
    }

    /// In the scorecard's order.
    public let weights: [Weight]
    /// Whether there are too few losses to take the penalty's pull out: shares lie nearer together than the true ones.
    public let isShrunken: Bool

    /// Learns the measures' weights on the learned rows (never on checked ones).
    /// - Parameter scorecard: the hand-set half.
    /// - Parameter data: the rows to learn from.
    /// - Parameter seed: of draws and samples; by default 42, so that every figure repeats.
    /// - Parameter replicates: of the bootstrap.
    public init(
        _ scorecard: Scorecard, _ data: Observations, seed: UInt64 = 42, replicates: Int = 400
    ) throws(TrainingError) {
        let measures = scorecard.measures
        let rows = data.points(of: scorecard)
        let options = TrainingOptions(penalty: .ridge, calibration: "none", seed: seed)
        let fit = try WeightFit(rows, options: options)
        let learned: [String: WeightFit.Share]
        (learned, isShrunken) = fit.shares(replicates: replicates, seed: seed)
        let handSet = HealthScores.weights(scorecard)
        weights = zip(measures, handSet).map { measure, handSet in
            Weight(measure.name, handSet: handSet, learned: learned[measure.name])
        }
    }

    /// The largest differences between hand-set and learned first; what cannot be learned last.
    public var byDistance: [Weight] { weights.sorted { $0.distance > $1.distance } }

    /// Columns measure, hand_set, learned, low, high, verdict; the largest differences first.
    public var table: Table {
        Table(
            "weights",
            columns: [
                .init("measure"), .init("hand_set", title: "hand-set", .percent(1)), .init("learned", .percent(1)),
                .init("low", .percent(0)), .init("high", .percent(0)), .init("verdict"),
            ],
            rows: byDistance.map {
                [
                    .text($0.measure), .number($0.handSet), .number($0.learned), .number($0.low), .number($0.high),
                    .text($0.verdict),
                ]
            })
    }
}
