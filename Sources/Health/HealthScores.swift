import Foundation
import Signals
import Tables

/// Health scores of whole columns of accounts.
public struct HealthScores: Sendable {
    /// 0-100 after caps; NaN where the account is unscored (no measure known, or a blocking one missing).
    public let totals: [Double]
    /// Share of the counted weight whose measures are known, 0-1.
    public let coverage: [Double]
    /// Points of each measure (pilot ones too), by `Scorecard.measures`; NaN where missing.
    public let points: [[Double]]
    /// Weighted mean points by dimension; NaN where nothing is known.
    public let dimensions: [Signal.Dimension: [Double]]
    public let categories: [Signal.Category: [Double]]

    /// Scores every row of `frame`, which must hold every feature of the scorecard.
    public init(_ scorecard: Scorecard, _ frame: Frame) {
        let measures = scorecard.measures
        let points = measures.map { measure in
            frame[measure.feature].map { measure.points($0.values) } ?? [Double](repeating: .nan, count: frame.rowCount)
        }
        let weights = HealthScores.weights(scorecard)
        self.points = points
        totals = HealthScores.capped(HealthScores.totals(scorecard, points, frame.rowCount), scorecard, frame)
        coverage = (0..<frame.rowCount).map { row in
            zip(weights, points).reduce(0) { $0 + ($1.1[row].isNaN ? 0 : $1.0) }
        }
        func part(_ belongs: (Measure) -> Bool) -> [Double] {
            let members = measures.indices.filter { belongs(measures[$0]) && weights[$0] > 0 }
            return (0..<frame.rowCount).map { HealthScores.mean(members, weights, points, row: $0) }
        }
        dimensions = Dictionary(uniqueKeysWithValues: Signal.Dimension.allCases.map { value in (value, part { $0.dimension == value }) })
        categories = Dictionary(uniqueKeysWithValues: Signal.Category.allCases.map { value in (value, part { $0.category == value }) })
    }

    /// Share of the whole that each measure has when all are known; 0 for pilots. Sums to 1.
    public static func weights(_ scorecard: Scorecard) -> [Double] {
        let groupSum = scorecard.groups.reduce(0) { $0 + $1.weight }
        return scorecard.groups.flatMap { group in
            let sum = group.measures.reduce(0) { $0 + ($1.isPilot ? 0 : $1.weight) }
            return group.measures.map { $0.isPilot || sum == 0 ? 0 : group.weight / groupSum * $0.weight / sum }
        }
    }

    private static func totals(_ scorecard: Scorecard, _ points: [[Double]], _ rowCount: Int) -> [Double] {
        (0..<rowCount).map { row in
            var (sum, weightSum, measure) = (0.0, 0.0, 0)
            for group in scorecard.groups {
                var (groupSum, groupWeight) = (0.0, 0.0)
                for rule in group.measures {
                    let value = points[measure][row]
                    measure += 1
                    if rule.isPilot { continue }
                    if value.isNaN {
                        if rule.missing == .block { return .nan }
                    } else {
                        groupSum += rule.weight * value
                        groupWeight += rule.weight
                    }
                }
                if groupWeight > 0 {
                    sum += group.weight * groupSum / groupWeight
                    weightSum += group.weight
                }
            }
            return weightSum > 0 ? sum / weightSum : .nan
        }
    }

    private static func capped(_ totals: [Double], _ scorecard: Scorecard, _ frame: Frame) -> [Double] {
        var totals = totals
        for cap in scorecard.caps {
            guard let column = frame[cap.condition.feature] else { continue }
            for row in totals.indices where totals[row] > cap.limit && cap.condition.holds(column.values, row: row) {
                totals[row] = cap.limit
            }
        }
        return totals
    }

    private static func mean(_ members: [Int], _ weights: [Double], _ points: [[Double]], row: Int) -> Double {
        var (sum, weightSum) = (0.0, 0.0)
        for member in members where !points[member][row].isNaN {
            sum += weights[member] * points[member][row]
            weightSum += weights[member]
        }
        return weightSum > 0 ? sum / weightSum : .nan
    }

    /// The whole score people see, rounded half up; nil where unscored.
    public func rounded(_ row: Int) -> Int? { HealthScores.rounded(totals[row]) }

    public static func rounded(_ score: Double) -> Int? {
        score.isNaN ? nil : Int((score + 0.5).rounded(.down))
    }
}
