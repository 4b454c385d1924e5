import LinearAlgebra

extension LogisticFit {
    /// Coefficients that were made elsewhere. They have no rows, likelihood or errors.
    /// - Parameters:
    ///   - weights: one a name, on the scale of the columns.
    ///   - centers: about which columns are taken, so that an offset costs no digits.
    package init(imported intercept: Double, weights: [Double], names: [String], centers: [Double]) {
        let options = LogisticRegression()
        let size = weights.count + 1
        let start = zip(weights, centers).reduce(intercept) { $0 + $1.0 * $1.1 }
        self.init(
            names: [LogisticFit.interceptName] + names, estimates: [intercept] + weights,
            estimated: Array(0..<size), aliased: [], centers: centers, scales: weights.map { _ in 1 },
            standardizedCoefficients: [start] + weights, standardizedCovariance: Matrix(rows: size, columns: size),
            logLikelihood: 0, nullLogLikelihood: 0, deviance: 0, nullDeviance: 0, observations: 0, clusterCount: nil,
            effectiveDegreesOfFreedom: 0, penalizedLogLikelihood: nil, isPenalized: true,
            optimization: OptimizationSummary(
                solver: "none", iterations: 0, gradientNorm: 0, decrement: 0, reason: .converged, trace: []),
            options: options)
    }

    /// Whether the coefficients were made elsewhere: nothing is known of their errors.
    public var isImported: Bool { observations == 0 }
}
