/// What the riskiest share of rows holds: the expected events among them, where ties at the edge are drawn at random.
public struct Capture: Sendable, Equatable {
    public let share: Double
    /// Expected weight of events within the share.
    public let events: Double
    public let totalEvents: Double

    /// nil where there are no events.
    public init?(_ scored: ScoredOutcomes, share: Double) {
        let capacity = share * scored.totalWeight
        var (used, caught) = (0.0, 0.0)
        scored.tieGroups { _, events, others in
            let weight = events + others
            guard used < capacity, weight > 0 else { return }
            let taken = min(weight, capacity - used)
            caught += events * taken / weight
            used += taken
        }
        (self.share, events, totalEvents) = (share, caught, scored.eventWeight)
        guard totalEvents > 0 else { return nil }
    }

    public var recall: Double { events / totalEvents }
    public var lift: Double { recall / share }
}
