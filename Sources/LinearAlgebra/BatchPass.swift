import CKernels

/// The working arrays of small passes over a few rows, kept from one to the next so that none allocates.
public struct BatchWorkspace: Sendable {
    fileprivate var predictor: [Double]
    fileprivate var residual: [Double]
    fileprivate var curvature: [Double]
    /// Xᵀr of the last batch, intercept first.
    public fileprivate(set) var gradient: [Double]

    /// For batches of at most `rows` rows of designs with `size` coefficients.
    public init(rows: Int, size: Int) {
        let zeros = [Double](repeating: 0, count: rows)
        (predictor, residual, curvature) = (zeros, zeros, zeros)
        gradient = [Double](repeating: 0, count: size)
    }
}

extension StandardizedDesign {
    /// Σ loss over the rows `rows` and, in the workspace, its gradient: one step of a stochastic method, on the calling
    /// thread.
    ///
    /// - Parameters:
    ///   - rows: the rows to read.
    ///   - workspace: scratch space, to be used again.
    ///   - pointwise: loss, residual and curvature of a row from its linear predictor.
    ///   - coefficients: `size` values, intercept first.
    ///   - offset: added to the linear predictor, one a row of the design, or nil.
    /// - Precondition: the workspace was made for so many rows and coefficients.
    public func batchPass(
        _ rows: Range<Int>, coefficients: [Double], offset: [Double]? = nil, workspace: inout BatchWorkspace,
        pointwise: Pointwise
    ) -> Double {
        precondition(coefficients.count == size && workspace.gradient.count == size, "one value a coefficient")
        precondition(rows.count <= workspace.predictor.count && rows.upperBound <= self.rows, "too many rows")
        return withPointers { pointers in
            for (k, i) in rows.enumerated() { workspace.predictor[k] = offset?[i] ?? 0 }
            addProduct(pointers, rows, coefficients: coefficients, to: &workspace.predictor)
            let value = pointwise(rows, workspace.predictor, &workspace.residual, &workspace.curvature)
            for j in workspace.gradient.indices { workspace.gradient[j] = 0 }
            addGradient(pointers, rows, workspace.residual, to: &workspace.gradient)
            return value
        }
    }
}
