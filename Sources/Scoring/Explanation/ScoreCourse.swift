import Documents
import Features
import Foundation
import Health
import Modeling
import Signals
import Tables

/// Both scores of one account on several days, each made of what was known before that day.
///
/// Not promised: what would have been said on those days. The model and the scorecard are those of today, and the model may
/// have learned from what came after.
public struct ScoreCourse: Sendable {
    /// The days, oldest first.
    public let days: [Day]
    /// Calibrated P(churn) on each day, 0 to 1; NaN where the account was no customer yet, or had nothing to renew.
    public let probabilities: [Double]
    /// Health on each day, 0 to 100; NaN where it had none.
    public let health: [Double]

    /// - Parameters:
    ///   - model: the model of today.
    ///   - scorecard: the scorecard of today; nil for P(churn) alone.
    ///   - table: rows of one account, at most one a day; rows of other days do not count.
    ///   - days: oldest first, at least one.
    /// - Throws: `PreparationError` where the table lacks what the model needs.
    public init(
        _ model: ChurnModel, _ scorecard: Scorecard?, _ table: FeatureTable, on days: [Day]
    ) throws(PreparationError) {
        let predictions = try model.predict(table.frame)
        let health = scorecard.map { HealthScores($0, table.frame).totals }
        let rows = Dictionary(table.rows.enumerated().map { ($1.asOf, $0) }) { first, _ in first }
        let logOdds = model.calibration.logOdds(predictions.raw)
        self.days = days
        probabilities = days.map { day in rows[day].map { 1 / (1 + exp(-logOdds[$0])) } ?? .nan }
        self.health = days.map { day in rows[day].flatMap { health?[$0] } ?? .nan }
    }

    /// One row a score: columns score, course, first, least, greatest, now; P(churn) in per cent. A score that was never known
    /// has none.
    public var table: Table {
        Table(
            "score_course",
            columns: [
                .init("score"), .init("course", title: "\(days[0]) to \(days[days.count - 1])"),
                .init("first", .decimals(0)), .init("least", .decimals(0)), .init("greatest", .decimals(0)),
                .init("now", .decimals(0)),
            ],
            rows: [("P(churn), %", probabilities.map { 100 * $0 }), ("health", health)].compactMap(ScoreCourse.row))
    }

    private static func row(_ name: String, _ values: [Double]) -> [Table.Cell]? {
        let known = values.filter { !$0.isNaN }
        guard let least = known.min(), let greatest = known.max() else { return nil }
        return [
            .text(name), .course(values), .number(known[0]), .number(least), .number(greatest),
            .number(values[values.count - 1]),
        ]
    }

    /// The days and both scores, `null` where there is none.
    public var json: JSON {
        func numbers(_ values: [Double]) -> JSON { Table.Cell.course(values).json }
        return .members([
            "days": .strings(days.map(\.description)), "p_churn": numbers(probabilities), "health": numbers(health),
        ])
    }
}
