/// W λ Σⱼ fⱼ |sⱼ bⱼ|: the elastic net with α = 1 (Tibshirani, J. Royal Statistical Society B 58, 1996).
///
/// λ counts against the mean loss, as in glmnet. Columns, factors and what is not promised: see `ElasticNetPenalty`.
public struct LassoPenalty: PathPenalty {
    public static let name = "lasso"
    public static let summary = "leaves columns out: coefficients that the data do not earn become exactly 0"
    public static let examples = [
        LassoPenalty(lambda: 0.02), LassoPenalty(lambda: 0.1, factors: [0, 1], standardize: false),
    ]

    /// At least 0.
    public let lambda: Double
    /// fⱼ, at least 0, one a column; nil means ones. 0 leaves a column free.
    public let factors: [Double]?
    /// Whether coefficients are counted per standard deviation of their column.
    public let standardize: Bool

    /// λ is at least 0; factors are 1 a column by default.
    public init(lambda: Double, factors: [Double]? = nil, standardize: Bool = true) {
        self.lambda = lambda
        self.factors = factors
        self.standardize = standardize
    }

    public func with(lambda: Double) -> LassoPenalty {
        LassoPenalty(lambda: lambda, factors: factors, standardize: standardize)
    }

    public func terms(for design: DesignScale) throws(FitError) -> PenaltyTerms {
        try ElasticNetPenalty(lambda: lambda, alpha: 1, factors: factors, standardize: standardize).terms(for: design)
    }
}

extension Penalty where Self == LassoPenalty {
    /// Lasso on standardised columns.
    public static func lasso(_ lambda: Double) -> LassoPenalty { LassoPenalty(lambda: lambda) }
}
