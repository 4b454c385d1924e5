import Signals
import Tables

/// Health scores of whole columns of accounts.
public struct HealthScores: Sendable {
    /// Why an account has no score.
    public enum Unscored: Sendable, Hashable, CustomStringConvertible {
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

/// Whole numbers that sum to the whole score that is shown.
///
/// A measure's contribution is its share of the weight of what has points, times its points. The contributions sum to the
/// score before caps; they are rounded by the largest-remainder method (`Apportionment`) to the integer that this rounds to.
/// A cap is a part of its own, 0 or below. An override is not among them: it changes no computed score.
public struct ScoreParts: Sendable, Equatable {
    /// By `Scorecard.measures`; 0 for pilots and what has no points.
    public let measures: [Int]
    public let cap: Int
    public let capReason: String?

    /// The whole score that is shown.
    public var score: Int { measures.reduce(cap, +) }
}

/// Scores of some rows before caps.
struct PartialScores: Sendable {
    private(set) var profiles: [Int] = []
    private(set) var uncapped: [Double] = []
    private(set) var coverage: [Double] = []
    private(set) var points: [[Double]] = []
    private(set) var dimensions: [[Double]] = []
    private(set) var categories: [[Double]] = []
    private(set) var unscored: [Int: HealthScores.Unscored] = [:]

    /// Every row by its own profile.
    init(_ scorecard: Scorecard, _ frame: Frame) {
        guard scorecard.profiles.count > 1, frame.rowCount > 0 else {
            self.init(scorecard.profiles[0], index: 0, frame)
            return
        }
        let indices = scorecard.profileIndices(frame)
        let used = Set(indices).sorted()
        var (parts, rows): ([PartialScores], [Int]) = ([], [])
        for index in used {
            let own = indices.indices.filter { indices[$0] == index }
            parts.append(PartialScores(scorecard.profiles[index], index: index, frame.rows(own)))
            rows += own
        }
        self = PartialScores(joining: parts).moved(to: rows)
    }

    private init(_ profile: Profile, index: Int, _ frame: Frame) {
        let (measures, weights) = (profile.measures, profile.weights)
        let known = measures.map { MeasureReadings($0, frame).known }
        let filled = zip(measures, known).map { $0.filled($1) }
        func mean(_ belongs: (Measure) -> Bool) -> PointMeans {
            var mean = PointMeans(frame.rowCount)
            for place in measures.indices where weights[place] > 0 && belongs(measures[place]) {
                mean.add(filled[place], weight: weights[place], known: known[place])
            }
            return mean
        }
        profiles = [Int](repeating: index, count: frame.rowCount)
        points = filled
        coverage = mean { _ in true }.known.map { min(1, $0) }
        uncapped = profile.totals(filled, rowCount: frame.rowCount)
        dimensions = Signal.Dimension.allCases.map { value in mean { $0.dimension == value }.valuesWhereKnown }
        categories = Signal.Category.allCases.map { value in mean { $0.category == value }.valuesWhereKnown }
        for row in coverage.indices where !(coverage[row] > 0) { unscored[row] = .nothingKnown }
        for place in measures.indices where measures[place].missing == .block && weights[place] > 0 {
            for row in known[place].indices where known[place][row].isNaN && unscored[row] == nil {
                unscored[row] = .blocked(measure: measures[place].name)
            }
        }
    }

    /// The rows of all, one behind the other.
    init(joining all: [PartialScores]) {
        guard let first = all.first else { return }
        if all.count == 1 {
            self = first
            return
        }
        profiles = all.flatMap(\.profiles)
        uncapped = all.flatMap(\.uncapped)
        coverage = all.flatMap(\.coverage)
        points = PartialScores.joined(all.map(\.points))
        dimensions = PartialScores.joined(all.map(\.dimensions))
        categories = PartialScores.joined(all.map(\.categories))
        var start = 0
        for part in all {
            for (row, why) in part.unscored { unscored[start + row] = why }
            start += part.profiles.count
        }
    }

