import Signals
import Tables

/// Health scores of whole columns of accounts.
public struct HealthScores: Sendable {
    /// Why an account has no score.
    public enum Unscored: Sendable, Hashable, CustomStringConvertible {
        /// No measure has points, or one that blocks has none.
        case nothingKnown
        /// This measure is missing under `block` (the first such).
        case blocked(measure: String)

        public var description: String {
            switch self {
            case .nothingKnown: "nothing known"
            case .blocked(let measure): "\(measure) not known"
            }
        }
    }

    /// The card that gave them.
    public let scorecard: Scorecard
    /// By row, the index of its profile in `Scorecard.profiles`.
    public let profiles: [Int]
    /// 0-100 after caps; NaN where the account is unscored.
    public let totals: [Double]
    /// The same before caps.
    public let uncapped: [Double]
    /// Share of the counted weight whose measures are known, 0-1. A measure that is missing under `neutral` or `worst` has
    /// points, but is not known; nor is one that expired.
    public let coverage: [Double]
    /// Points of each measure (pilot ones too), by `Scorecard.measures`, as they enter the score: faded, and those of the
    /// policy where missing, NaN under `redistribute` and `block`.
    public let points: [[Double]]
    /// Weighted mean points by dimension, before caps; NaN where nothing of it is known.
    public let dimensions: [Signal.Dimension: [Double]]
    /// Points of each tracking group, 0 to 100, one a row; NaN where nothing of it is known.
    public let categories: [Signal.Category: [Double]]
    /// By row, the accounts without a score.
    public let unscored: [Int: Unscored]
    /// By row, the index of the cap that holds the score down; -1 where none does.
    private let caps: [Int]

    /// Rows are scored in chunks of this size on all cores; a row's score does not depend on the others.
    private static let chunkSize = 1 << 13

    /// Scores every row of `frame`. A measure whose feature is not in the frame is missing in every row.
    public init(_ scorecard: Scorecard, _ frame: Frame) {
        let frame = HealthScores.needed(scorecard, frame)
        let chunks = frame.chunks(of: HealthScores.chunkSize)
        let parts = concurrentMap(chunks.count) { PartialScores(scorecard, frame.rows(chunks[$0])) }
        self.init(scorecard, PartialScores(joining: parts), frame)
    }

    private init(_ scorecard: Scorecard, _ all: PartialScores, _ frame: Frame) {
        self.scorecard = scorecard
        (profiles, coverage, points, unscored) = (all.profiles, all.coverage, all.points, all.unscored)
        var totals = all.uncapped
        for row in unscored.keys { totals[row] = .nan }
        uncapped = totals
        (self.totals, caps) = scorecard.capped(totals, frame)
        dimensions = Dictionary(uniqueKeysWithValues: zip(Signal.Dimension.allCases, all.dimensions))
        categories = Dictionary(uniqueKeysWithValues: zip(Signal.Category.allCases, all.categories))
    }

    /// Only the columns that a score is made of, so that chunks copy nothing else.
    private static func needed(_ scorecard: Scorecard, _ frame: Frame) -> Frame {
        let names = scorecard.scoredFeatureNames
        return Frame(columns: frame.columns.filter { names.contains($0.name) }, rowCount: frame.rowCount)
    }

    /// Share of the whole that each measure has in the default profile when all are known; 0 for pilots. Sums to 1.
    public static func weights(_ scorecard: Scorecard) -> [Double] { scorecard.defaultProfile.weights }

    /// The cap that holds the row's score down: the lowest of those whose condition holds.
    public func cap(_ row: Int) -> ScoreCap? { caps[row] < 0 ? nil : scorecard.caps[caps[row]] }

    /// The profile by which a row was scored.
    public func profile(_ row: Int) -> Profile { scorecard.profiles[profiles[row]] }

    /// The whole score people see, rounded half up; nil where unscored.
    public func rounded(_ row: Int) -> Int? { HealthScores.rounded(totals[row]) }

    /// Rounded half up; nil for NaN. A score within 1e-9 below a half counts as that half: a sum of parts that is 79.5 on
    /// paper must not fall to 79 for the last bit of a product.
    public static func rounded(_ score: Double) -> Int? {
        score.isNaN ? nil : Int((score + 1e-9).rounded(.toNearestOrAwayFromZero))
    }

    /// The whole parts that add up to the row's whole score; nil where it is unscored.
    public func parts(_ row: Int) -> ScoreParts? {
        guard let score = rounded(row), let before = HealthScores.rounded(uncapped[row]) else { return nil }
        let measures = profile(row).contributions(points.map { $0[row] })
        return ScoreParts(
            measures: Apportionment.integers(measures, total: before), cap: score - before, capReason: cap(row)?.reason)
    }
}

extension Scorecard {
    /// Scores held down by the caps whose condition holds, and which cap it is by row (-1 for none). NaN stays.
    func capped(_ totals: [Double], _ frame: Frame) -> (totals: [Double], caps: [Int]) {
        var totals = totals
        var holding = [Int](repeating: -1, count: totals.count)
        for (index, cap) in caps.enumerated() {
            guard let values = frame[cap.condition.feature]?.values else { continue }
            for row in totals.indices where totals[row] > cap.limit && cap.condition.holds(values, row: row) {
                (totals[row], holding[row]) = (cap.limit, index)
            }
        }
        return (totals, holding)
    }
}

extension Frame {
    /// The row numbers in pieces of at most `size`.
    fileprivate func chunks(of size: Int) -> [[Int]] {
        guard rowCount > size else { return [Array(0..<rowCount)] }
        return stride(from: 0, to: rowCount, by: size).map { Array($0..<min(rowCount, $0 + size)) }
    }
}
