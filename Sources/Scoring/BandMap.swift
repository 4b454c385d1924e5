import Health
import Metrics

/// Whole scores pooled into cells in which the share of renewals rises: what `BandCalibration` tells, and what makes probabilities of
/// a hand-set score.
public struct BandMap: Sendable {
    /// A group of renewals: how many, how many lost, the probability for the next one.
    public struct Cell: Sendable {
        /// The scores that it holds.
        public fileprivate(set) var scores: ClosedRange<Int>
        /// Rows in it that were learned from.
        public fileprivate(set) var rows: [Int]
        fileprivate var kept: Double

        /// Of renewal: (kept + ½)/(n + 1), the mean under Jeffreys' prior.
        public var probability: Double { (kept + 0.5) / (Double(rows.count) + 1) }

        fileprivate func joined(_ next: Cell) -> Cell {
            Cell(scores: scores.lowerBound...next.scores.upperBound, rows: rows + next.rows, kept: kept + next.kept)
        }
    }

    /// By rising score; they cover all ranges, and probabilities rise strictly.
    public let cells: [Cell]

    /// Renewals of the smallest cell.
    public static let leastRows = 30
    /// Each score for itself.
    public static let wholeScores = (0...100).map { $0...$0 }

    /// - Parameters:
    ///   - scores: whole scores; nil where there is none.
    ///   - outcomes: 1 where the renewal was lost.
    ///   - rows: those that are learned from; those without a score are not.
    ///   - ranges: of scores, rising, to begin with: bands, or `wholeScores`. Neighbours are joined until each has `leastRows` rows and
    ///     probabilities rise (pool adjacent violators; Ayer et al. 1955).
    public init(scores: [Int?], outcomes: [Double], rows: [Int], ranges: [ClosedRange<Int>]) {
        var byScore: [Int: [Int]] = [:]
        for row in rows { if let score = scores[row] { byScore[score, default: []].append(row) } }
        cells = BandMap.pooled(
            ranges.map { range in
                let members = range.flatMap { byScore[$0] ?? [] }
                return Cell(scores: range, rows: members, kept: members.reduce(0) { $0 + 1 - outcomes[$1] })
            })
    }

    /// Joins neighbours until each has enough rows and probabilities rise.
    private static func pooled(_ cells: [Cell]) -> [Cell] {
        var large: [Cell] = []
        for cell in cells {
            if let last = large.last, last.rows.count < leastRows {
                large[large.count - 1] = last.joined(cell)
            } else {
                large.append(cell)
            }
        }
        if large.count > 1, let last = large.last, last.rows.count < leastRows {
            large.removeLast()
            large[large.count - 1] = large[large.count - 1].joined(last)
        }
        var rising: [Cell] = []
        for cell in large {
            rising.append(cell)
            while rising.count > 1, rising[rising.count - 2].probability >= rising[rising.count - 1].probability {
                let top = rising.removeLast()
                rising[rising.count - 1] = rising[rising.count - 1].joined(top)
            }
        }
        return rising
    }

    /// Log-odds of loss; NaN without a score.
    public func risk(_ score: Int?) -> Double {
        guard let score, let cell = cells.first(where: { $0.scores.contains(score) }) ?? cells.last else { return .nan }
        return -Logit.of(cell.probability)
    }

    /// Log-odds of loss that a health score stands for, each learned on other rows: those of the fold's training. Bands, or whole scores
    /// from `BandCalibration.leastForScores` rows on.
    /// - Parameter outcomes: of the rows, with their clusters.
    /// - Parameter folds: which rows are learned from and which are judged.
    /// - Parameter bands: of the scorecard, by rising health.
    /// - Parameter health: of all rows; NaN where unscored.
    /// - Returns: one a tested row, fold behind fold; NaN where unscored.
    public static func crossFitted(
        health: [Double], outcomes: [Double], folds: [(training: [Int], test: [Int])], bands: [Band]
    ) -> [Double] {
        let scores = health.map(HealthScores.rounded)
        return folds.flatMap { fold -> [Double] in
            let isByScore = fold.training.count >= BandCalibration.leastForScores
            let map = BandMap(
                scores: scores, outcomes: outcomes, rows: fold.training,
                ranges: isByScore ? wholeScores : bands.map(\.range))
            return fold.test.map { map.risk(scores[$0]) }
        }
    }
}
