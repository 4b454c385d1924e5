import LinearAlgebra

/// Fits of one penalty along falling strengths λ, each exact: not interpolated between, nor stopped early.
public struct RegularizationPath: Sendable, Codable, Equatable {
    /// The fit at one λ.
    public struct Point: Sendable, Codable, Equatable {
        /// The strength, above 0.
        public let lambda: Double
        /// On the scale of the columns as given, intercept first; nil where a free column was aliased and left out.
        public let estimates: [Double?]
        /// -2 log-likelihood at this strength, without the penalty.
        public let deviance: Double
        /// The largest violation of an optimality condition over *all* columns, divided by the sum of the weights; columns
        /// centred and scaled by a power of two near their standard deviation.
        public let residual: Double
        /// Iterations that this strength took from the one before.
        public let iterations: Int

        /// Columns with a coefficient other than 0.
        public var selected: Int { estimates.dropFirst().count { $0.map { $0 != 0 } ?? false } }

        /// 0 where a column was left out: what a scorer multiplies the columns by.
        public var weights: [Double] { estimates.map { $0 ?? 0 } }

        /// a + xᵀb for every row. Precondition: `x` has the columns of the path, in order. Not promised: the last digits where
        /// columns lie far from 0 beside their spread; a fit at this λ has them.
        public func linearPredictor(_ x: Matrix, threads: Int = Parallel.defaultThreads) -> [Double] {
            precondition(x.columns == weights.count - 1, "the matrix has the columns of the path")
            let used = (0..<x.columns).filter { weights[$0 + 1] != 0 }
            let design = StandardizedDesign(
                x, columns: used, centers: used.map { _ in 0 }, scales: used.map { _ in 1 })
            return design.product([weights[0]] + used.map { weights[$0 + 1] }, threads: threads)
        }
    }

    /// `(Intercept)` and the columns, in order.
    public let names: [String]
    /// By falling λ.
    public let points: [Point]
    /// Deviance of the best constant probability.
    public let nullDeviance: Double
    /// Free columns that were left out because earlier ones explain them.
    public let aliased: [AliasedColumn]
    /// The options; the penalty's own λ played no part.
    public let options: LogisticRegression

    /// 1 - deviance / null deviance at each point.
    public var devianceRatios: [Double] { points.map { 1 - $0.deviance / nullDeviance } }
}

/// Which strengths a path visits.
public enum LambdaGrid: Sendable, Codable, Equatable {
    /// `count` values in equal ratios from the least λ that holds every penalised coefficient at 0 down to `ratio` times it.
    case automatic(count: Int = 100, ratio: Double = 1e-3)
    /// Given values above 0, visited from the largest down.
    case values([Double])

    /// - Parameter largest: the least λ that holds everything; infinite where there is none, without a kink.
    func lambdas(largest: Double) throws(FitError) -> [Double] {
        switch self {
        case .values(let given):
            guard !given.isEmpty, given.allSatisfy({ $0 > 0 && $0.isFinite }) else {
                throw .invalid("lambdas must be finite numbers above 0, at least one")
            }
            return given.sorted(by: >)
        case .automatic(let count, let ratio):
            guard count >= 1, ratio > 0, ratio < 1 else {
                throw .invalid("a path takes a count of at least 1 and a ratio between 0 and 1")
            }
            guard largest.isFinite, largest > 0 else {
                throw .invalid("no lambda holds all coefficients at 0, so the path needs its lambdas given")
            }
            return (0..<count).map { largest * Elementary.power(ratio, Double($0) / Double(max(1, count - 1))) }
        }
    }
}
