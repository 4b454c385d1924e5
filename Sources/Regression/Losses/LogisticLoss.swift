import LinearAlgebra

/// log(1 + exp η) - y η: minus the log-likelihood of an outcome, or a share of outcomes, y in 0...1.
///
/// μ, 1 - μ and the loss come from one exponential, so rows far out lose no digits.
public struct LogisticLoss: Loss {
    public init() {}

    public func evaluate(
        rows: Range<Int>, predictor: [Double], outcome: [Double], weights: [Double]?, residual: inout [Double],
        curvature: inout [Double]
    ) -> Double {
        VectorMath.logisticLoss(
            rows: rows, predictor: predictor, outcome: outcome, weights: weights, residual: &residual,
            curvature: &curvature)
    }
}
