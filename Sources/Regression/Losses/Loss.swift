/// The misfit of one row as a function of its linear predictor η: convex, twice differentiable.
///
/// Knows neither the design nor a penalty nor a solver. Whole blocks of rows are evaluated at once.
public protocol Loss: Sendable {
    /// Fills `residual` with w ∂loss/∂η and `curvature` with w ∂²loss/∂η² for the rows `rows`, whose predictors stand at the
    /// start of `predictor`; returns Σ w·loss.
    /// - Parameters:
    ///   - rows: the rows to do.
    ///   - predictor: linear predictors; is read.
    ///   - residual: first derivative of each row's loss; is written.
    ///   - curvature: second derivative of each row's loss; is written.
    ///   - outcome: of all rows of the data.
    ///   - weights: of all rows, or nil for ones.
    func evaluate(
        rows: Range<Int>, predictor: [Double], outcome: [Double], weights: [Double]?, residual: inout [Double],
        curvature: inout [Double]
    ) -> Double

    /// w ∂³loss/∂η³ and w ∂⁴loss/∂η⁴ of every row, by which the curvature changes; weights nil means ones.
    func higherDerivatives(predictor: [Double], weights: [Double]?) -> (third: [Double], fourth: [Double])
}
