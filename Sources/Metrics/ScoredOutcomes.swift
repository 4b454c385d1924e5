/// Scores set against what happened. Scores are log-odds (any strictly increasing transformation serves the ranking
/// metrics); the ranking is done on them, never after the sigmoid, where distinct scores tie at 0 and 1.
public struct ScoredOutcomes: Sendable {
    public let logOdds: [Double]
    /// 1 where the event (a lost renewal) happened, 0 where not.
    public let outcomes: [Double]
    /// Case weights; a weight of 2 is the row twice.
    public let weights: [Double]
    /// Rows of one account are one cluster; nil where every row stands alone.
    public let clusters: [Int32]?
    /// Row numbers by falling score.
    let order: [Int32]
    /// Log loss of each row: log(1 + exp(-η)) for events, log(1 + exp(η)) otherwise.
    let losses: [Double]
    /// One a row: the sigmoid of its log-odds.
    public let probabilities: [Double]

    /// - Throws: `MetricError` where lengths differ, a score is NaN, an outcome is not 0 or 1, or a weight is negative,
    ///   not finite, or all are zero.
    public init(
        logOdds: [Double], outcomes: [Double], weights: [Double]? = nil, clusters: [Int32]? = nil
    ) throws(MetricError) {
        let weights = weights ?? [Double](repeating: 1, count: logOdds.count)
        try ScoredOutcomes.check(logOdds, outcomes, weights, clusters)
        (self.logOdds, self.outcomes, self.weights, self.clusters) = (logOdds, outcomes, weights, clusters)
        order = (0..<Int32(logOdds.count)).sorted {
            let (a, b) = (logOdds[Int($0)], logOdds[Int($1)])
            return a == b ? $0 < $1 : a > b
        }
        losses = zip(logOdds, outcomes).map { Sigmoid.logLoss(logOdds: $0, outcome: $1) }
        probabilities = logOdds.map(Sigmoid.probability)
    }

    private static func check(
        _ logOdds: [Double], _ outcomes: [Double], _ weights: [Double], _ clusters: [Int32]?
    ) throws(MetricError) {
        let counts = [outcomes.count, weights.count, clusters?.count ?? logOdds.count]
        guard counts.allSatisfy({ $0 == logOdds.count }) else { throw .lengthsDiffer }
        if let row = logOdds.firstIndex(where: \.isNaN) { throw .notANumber(row: row) }
        if let row = outcomes.firstIndex(where: { $0 != 0 && $0 != 1 }) { throw .notAnOutcome(row: row) }
        if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) { throw .badWeight(row: row) }
        if !weights.contains(where: { $0 > 0 }) { throw .noWeight }
    }

    private init(_ other: ScoredOutcomes, weights: [Double]) {
        (logOdds, outcomes, clusters, order) = (other.logOdds, other.outcomes, other.clusters, other.order)
        (losses, probabilities) = (other.losses, other.probabilities)
        self.weights = weights
    }

    /// The same rows under other weights, without sorting again: one bootstrap replicate.
    func reweighted(_ weights: [Double]) -> ScoredOutcomes { ScoredOutcomes(self, weights: weights) }

    public var count: Int { logOdds.count }
    public var totalWeight: Double { weights.reduce(0, +) }
    public var eventWeight: Double { zip(weights, outcomes).reduce(0) { $0 + $1.0 * $1.1 } }

    /// Weighted share of events.
    public var eventRate: Double { eventWeight / totalWeight }

    /// Whether both outcomes occur with positive weight.
    public var hasBothOutcomes: Bool { eventWeight > 0 && eventWeight < totalWeight }

    /// Groups of tied scores from the highest down: summed weight of events and of non-events.
    func tieGroups(_ body: (_ logOdds: Double, _ events: Double, _ others: Double) -> Void) {
        var index = 0
        while index < order.count {
            let score = logOdds[Int(order[index])]
            var (events, others) = (0.0, 0.0)
            while index < order.count, logOdds[Int(order[index])] == score {
                let row = Int(order[index])
                if outcomes[row] == 1 { events += weights[row] } else { others += weights[row] }
                index += 1
            }
            body(score, events, others)
        }
    }
}

/// Why scores cannot be judged.
public enum MetricError: Error, Equatable, Sendable, CustomStringConvertible {
    case lengthsDiffer
    case notANumber(row: Int)
    case notAnOutcome(row: Int)
    case badWeight(row: Int)
    case noWeight

    public var description: String {
        switch self {
        case .lengthsDiffer: "scores, outcomes, weights and clusters differ in length"
        case .notANumber(let row): "the score of row \(row + 1) is not a number"
        case .notAnOutcome(let row): "the outcome of row \(row + 1) is neither 0 nor 1"
        case .badWeight(let row): "the weight of row \(row + 1) is negative or not finite"
        case .noWeight: "no row has a positive weight"
        }
    }
}