    private static func joined(_ parts: [[[Double]]]) -> [[Double]] {
        concurrentMap(parts[0].count) { column in Array(parts.map { $0[column] }.joined()) }
    }

    /// Row i as row `rows[i]`.
    private func moved(to rows: [Int]) -> PartialScores {
        var order = rows
        for (place, row) in rows.enumerated() { order[row] = place }
        func sorted<Value>(_ values: [Value]) -> [Value] { order.map { values[$0] } }
        var moved = self
        (moved.profiles, moved.uncapped, moved.coverage) = (sorted(profiles), sorted(uncapped), sorted(coverage))
        moved.points = points.map(sorted)
        moved.dimensions = dimensions.map(sorted)
        moved.categories = categories.map(sorted)
        moved.unscored = Dictionary(uniqueKeysWithValues: unscored.map { (rows[$0.key], $0.value) })
        return moved
    }
}

/// What one measure's readings say of every row: the points of its map, and how old the readings are.
package struct MeasureReadings: Sendable {
    package let measure: Measure
    /// NaN where missing, however old.
    package let mapped: [Double]
    /// Days; nil where readings do not grow old.
    package let ages: [Double]?

    package init(_ measure: Measure, _ frame: Frame) {
        self.init(measure, measure.mapped(frame), measure.ages(frame))
    }

    package init(_ measure: Measure, _ mapped: [Double], _ ages: [Double]?) {
        (self.measure, self.mapped, self.ages) = (measure, mapped, ages)
    }

    /// After fading and expiry; NaN where missing.
    package var known: [Double] { measure.aged(mapped, ages) }

    /// As they enter the score.
    package var filled: [Double] { measure.filled(known) }
}

extension Measure {
    /// With the points of the policy where missing.
    func filled(_ known: [Double]) -> [Double] {
        let ifMissing = missing.points
        return ifMissing.isNaN ? known : known.map { $0.isNaN ? ifMissing : $0 }
    }
}

extension Profile {
    /// Share of the whole that each measure has when all are known; 0 for pilots. Sums to 1.
    public var weights: [Double] {
        let groupSum = groups.reduce(0) { $0 + $1.weight }
        return groups.flatMap { group in
            let sum = group.counted.reduce(0) { $0 + $1.weight }
            return group.measures.map { $0.isPilot || sum == 0 ? 0 : group.weight / groupSum * $0.weight / sum }
        }
    }

    /// Scores before caps of rows with these points, by measure; NaN where no counted measure has points.
    package func totals(_ filled: [[Double]], rowCount: Int) -> [Double] {
        var total = PointMeans(rowCount)
        var rest = filled[...]
        for group in groups {
            var mean = PointMeans(rowCount)
            for (measure, points) in zip(group.measures, rest) where !measure.isPilot {
                mean.add(points, weight: measure.weight)
            }
            rest = rest.dropFirst(group.measures.count)
            total.add(mean.values, weight: group.weight)
        }
        return total.values.map { $0.isNaN ? .nan : min(100, max(0, $0)) }
    }

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

/// Weighted means of columns of points, row by row; NaN leaves a row's sums.
private struct PointMeans {
    private var sums: [Double]
    private var weights: [Double]
    /// Weight of what is known.
    private(set) var known: [Double]

    init(_ rowCount: Int) {
        sums = [Double](repeating: 0, count: rowCount)
        (weights, known) = (sums, sums)
    }

    mutating func add(_ points: [Double], weight: Double) {
        for row in sums.indices where !points[row].isNaN {
            sums[row] += weight * points[row]
            weights[row] += weight
        }
    }

    mutating func add(_ points: [Double], weight: Double, known: [Double]) {
        add(points, weight: weight)
        for row in sums.indices where !known[row].isNaN { self.known[row] += weight }
    }

    /// NaN where there is no weight.
    var values: [Double] { zip(sums, weights).map { $1 > 0 ? $0 / $1 : .nan } }

    var valuesWhereKnown: [Double] { zip(values, known).map { $1 > 0 ? $0 : .nan } }
}
