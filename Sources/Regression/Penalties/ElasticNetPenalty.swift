/// W λ Σⱼ fⱼ ((1 - α)/2 (sⱼ bⱼ)² + α |sⱼ bⱼ|), with W the sum of the weights: λ counts against the mean loss.
///
/// Zou and Hastie, J. Royal Statistical Society B 67 (2005); the objective of glmnet, λ and α in its sense (its rescaling of
/// penalty factors to a mean of 1 is not done here). With `standardize`, sⱼ is the column's weighted standard deviation
/// (divisor W), so that a column's unit does not matter; without it 1. Coefficients that the data do not earn are exactly 0.
/// Standard errors hold the selection fixed; there is no p-value and no Wald interval.
public struct ElasticNetPenalty: PathPenalty {
    public static let name = "elastic-net"
    public static let summary = "leaves columns out as lasso does, but keeps correlated ones together"
    public static let examples = [
        ElasticNetPenalty(lambda: 0.02, alpha: 0.5),
        ElasticNetPenalty(lambda: 0.1, alpha: 0.9, factors: [1, 0], standardize: false),
    ]

    /// At least 0.
    public let lambda: Double
    /// From 0 (ridge) to 1 (lasso).
    public let alpha: Double
    /// fⱼ, at least 0, one a column; nil means ones. 0 leaves a column free; weights 1/|b⁰ⱼ| of an earlier fit make it
    /// adaptive (Zou, J. American Statistical Association 101, 2006).
    public let factors: [Double]?
    /// Whether columns are held back by what a standard deviation does, rather than a unit; by default they are.
    public let standardize: Bool

    /// λ is at least 0, α between 0 (ridge) and 1 (lasso); factors are 1 a column by default.
    public init(lambda: Double, alpha: Double = 0.5, factors: [Double]? = nil, standardize: Bool = true) {
        self.lambda = lambda
        self.alpha = alpha
        self.factors = factors
        self.standardize = standardize
    }

    public func with(lambda: Double) -> ElasticNetPenalty {
        ElasticNetPenalty(lambda: lambda, alpha: alpha, factors: factors, standardize: standardize)
    }

    public func terms(for design: DesignScale) throws(FitError) -> PenaltyTerms {
        try design.check(lambda: lambda)
        guard alpha >= 0, alpha <= 1 else {
            throw .invalid("alpha is \(FitError.text(alpha)) (expected a number from 0 to 1)")
        }
        try design.check(factors, "penalty factors") { $0 >= 0 && $0.isFinite }
        let ones = [Double](repeating: 1, count: design.columns)
        let strength = (factors ?? ones).map { $0 * lambda * design.totalWeight }
        let scale = standardize ? design.deviations : ones
        return PenaltyTerms(
            curvature: zip(strength, scale).map { (1 - alpha) * $0 * $1 * $1 },
            target: [Double](repeating: 0, count: design.columns),
            absolute: zip(strength, scale).map { alpha * $0 * $1 })
    }
}

extension Penalty where Self == ElasticNetPenalty {
    /// Elastic net on standardised columns.
    public static func elasticNet(_ lambda: Double, alpha: Double = 0.5) -> ElasticNetPenalty {
        ElasticNetPenalty(lambda: lambda, alpha: alpha)
    }
}
