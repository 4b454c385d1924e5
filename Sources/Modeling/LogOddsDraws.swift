import Foundation
import LinearAlgebra
import Tables

/// What the uncertainty of a model's weights does to the log-odds of many rows at once: draws of the weights from the normal
/// distribution with the fit's covariance. Rows move together as their columns say, which intervals row by row do not tell.
///
/// It holds what the covariance holds: not the choice of penalty and terms, nor the calibration.
public struct LogOddsDraws: Sendable {
    /// The design columns behind one of ones.
    private let design: Matrix
    /// F with F Fᵀ the covariance, times the slope of the calibration.
    private let factor: Matrix
    private let seed: UInt64

    /// Draws for the rows that were predicted; the same seed gives the same draws.
    public init(_ model: ChurnModel, _ predictions: Predictions, seed: UInt64 = 42) {
        design = predictions.design
        let slope = model.calibration.line?.slope ?? 1
        // Aliased columns have no weight, so no uncertainty.
        let finite = Matrix(rows: model.fit.covariance.rows, columnCount: model.fit.covariance.columns) { column in
            model.fit.covariance.column(column).map { $0.isNaN ? 0 : $0 * slope * slope }
        }
        factor = SemidefiniteFactor.of(finite)
        self.seed = seed
    }

    /// What is added to each row's calibrated log-odds in one draw; the same for the same number.
    public func deviations(_ draw: Int) -> [Double] {
        // Numbers of its own: who draws outcomes under the same seed and stream must not draw these.
        var random = SeededGenerator(seed: ~seed, stream: UInt64(draw))
        let normals = (0..<factor.columns).map { _ in random.normal() }
        let weights = (0..<factor.rows).map { row in
            normals.indices.reduce(0.0) { $0 + factor[row, $1] * normals[$1] }
        }
        var sums = [Double](repeating: weights[0], count: design.rows)
        for column in 0..<design.columns {
            let values = design.column(column)
            for row in sums.indices { sums[row] += weights[column + 1] * values[row] }
        }
        return sums
    }
}
