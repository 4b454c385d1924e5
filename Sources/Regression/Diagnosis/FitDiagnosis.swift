import LinearAlgebra

/// A fit looked at again with the data it was made from: which rows move it, which columns explain each other, whether the
/// straight line in the log-odds holds.
///
/// Everything is taken at the final estimate (R's `hatvalues` and its kin take the weights of the iterate before, so they
/// agree to about half the digits only).
public struct FitDiagnosis: Sendable {
    let fit: LogisticFit
    let data: TrainingData
    /// Of all estimated coefficients.
    let whole: Objective
    /// Of the coefficients that move; those held at a kink or a bound are fixed.
    let face: Face
    let threads: Int

    /// - Parameters:
    ///   - x: one row a row, one column a name.
    ///   - outcome: one a row, 0 or 1.
    ///   - weights: of the rows, at least 0; nil where all count alike.
    ///   - offset: added to every linear predictor; nil for 0.
    ///   - threads: how many run at once, by default one a processor; the result is the same.
    ///   - fit: converged, under any penalty; the others are its data.
    ///   - clusters: needed by the link test of a fit with clustered errors.
    /// - Throws: `FitError.invalid` for other data than the fit's; `badValue` as `fit` does.
    public init(
        _ fit: LogisticFit, _ x: Matrix, outcome: [Double], weights: [Double]? = nil, offset: [Double]? = nil,
        clusters: [Int32]? = nil, threads: Int = Parallel.defaultThreads
    ) throws(FitError) {
        let data = try TrainingData(
            x: x, outcome: outcome, names: Array(fit.names.dropFirst()), weights: weights, offset: offset,
            clusters: clusters, threads: threads)
        let terms = try fit.options.terms(for: data.scale).keeping(fit.estimated.dropFirst().map { $0 - 1 })
        let objective = Objective(
            design: fit.design(x), outcome: outcome, weights: weights, offset: offset, loss: LogisticLoss(),
            penalty: terms.scaled(by: fit.scales), threads: threads)
        let evaluation = objective.evaluate(at: fit.standardizedCoefficients, hessian: true)
        let solution = Solution(
            coefficients: fit.standardizedCoefficients, evaluation: evaluation, summary: fit.optimization)
        let face = Face(objective, solution)
        let step = face.evaluation.factor?.solve(face.evaluation.gradient) ?? []
        let squared = zip(step, face.evaluation.gradient).reduce(0) { $0 + $1.0 * $1.1 }
        guard !step.isEmpty, squared < 1e-8 else {
            throw .invalid("a fit is looked at again with the data it was made from, and only once it has converged")
        }
        (self.fit, self.data, whole, self.face, self.threads) = (fit, data, objective, face, threads)
    }

    /// Residuals w (μ - y) and curvatures w μ (1 - μ) of every row.
    var rowTerms: (predictor: [Double], residual: [Double], curvature: [Double]) {
        face.objective.rowTerms(at: face.coefficients)
    }

    /// The Hessian (penalty included; the Fisher information under Jeffreys' prior), factored; nil where it is singular.
    var factor: Cholesky? {
        let information = face.objective.penalty.usesJeffreys ? face.objective.information(at: face.coefficients) : nil
        return (information ?? face.evaluation.hessian).flatMap {
            Inference.factor(face.objective, $0, face.coefficients)
        }
    }
}
