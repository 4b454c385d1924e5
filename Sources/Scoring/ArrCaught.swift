import Metrics

/// The share of the lost ARR that hangs on the riskiest renewals, as many as a team can look after (a share of the number of
/// renewals, not of their ARR). Tied scores at the edge count by their expected value: rule scores are whole numbers, so ties are the norm.
struct ArrCaught: Sendable {
    private let outcomes: [Double]
    private let arr: [Double]
    /// Rows of one score, the riskiest first.
    private let groups: [[Int]]
    let capacity: Double

    /// - Parameter arr: one a row of `scored`; 0 where it is not known.
    init(_ scored: ScoredOutcomes, arr: [Double], capacity: Double) {
        precondition(arr.count == scored.count, "one amount a row")
        (outcomes, self.arr, self.capacity) = (scored.outcomes, arr, capacity)
        let byScore = Dictionary(grouping: arr.indices) { scored.logOdds[$0] }
        groups = byScore.sorted { $0.key > $1.key }.map(\.value)
    }

    /// NaN where no ARR was lost.
    func value(_ weights: [Double]) -> Double {
        let limit = capacity * weights.reduce(0, +)
        var (used, caught, lost) = (0.0, 0.0, 0.0)
        for group in groups {
            let (weight, amount) = group.reduce((0.0, 0.0)) {
                ($0.0 + weights[$1], $0.1 + weights[$1] * arr[$1] * outcomes[$1])
            }
            lost += amount
            guard weight > 0, used < limit else { continue }
            caught += amount * min(1, (limit - used) / weight)
            used += weight
        }
        return lost > 0 ? caught / lost : .nan
    }

    /// With a clustered bootstrap interval. Precondition: `scored` has the rows this was made of.
    func estimate(_ scored: ScoredOutcomes, _ bootstrap: Bootstrap) -> Estimate {
        bootstrap.estimate(scored, ofWeights: value)
    }

    /// This less another of the same rows, paired.
    func less(_ other: ArrCaught, _ scored: ScoredOutcomes, _ bootstrap: Bootstrap) -> Estimate {
        bootstrap.estimate(scored, ofWeights: { value($0) - other.value($0) })
    }
}
