import LinearAlgebra

/// Whether something bends that the model holds straight: the outcome fitted again on the linear predictor η and η²
/// (Pregibon, Applied Statistics 29, 1980). Where the terms and the link are right η² adds nothing.
///
/// A small p says that the log-odds are not linear in the columns: bent terms, products or a missing column are asked for.
/// A large p proves nothing. With a penalty η is shrunken and p approximate. Errors are of the fit's kind.
public struct LinkTest: Sendable, Equatable {
    /// Coefficient of η², its standard error, and p of the test that it is 0.
    public let estimate: Double
    /// Standard error of the coefficient of η².
    public let standardError: Double
    /// Coefficient over its standard error.
    public let z: Double
    /// Two-sided; small where something bends.
    public let p: Double
    /// Coefficient of η beside it; near 1 where the link is right.
    public let slope: Double
}

extension FitDiagnosis {
    /// Throws where η and η² cannot be told apart (η takes two values) or separate the outcomes; `invalid` for clustered
    /// errors without clusters.
    public func linkTest() throws(FitError) -> LinkTest {
        let eta = rowTerms.predictor
        let x = Matrix(columns: [eta, eta.map { $0 * $0 }])
        let refit = try LogisticRegression(errors: fit.options.errors, aliasing: .refuse).fit(
            x, outcome: data.outcome, names: ["η", "η²"], weights: data.weights, clusters: data.clusters,
            threads: threads)
        let (estimate, error) = (refit.coefficients[2], refit.standardErrors[2])
        return LinkTest(
            estimate: estimate, standardError: error, z: estimate / error, p: Normal.twoSidedP(estimate / error),
            slope: refit.coefficients[1])
    }
}
