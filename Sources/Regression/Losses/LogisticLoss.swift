import LinearAlgebra

/// log(1 + exp η) - y η: minus the log-likelihood of an outcome, or a share of outcomes, y in 0...1.
///
/// μ, 1 - μ and the loss come from one exponential, so rows far out lose no digits.
public struct LogisticLoss: Loss {
    /// The loss has no parameters.
    public init() {}

    public func evaluate(
        rows: Range<Int>, predictor: [Double], outcome: [Double], weights: [Double]?, residual: inout [Double],
        curvature: inout [Double]
    ) -> Double {
        VectorMath.logisticLoss(
            rows: rows, predictor: predictor, outcome: outcome, weights: weights, residual: &residual,
            curvature: &curvature)
    }

    /// c (1 - 2μ) and c (1 - 6 μ(1 - μ)) with c = w μ(1 - μ).
    public func higherDerivatives(
        predictor: [Double], weights: [Double]?
    ) -> (third: [Double], fourth: [Double]) {
        // The smaller of μ and 1 - μ, which keeps its digits far out.
        let tails = VectorMath.sigmoid(predictor.map { -abs($0) })
        var (third, fourth) = (tails, tails)
        for (i, q) in tails.enumerated() {
            let spread = q * (1 - q)
            let curvature = (weights?[i] ?? 1) * spread
            third[i] = predictor[i] > 0 ? -curvature * (1 - 2 * q) : curvature * (1 - 2 * q)
            fourth[i] = curvature * (1 - 6 * spread)
        }
        return (third, fourth)
    }
}
