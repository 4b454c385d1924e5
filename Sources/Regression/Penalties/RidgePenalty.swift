/// λ/2 Σⱼ fⱼ (bⱼ - priorⱼ)², on the columns as they are given.
///
/// Hoerl and Kennard, Technometrics 12 (1970); with a prior other than 0 the Gaussian posterior mode. Scale the columns first
/// where coefficients are to be held back alike: this penalty does not. λ counts against the sum of the losses, not their
/// mean (scikit-learn's C is 1/λ).
public struct RidgePenalty: PathPenalty {
    public static let name = "ridge"
    public static let summary = "draws every coefficient towards 0, or towards a given prior"
    public static let examples = [
        RidgePenalty(lambda: 1), RidgePenalty(lambda: 20, factors: [1, 0], prior: [0.5, -0.25]),
    ]

    /// At least 0.
    public let lambda: Double
    /// fⱼ, at least 0, one a column; nil means ones. 0 leaves a column free.
    public let factors: [Double]?
    /// Where each coefficient is drawn to, one a column; nil means zeros.
    public let prior: [Double]?

    /// λ is at least 0; factors are 1 a column and coefficients are drawn to 0 by default.
    public init(lambda: Double, factors: [Double]? = nil, prior: [Double]? = nil) {
        self.lambda = lambda
        self.factors = factors
        self.prior = prior
    }

    public func with(lambda: Double) -> RidgePenalty { RidgePenalty(lambda: lambda, factors: factors, prior: prior) }

    public func terms(for design: DesignScale) throws(FitError) -> PenaltyTerms {
        try design.check(lambda: lambda)
        try design.check(factors, "penalty factors") { $0 >= 0 && $0.isFinite }
        try design.check(prior, "prior coefficients", isValid: \.isFinite)
        let ones = [Double](repeating: 1, count: design.columns)
        return PenaltyTerms(
            curvature: (factors ?? ones).map { $0 * lambda },
            target: prior ?? [Double](repeating: 0, count: design.columns))
    }
}

extension Penalty where Self == RidgePenalty {
    /// λ/2 Σ b² on the columns as given.
    public static func ridge(_ lambda: Double) -> RidgePenalty { RidgePenalty(lambda: lambda) }
}
