import LinearAlgebra

/// A fitted logistic regression. Coefficients are on the scale of the columns as given, the intercept first.
public struct LogisticFit: Sendable, Codable, Equatable {
    /// How the constant term is named in every table and file.
    public static let interceptName = "(Intercept)"

    /// `(Intercept)` and the columns, in order.
    public let names: [String]
    /// One a name; nil where the column was aliased and left out.
    public internal(set) var estimates: [Double?]
    /// Places in `names` that have an estimate; 0, the intercept, is always first.
    public let estimated: [Int]
    /// Columns that were left out because earlier ones explain them.
    public let aliased: [AliasedColumn]

    /// Centres and scales (powers of two) of the estimated columns, intercept excluded: predictions and their variances are
    /// computed on (x - center) / scale, where large offsets of a column cost no digits.
    public let centers: [Double]
    /// Standard deviations of the columns, weighted, in their own units.
    public let scales: [Double]
    /// Coefficients of the centred and scaled columns, intercept first.
    public internal(set) var standardizedCoefficients: [Double]
    /// Their covariance, of the kind that `options.errors` names.
    public let standardizedCovariance: Matrix

    /// Σ w (y log μ + (1 - y) log(1 - μ)), plus the binomial constant Σ log C(w, w y) where outcomes are shares.
    public let logLikelihood: Double
    /// The same for the intercept (and offset) alone.
    public let nullLogLikelihood: Double
    /// Twice the log-likelihood that is missing to a perfect fit of every row.
    public let deviance: Double
    /// Deviance of the best constant probability.
    public let nullDeviance: Double
    /// Rows of positive weight.
    public let observations: Int
    /// Clusters behind clustered errors.
    public let clusterCount: Int?
    /// tr(H⁻¹ I): the number of estimates without a penalty, fewer with one.
    public let effectiveDegreesOfFreedom: Double
    /// Log-likelihood less the penalty, on the scale of the columns as given; for Firth plus half the log-determinant of the
    /// Fisher information. nil without a penalty.
    public let penalizedLogLikelihood: Double?
    /// Whether a penalty or bounds held some coefficient back; there are then no z, p and Wald intervals.
    public let isPenalized: Bool
    /// How the solver got there.
    public let optimization: OptimizationSummary
    /// What was asked for.
    public let options: LogisticRegression
}

extension LogisticFit {
    /// The estimates with NaN where there is none.
    public var coefficients: [Double] { estimates.map { $0 ?? .nan } }

    /// The estimates with 0 where a column was left out: what a scorer multiplies the columns by.
    public var weights: [Double] { estimates.map { $0 ?? 0 } }

    /// What a reader should be told: aliased columns, an early stop.
    public var notes: [String] {
        aliased.map { $0.description + "; it has no coefficient" }
            + (optimization.isConverged ? [] : ["the fit did not converge: \(optimization.description)"])
    }

    /// Whether the optimum was reached to the tolerance.
    public var isConverged: Bool { optimization.isConverged }

    /// -2 log-likelihood + 2 · effective degrees of freedom.
    public var aic: Double { -2 * logLikelihood + 2 * effectiveDegreesOfFreedom }

    /// -2 log-likelihood + log(observations) · effective degrees of freedom.
    public var bic: Double { -2 * logLikelihood + Elementary.log(Double(observations)) * effectiveDegreesOfFreedom }

    /// a + xᵀb (+ offset) for every row. Precondition: `x` has the columns of the fit, in order.
    public func linearPredictor(
        _ x: Matrix, offset: [Double]? = nil, threads: Int = Parallel.defaultThreads
    ) -> [Double] {
        design(x).product(standardizedCoefficients, offset: offset, threads: threads)
    }

    /// P(y = 1) for every row.
    public func probabilities(_ x: Matrix, offset: [Double]? = nil, threads: Int = Parallel.defaultThreads) -> [Double]
    {
        VectorMath.sigmoid(linearPredictor(x, offset: offset, threads: threads))
    }

    /// xᵀ V x with V the covariance of the coefficients: the variance of each row's linear predictor, never negative.
    public func linearPredictorVariance(_ x: Matrix, threads: Int = Parallel.defaultThreads) -> [Double] {
        design(x).quadraticForms(factor: SemidefiniteFactor.of(standardizedCovariance), threads: threads)
    }

    /// The fit's view of a matrix.
    func design(_ x: Matrix) -> StandardizedDesign {
        precondition(x.columns == names.count - 1, "the matrix has the columns of the fit")
        return StandardizedDesign(x, columns: estimated.dropFirst().map { $0 - 1 }, centers: centers, scales: scales)
    }
}
