/// Two isotonic maps for each score s: p₀(s) had the new row outcome 0, p₁(s) had it outcome 1; one of the two is calibrated
/// whatever the scores' distribution, as long as rows are exchangeable.
///
/// Inductive Venn-Abers (Vovk, Petej and Fedorova, NeurIPS 28, 2015). `interval` is [p₀, p₁], wide where rows are few; the
/// probability is p₁ / (1 - p₀ + p₁), the minimax choice under log loss, which is never 0 or 1. The new row has weight 1.
/// Isotonic fits of rows before and after s are kept as chains of blocks, so learning costs little more than sorting.
public struct VennAbersCalibrator: Calibrator {
    public static let name = "venn-abers"
    public static let summary = "any rising shape with an interval for each score; sound from a few hundred rows on"

    /// Scores at which the maps change, rising.
    public let scores: [Double]
    /// p₀ and p₁: below the first score, at it, between it and the next, ..., above the last.
    public let low: [Double]
    /// p₁ at each score of the grid.
    public let high: [Double]

    /// [p₀, p₁] for one score; NaN for NaN.
    public func interval(forLogOdds score: Double) -> (low: Double, high: Double) {
        guard !score.isNaN else { return (score, score) }
        // The first of `scores` at or above the score.
        var (first, last) = (0, scores.count)
        while first < last {
            let middle = (first + last) / 2
            if scores[middle] < score { first = middle + 1 } else { last = middle }
        }
        let piece = first < scores.count && scores[first] == score ? 2 * first + 1 : 2 * first
        return (low[piece], high[piece])
    }

    public func probabilities(forLogOdds scores: [Double]) -> [Double] {
        scores.map { score in
            let (low, high) = interval(forLogOdds: score)
            return high / (1 - low + high)
        }
    }

    public static func fit(_ data: CalibrationData) -> VennAbersCalibrator {
        let ties = TiedScores(data)
        let before = Chains(ties.pools) { $0.mean >= $1.mean }
        let after = Chains(ties.pools.reversed()) { $0.mean <= $1.mean }
        let count = ties.pools.count
        var bounds: [[Double]] = [[], []]
        for piece in 0...2 * count {
            // Odd pieces are at a score, whose rows the new one joins; even pieces lie between.
            let (place, tied) = (piece / 2, piece % 2 == 1 ? ties.pools[piece / 2] : ScorePool(weight: 0, events: 0))
            for outcome in [0.0, 1] {
                let new = ScorePool(weight: tied.weight + 1, events: tied.events + outcome)
                let left = before.chain(place)
                let right = after.chain(count - place - (piece % 2))
                bounds[Int(outcome)].append(merged(new, left, right))
            }
        }
        return VennAbersCalibrator(scores: ties.scores, low: rising(bounds[0]), high: rising(bounds[1])).compact
    }

    /// The mean of the new row's block once it has swallowed every neighbour that is out of order with it.
    private static func merged(_ new: ScorePool, _ left: Chains.Walk, _ right: Chains.Walk) -> Double {
        var (block, left, right) = (new, left, right)
        while true {
            if let next = left.top, next.mean >= block.mean {
                block.absorb(next)
                left.drop()
            } else if let next = right.top, next.mean <= block.mean {
                block.absorb(next)
                right.drop()
            } else {
                return block.mean
            }
        }
    }

    /// Rounding must not make a map fall.
    private static func rising(_ values: [Double]) -> [Double] {
        var largest = 0.0
        return values.map { value in
            largest = max(largest, min(value, 1))
            return largest
        }
    }

    /// The same maps without scores at which nothing changes.
    private var compact: VennAbersCalibrator {
        let kept = scores.indices.filter { k in
            (2 * k + 1...2 * k + 2).contains { low[$0] != low[2 * k] || high[$0] != high[2 * k] }
        }
        func part(_ values: [Double]) -> [Double] {
            [values[0]] + kept.flatMap { [values[2 * $0 + 1], values[2 * $0 + 2]] }
        }
        return VennAbersCalibrator(scores: kept.map { scores[$0] }, low: part(low), high: part(high))
    }
}

/// The isotonic blocks of the first 0, 1, 2... pools, all at once: blocks point to the one before them, so that stacks share.
private struct Chains {
    private var blocks: [(pool: ScorePool, before: Int)] = []
    /// Last block of the first k pools, -1 for none.
    private var tops = [-1]

    init(_ pools: [ScorePool], isOutOfOrder: (ScorePool, ScorePool) -> Bool) {
        for pool in pools {
            var (block, before) = (pool, tops[tops.count - 1])
            while before >= 0, isOutOfOrder(blocks[before].pool, block) {
                block.absorb(blocks[before].pool)
                before = blocks[before].before
            }
            blocks.append((block, before))
            tops.append(blocks.count - 1)
        }
    }

    /// The blocks of the first `count` pools, from the last.
    func chain(_ count: Int) -> Walk { Walk(chains: self, place: tops[count]) }

    struct Walk {
        let chains: Chains
        var place: Int
        var top: ScorePool? { place >= 0 ? chains.blocks[place].pool : nil }
        mutating func drop() { place = chains.blocks[place].before }
    }
}
