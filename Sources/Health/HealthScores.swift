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

    /// 0-100 after caps; NaN where the account is unscored.
    public let totals: [Double]
    /// Share of the counted weight whose measures are known, 0-1. A measure that is missing under `neutral` or `worst` has
    /// points, but is not known.
    public let coverage: [Double]
    /// Points of each measure (pilot ones too), by `Scorecard.measures`, as they enter the score: those of the policy
    /// where missing, NaN under `redistribute` and `block`.
    public let points: [[Double]]
    /// Weighted mean points by dimension, before caps; NaN where nothing of it is known.
    public let dimensions: [Signal.Dimension: [Double]]
    public let categories: [Signal.Category: [Double]]
    /// By row, the accounts without a score.
    public let unscored: [Int: Unscored]

    /// Scores every row of `frame`. A measure whose feature is not in the frame is missing in every row.
    public init(_ scorecard: Scorecard, _ frame: Frame) {
        let nothing = [Double](repeating: .nan, count: frame.rowCount)
        let measured = scorecard.measures.map { measure in
            MeasuredPoints(measure, frame[measure.feature].map { measure.points($0.values) } ?? nothing)
        }
        let weights = HealthScores.weights(scorecard)
        func mean(_ belongs: (Measure) -> Bool = { _ in true }) -> PointMeans {
            var mean = PointMeans(frame.rowCount)
            for (measured, weight) in zip(measured, weights) where weight > 0 && belongs(measured.measure) {
                mean.add(measured.filled, weight: weight, known: measured.known)
            }
            return mean
        }
        points = measured.map(\.filled)
        coverage = mean().known.map { min(1, $0) }
        unscored = HealthScores.unscored(measured, coverage)
        totals = HealthScores.totals(scorecard, measured, frame, unscored)
        dimensions = HealthScores.parts { value in mean { $0.dimension == value } }
        categories = HealthScores.parts { value in mean { $0.category == value } }
    }

    /// Share of the whole that each measure has when all are known; 0 for pilots. Sums to 1.
    public static func weights(_ scorecard: Scorecard) -> [Double] {
        let groupSum = scorecard.groups.reduce(0) { $0 + $1.weight }
        return scorecard.groups.flatMap { group in
            let sum = group.counted.reduce(0) { $0 + $1.weight }
            return group.measures.map { $0.isPilot || sum == 0 ? 0 : group.weight / groupSum * $0.weight / sum }
        }
    }

    /// The whole score people see, rounded half up; nil where unscored.
    public func rounded(_ row: Int) -> Int? { HealthScores.rounded(totals[row]) }

    /// Rounded half up; nil for NaN. A score within 1e-9 below a half counts as that half: a sum of parts that is 79.5 on
    /// paper must not fall to 79 for the last bit of a product.
    public static func rounded(_ score: Double) -> Int? {
        score.isNaN ? nil : Int((score + 1e-9).rounded(.toNearestOrAwayFromZero))
    }

    private static func unscored(_ measured: [MeasuredPoints], _ coverage: [Double]) -> [Int: Unscored] {
        var unscored: [Int: Unscored] = [:]
        for row in coverage.indices where !(coverage[row] > 0) { unscored[row] = .nothingKnown }
        for points in measured where points.measure.missing == .block && !points.measure.isPilot {
            for row in points.known.indices where points.known[row].isNaN && unscored[row] == nil {
                unscored[row] = .blocked(measure: points.measure.name)
            }
        }
        return unscored
    }

    private static func totals(
        _ scorecard: Scorecard, _ measured: [MeasuredPoints], _ frame: Frame, _ unscored: [Int: Unscored]
    ) -> [Double] {
        var total = PointMeans(frame.rowCount)
        var rest = measured[...]
        for group in scorecard.groups {
            var mean = PointMeans(frame.rowCount)
            for points in rest.prefix(group.measures.count) where !points.measure.isPilot {
                mean.add(points.filled, weight: points.measure.weight, known: points.known)
            }
            rest = rest.dropFirst(group.measures.count)
            total.add(mean.values, weight: group.weight, known: mean.values)
        }
        var totals = total.values.map { min(100, max(0, $0)) }
        for row in unscored.keys { totals[row] = .nan }
        for cap in scorecard.caps {
            guard let values = frame[cap.condition.feature]?.values else { continue }
            for row in totals.indices where totals[row] > cap.limit && cap.condition.holds(values, row: row) {
                totals[row] = cap.limit
            }
        }
        return totals
    }

    private static func parts<Part: CaseIterable & Hashable>(_ mean: (Part) -> PointMeans) -> [Part: [Double]] {
        Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, mean($0).valuesWhereKnown) })
    }
}

/// A measure's points before and after its policy for missing ones.
private struct MeasuredPoints {
    let measure: Measure
    /// NaN where missing.
    let known: [Double]
    let filled: [Double]

    init(_ measure: Measure, _ points: [Double]) {
        let ifMissing = measure.missing.points
        (self.measure, known) = (measure, points)
        filled = ifMissing.isNaN ? points : points.map { $0.isNaN ? ifMissing : $0 }
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

    mutating func add(_ points: [Double], weight: Double, known: [Double]) {
        for row in sums.indices where !points[row].isNaN {
            sums[row] += weight * points[row]
            weights[row] += weight
            if !known[row].isNaN { self.known[row] += weight }
        }
    }

    /// NaN where there is no weight.
    var values: [Double] { zip(sums, weights).map { $1 > 0 ? $0 / $1 : .nan } }

    var valuesWhereKnown: [Double] { zip(values, known).map { $1 > 0 ? $0 : .nan } }
}
