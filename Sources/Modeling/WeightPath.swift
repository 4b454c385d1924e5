import Foundation
import Regression
import Tables

/// A model's weights as its penalty is loosened: from 100 times the chosen strength λ to a hundredth of it, in equal ratios.
///
/// Each weight is the log-odds of churn for one standard deviation more of its column, so that columns can be compared. The fits
/// are exact at each strength, on the rows that the model learned from; nothing is chosen by them. A weight that keeps its sign and
/// size over a wide range of strengths is carried by the data, one that turns or explodes as λ falls is carried by the penalty
/// (columns that explain each other, too few losses).
public struct WeightPath: Sendable {
    /// The weights at one strength.
    public struct Point: Sendable {
        /// Strength of the penalty, above 0.
        public let lambda: Double
        /// Log-odds for one standard deviation more, in the order of `WeightPath.names`.
        public let weights: [Double]
    }

    /// The model's columns, in the order of the design.
    public let names: [String]
    /// The strength that cross-validation (or the user) chose.
    public let chosen: Double
    /// By falling strength; the chosen one is in the middle.
    public let points: [Point]

    /// Strengths on either side of the chosen one.
    private static let half = 12
    /// How far the path goes on either side.
    private static let reach = 100.0

    fileprivate init(_ fit: PreparedFit, chosen: Double) throws(TrainingError) {
        var points: [Point] = []
        for step in -WeightPath.half...WeightPath.half {
            let ratio = step == 0 ? 1 : pow(WeightPath.reach, -Double(step) / Double(WeightPath.half))
            let found = try fit.fit(lambda: chosen * ratio, errors: .model)
            let weights = zip(fit.preparation.columns, found.weights.dropFirst()).map { $0.scale * $1 }
            points.append(Point(lambda: chosen * ratio, weights: weights))
        }
        (names, self.chosen, self.points) = (fit.preparation.columns.map(\.name), chosen, points)
    }

    /// Columns column, lambda, coefficient: one row a strength of the columns with the largest weights under the chosen one.
    /// - Parameter limit: so many columns.
    public func table(limit: Int) -> Table {
        let middle = points[WeightPath.half].weights
        let largest = names.indices.sorted { (-abs(middle[$0]), $0) < (-abs(middle[$1]), $1) }.prefix(limit)
        return Table(
            "path",
            columns: [
                .init("column"), .init("lambda", .significant(3)), .init("coefficient", .significant(4)),
            ],
            rows: largest.flatMap { column in
                points.map { [.text(names[column]), .number($0.lambda), .number($0.weights[column])] }
            })
    }
}

extension Training {
    /// The weights along the penalty; nil where the penalty has no strength (`none`, `firth`).
    /// - Throws: `TrainingError.regression` where a fit fails at some strength.
    public func weightPath() throws(TrainingError) -> WeightPath? {
        guard let chosen = model.lambda, chosen > 0 else { return nil }
        return try WeightPath(final, chosen: chosen)
    }
}
