/// Scores set against what happened. Scores are log-odds (any strictly increasing transformation serves the ranking
/// metrics); the ranking is done on them, never after the sigmoid, where distinct scores tie at 0 and 1.
public struct ScoredOutcomes: Sendable {
    /// Scores on the scale of log-odds, one a row.
    public let logOdds: [Double]
    /// 1 where the event (a lost renewal) happened, 0 where not.
    public let outcomes: [Double]
    /// Case weights; a weight of 2 is the row twice.
    public let weights: [Double]
    /// Rows of one account are one cluster; nil where every row stands alone.
    public let clusters: [Int32]?
    /// What is at stake in each row, for the metrics that need it.
    public private(set) var stakes: Stakes
    /// The distinct scores, sorted once: replicates share them.
    let levels: ScoreLevels
    /// Summed weight of the events at each level, and of the others.
    let events: [Double]
    let others: [Double]
    /// Weight of the rows in which the event came.
    public let eventWeight: Double
    /// Weight of all rows.
    public let totalWeight: Double

    /// - Throws: `MetricError` where lengths differ, a score is NaN, an outcome is not 0 or 1, or a weight is negative,
    ///   not finite, or all are zero; or where a stake is not finite, an amount negative, or an error costs less than
    ///   being right.
    public init(
        logOdds: [Double], outcomes: [Double], weights: [Double]? = nil, clusters: [Int32]? = nil,
        stakes: Stakes = Stakes()
    ) throws(MetricError) {
        let weights = weights ?? [Double](repeating: 1, count: logOdds.count)
        try ScoredOutcomes.check(logOdds, outcomes, weights, clusters)
        try stakes.check(count: logOdds.count)
        self.init(logOdds, outcomes, weights, clusters, stakes, ScoreLevels(logOdds))
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

    private init(
        _ logOdds: [Double], _ outcomes: [Double], _ weights: [Double], _ clusters: [Int32]?, _ stakes: Stakes,
        _ levels: ScoreLevels
    ) {
        (self.logOdds, self.outcomes, self.weights, self.clusters) = (logOdds, outcomes, weights, clusters)
        (self.stakes, self.levels) = (stakes, levels)
        (events, others) = levels.tally(outcomes, weights)
        eventWeight = events.reduce(0, +)
        totalWeight = eventWeight + others.reduce(0, +)
    }

    /// The same rows under other weights, without sorting again: one bootstrap replicate.
    func reweighted(_ weights: [Double]) -> ScoredOutcomes {
        ScoredOutcomes(logOdds, outcomes, weights, clusters, stakes, levels)
    }

    /// The same rows, from the highest score down: passes over them then read memory in its order.
    func sorted() -> ScoredOutcomes {
        func taken<Element>(_ values: [Element]) -> [Element] { levels.order.map { values[Int($0)] } }
        return ScoredOutcomes(
            taken(logOdds), taken(outcomes), taken(weights), clusters.map(taken), stakes.rows(levels.order),
            levels.inOrder())
    }

    /// The same rows with what is at stake in them.
    public func with(_ stakes: Stakes) throws(MetricError) -> ScoredOutcomes {
        try stakes.check(count: count)
        var copy = self
        copy.stakes = stakes
        return copy
    }

    /// The same rows, each counted by its amount: a weighted metric of these is the metric per unit of money.
    /// - Returns: nil where no amounts are known, or all are 0.
    func weightedByAmount() -> ScoredOutcomes? {
        guard let amounts = stakes.amounts else { return nil }
        let weighted = reweighted(zip(weights, amounts).map { $0 * $1 })
        return weighted.totalWeight > 0 ? weighted : nil
    }

    /// How many rows there are.
    public var count: Int { logOdds.count }

    /// Weighted share of events.
    public var eventRate: Double { eventWeight / totalWeight }

    /// Whether both outcomes occur with positive weight.
    public var hasBothOutcomes: Bool { eventWeight > 0 && eventWeight < totalWeight }

    /// One a row: the sigmoid of its log-odds.
    public var probabilities: [Double] { logOdds.map(Sigmoid.probability) }

    /// Log loss of each row: log(1 + exp(-η)) for events, log(1 + exp(η)) otherwise.
    var losses: [Double] { zip(logOdds, outcomes).map { Sigmoid.logLoss(logOdds: $0, outcome: $1) } }

    /// Groups of tied scores from the highest down: summed weight of events and of non-events.
    func tieGroups(_ body: (_ logOdds: Double, _ events: Double, _ others: Double) -> Void) {
        for level in levels.logOdds.indices { body(levels.logOdds[level], events[level], others[level]) }
    }

    /// Σ of an event's value at each level times the events' weight, and the same for the others.
    func sum(_ ofEvent: [Double], _ ofOther: [Double]) -> Double {
        var sum = 0.0
        for level in events.indices {
            // 0 · ∞: an impossible loss that did not happen costs nothing.
            if events[level] > 0 { sum += events[level] * ofEvent[level] }
            if others[level] > 0 { sum += others[level] * ofOther[level] }
        }
        return sum
    }

    /// Σ over the rows of each level of the row's weight times `values`: from the highest score down.
    func levelSums(_ values: (Int) -> Double) -> [Double] {
        var sums = [Double](repeating: 0, count: levels.count)
        for level in sums.indices {
            for place in levels.rows(level) {
                let row = Int(levels.order[place])
                sums[level] += weights[row] * values(row)
            }
        }
        return sums
    }
}

/// Why scores cannot be judged.
public enum MetricError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Columns of different length.
    case lengthsDiffer
    /// A score that is NaN.
    case notANumber(row: Int)
    /// An outcome other than 0 and 1.
    case notAnOutcome(row: Int)
    /// A weight below 0, or not finite.
    case badWeight(row: Int)
    /// All weights are 0.
    case noWeight
    /// An amount below 0, or not finite.
    case badAmount(row: Int)
    /// Costs that are not finite, or under which being wrong costs less than being right.
    case badCost(row: Int)
    /// A capacity that is not above 0.
    case badCapacity
    /// Costs or an acceptance that no campaign can have.
    case badCampaign

    public var description: String {
        switch self {
        case .lengthsDiffer: "scores, outcomes, weights, clusters and stakes differ in length"
        case .notANumber(let row): "the score of row \(row + 1) is not a number"
        case .notAnOutcome(let row): "the outcome of row \(row + 1) is neither 0 nor 1"
        case .badWeight(let row): "the weight of row \(row + 1) is negative or not finite"
        case .noWeight: "no row has a positive weight"
        case .badAmount(let row): "the amount of row \(row + 1) is negative or not finite"
        case .badCost(let row):
            "the costs of row \(row + 1) are not finite, or being wrong costs less there than being right"
        case .badCapacity: "a capacity is a number above 0"
        case .badCampaign: "a campaign's cost is 0 or more, its incentive and acceptance lie from 0 to 1"
        }
    }
}
