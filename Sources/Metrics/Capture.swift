/// What the riskiest share of rows holds: the expected events among them, where ties at the edge are drawn at random.
public struct Capture: Sendable, Equatable {
    /// Share of rows that is looked at, 0 to 1.
    public let share: Double
    /// Expected weight of events within the share.
    public let events: Double
    /// Events among all rows, weighted.
    public let totalEvents: Double

    /// nil where there are no events.
    public init?(_ scored: ScoredOutcomes, share: Double) {
        (self.share, events, totalEvents) = (share, Capture.events(scored, shares: [share])[0], scored.eventWeight)
        guard totalEvents > 0 else { return nil }
    }

    /// Expected weight of events within each share. Precondition: shares rise.
    static func events(_ scored: ScoredOutcomes, shares: [Double]) -> [Double] { held(scored, scored.events, shares) }

    /// What the rows within each share hold of `values`, sums by level.
    static func held(_ scored: ScoredOutcomes, _ values: [Double], _ shares: [Double]) -> [Double] {
        var (held, used, sum) = ([Double](), 0.0, 0.0)
        for level in values.indices {
            let weight = scored.events[level] + scored.others[level]
            guard weight > 0 else { continue }
            while held.count < shares.count, shares[held.count] * scored.totalWeight <= used + weight {
                held.append(sum + values[level] * max(0, shares[held.count] * scored.totalWeight - used) / weight)
            }
            sum += values[level]
            used += weight
        }
        return held + Array(repeating: sum, count: shares.count - held.count)
    }

    /// Share of all events that is held, 0 to 1.
    public var recall: Double { events / totalEvents }
    /// Recall over the share of rows: 1 is chance.
    public var lift: Double { recall / share }
}
