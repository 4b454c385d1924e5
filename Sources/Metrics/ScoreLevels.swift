/// The distinct scores of a set of rows, from the highest down, and the rows of each. Made once: a bootstrap replicate has
/// the same levels with other weights, and all that depends on the score alone is computed once a level.
struct ScoreLevels: Sendable {
    /// Row numbers by falling score; tied rows by their number.
    let order: [Int32]
    /// The rows of level k are at the places starts[k] ..< starts[k + 1] of `order`.
    private let starts: [Int32]
    let logOdds: [Double]
    let probabilities: [Double]
    /// -log P of an event at the level, and of a non-event.
    let eventLosses: [Double]
    let otherLosses: [Double]

    init(_ scores: [Double]) {
        order = RadixSort.fallingOrder(scores)
        var starts: [Int32] = []
        for (place, row) in order.enumerated()
        where place == 0 || scores[Int(row)] != scores[Int(order[place - 1])] { starts.append(Int32(place)) }
        logOdds = starts.map { [order] in scores[Int(order[Int($0)])] }
        self.starts = starts + [Int32(scores.count)]
        probabilities = logOdds.map(Sigmoid.probability)
        eventLosses = logOdds.map { Sigmoid.logLoss(logOdds: $0, outcome: 1) }
        otherLosses = logOdds.map { Sigmoid.logLoss(logOdds: $0, outcome: 0) }
    }

    private init(_ other: ScoreLevels, order: [Int32]) {
        (self.order, starts, logOdds) = (order, other.starts, other.logOdds)
        (probabilities, eventLosses, otherLosses) = (other.probabilities, other.eventLosses, other.otherLosses)
    }

    /// Of the same rows once they stand in their order.
    func inOrder() -> ScoreLevels { ScoreLevels(self, order: Array(0..<Int32(order.count))) }

    var count: Int { logOdds.count }

    /// Places in `order`.
    func rows(_ level: Int) -> Range<Int> { Int(starts[level])..<Int(starts[level + 1]) }

    /// Summed weight of the events at each level, and of the others.
    func tally(_ outcomes: [Double], _ weights: [Double]) -> (events: [Double], others: [Double]) {
        var events = [Double](repeating: 0, count: count)
        var others = events
        for level in 0..<count {
            var (ofEvents, ofOthers) = (0.0, 0.0)
            for place in rows(level) {
                let row = Int(order[place])
                if outcomes[row] == 1 { ofEvents += weights[row] } else { ofOthers += weights[row] }
            }
            (events[level], others[level]) = (ofEvents, ofOthers)
        }
        return (events, others)
    }
}
