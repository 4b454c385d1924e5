import LinearAlgebra
import Synchronization

/// The least w·|y - μ| of the rows that count and have outcome 0 or 1, found on the way of a pass.
final class LeastSurprise: Sendable {
    private let least = Mutex(Double.infinity)
    private let outcome: [Double]
    private let weights: [Double]?

    init(outcome: [Double], weights: [Double]?) { (self.outcome, self.weights) = (outcome, weights) }

    /// Infinite where there was no such row.
    var value: Double { least.withLock { $0 } }

    /// `inner`, watched.
    func watching(_ inner: @escaping StandardizedDesign.Pointwise) -> StandardizedDesign.Pointwise {
        { rows, predictor, residual, curvature in
            let loss = inner(rows, predictor, &residual, &curvature)
            let low = self.weights.map { self.low(rows, residual, weights: $0) } ?? self.low(rows, residual)
            self.least.withLock { $0 = min($0, low) }
            return loss
        }
    }

    private func low(_ rows: Range<Int>, _ residual: [Double]) -> Double {
        var low = Double.infinity
        for (k, i) in rows.enumerated() where outcome[i] == 0 || outcome[i] == 1 { low = min(low, abs(residual[k])) }
        return low
    }

    private func low(_ rows: Range<Int>, _ residual: [Double], weights: [Double]) -> Double {
        var low = Double.infinity
        for (k, i) in rows.enumerated() where weights[i] > 0 && (outcome[i] == 0 || outcome[i] == 1) {
            low = min(low, abs(residual[k]))
        }
        return low
    }
}
