import Tables

/// Pairs of an event and a non-event: how many there are, and in how many the event scores higher.
struct PairCount {
    /// Twice the pairs won, ties counting once.
    let doubled: Int
    let pairs: Int

    var area: Double { pairs > 0 ? Double(doubled) / Double(2 * pairs) : .nan }

    init(_ logOdds: [Double], _ outcomes: [Double]) {
        let middle = logOdds.count / 2
        let halves = concurrentMap(2) { half in
            PairCount.sortedKeys(logOdds, outcomes, rows: half == 0 ? 0..<middle : middle..<logOdds.count)
        }
        // Each half's events against each half's others.
        let won = concurrentMap(4) { part in
            PairCount.doubledWins(halves[part / 2].events, halves[part % 2].others)
        }
        doubled = won.reduce(0, +)
        pairs = halves.reduce(0) { $0 + $1.events.count } * halves.reduce(0) { $0 + $1.others.count }
    }

    private static func sortedKeys(
        _ logOdds: [Double], _ outcomes: [Double], rows: Range<Int>
    ) -> (events: [UInt64], others: [UInt64]) {
        let count = rows.reduce(0) { $0 + (outcomes[$1] == 1 ? 1 : 0) }
        var events = [UInt64](repeating: 0, count: count)
        var others = [UInt64](repeating: 0, count: rows.count - count)
        var (event, other) = (0, 0)
        for row in rows {
            if outcomes[row] == 1 {
                events[event] = RadixSort.key(logOdds[row])
                event += 1
            } else {
                others[other] = RadixSort.key(logOdds[row])
                other += 1
            }
        }
        return (RadixSort.sorted(events), RadixSort.sorted(others))
    }

    /// Both rising: for each event, twice the others below it and once those equal to it.
    private static func doubledWins(_ events: [UInt64], _ others: [UInt64]) -> Int {
        var (below, upTo, sum) = (0, 0, 0)
        for event in events {
            while below < others.count, others[below] < event { below += 1 }
            upTo = max(upTo, below)
            while upTo < others.count, others[upTo] == event { upTo += 1 }
            sum += below + upTo
        }
        return sum
    }
}
