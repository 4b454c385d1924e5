/// Whole numbers that sum to the whole score that is shown.
///
/// A measure's contribution is its share of the weight of what has points, times its points. The contributions sum to the
/// score before caps; they are rounded by the largest-remainder method (`Apportionment`) to the integer that this rounds to.
/// A cap is a part of its own, 0 or below. An override is not among them: it changes no computed score.
public struct ScoreParts: Sendable, Equatable {
    /// By `Scorecard.measures`; 0 for pilots and what has no points.
    public let measures: [Int]
    /// Points that a cap takes, at most 0.
    public let cap: Int
    /// Why; nil where no cap holds.
    public let capReason: String?

    /// The whole score that is shown.
    public var score: Int { measures.reduce(cap, +) }
}

extension Profile {
    /// What each measure adds to the score of a row with these points; they sum to the score before caps.
    func contributions(_ points: [Double]) -> [Double] {
        var shares = weights
        var first = 0
        var known = 0.0
        for group in groups {
            let places = first..<(first + group.measures.count)
            let own = places.filter { shares[$0] > 0 && !points[$0].isNaN }
            let sum = own.reduce(0) { $0 + shares[$1] }
            for place in places {
                shares[place] = points[place].isNaN || sum == 0 ? 0 : group.weight * shares[place] / sum
            }
            if sum > 0 { known += group.weight }
            first = places.upperBound
        }
        return zip(shares, points).map { $0 > 0 ? $0 / known * $1 : 0 }
    }
}
