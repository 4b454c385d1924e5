import LinearAlgebra

/// Options of mini-batch gradient descent, for rows that do not fit into memory. A checked value.
///
/// *Descent.* Each batch of rows gives a gradient g of the mean loss (penalty included), and every coefficient moves by
/// -α gⱼ / √(Σ gⱼ²), the sum over all batches so far (AdaGrad: Duchi, Hazan and Singer, JMLR 12, 2011). Columns are centred and
/// scaled inside, so α means the same for every table. The result is the average of the iterates with weights that grow as
/// t^`averagingDegree` (polynomial-decay averaging: Shamir and Zhang, ICML 2013, after Polyak and Juditsky, SIAM J. Control
/// Optim. 30, 1992): unlike the last iterate it does not jitter with the last batches.
///
/// *Correction.* The average lies within the noise of the descent of the optimum. Whole passes at it sum gradient and Fisher
/// information of all rows, which say how far the optimum still is (half the squared Newton decrement over Σ w, in log
/// loss), and a Newton step goes there: Le Cam's one-step estimator (van der Vaart, Asymptotic Statistics, 1998, 5.7). Passes
/// are repeated until that distance, before the last step, is at most `gap`.
///
/// The same rows in the same blocks give the same bits, whatever the number of threads. Not promised: that other block sizes
/// or another row order give the same descent; what follows the correction agrees with the exact optimum to about `gap`.
public struct StochasticGradient: Sendable, Codable, Equatable {
    /// At most so many reads of the data by gradient descent. An epoch in whose second half the held-out log loss fell by less
    /// than `tolerance` is the last; one serves for millions of rows.
    public var epochs: Int
    /// Rows of a batch; nil: a fiftieth of the rows, between 16 and 512. Larger batches waste reads, smaller ones time.
    public var batchRows: Int?
    /// α; nil: the best of `rates` on the first rows.
    public var learningRate: Double?
    /// 0 weighs all iterates alike; 8 forgets the first half of the way.
    public var averagingDegree: Double
    /// In mean held-out log loss.
    public var tolerance: Double
    /// At most so many passes of correction, after which a fit that has not arrived is an error.
    public var corrections: Int
    /// In mean log loss: far below what any metric shows, and the last step goes further still.
    public var gap: Double
    /// Of the order of batches.
    public var seed: UInt64

    /// Learning rates that are tried on the first rows where none is given.
    public static let rates = [1, 0.3, 0.1, 0.03, 0.01]

    /// Each option's property says what it does and why its default is what it is.
    public init(
        epochs: Int = 5, batchRows: Int? = nil, learningRate: Double? = nil, averagingDegree: Double = 8,
        tolerance: Double = 1e-4, corrections: Int = 25, gap: Double = 1e-8, seed: UInt64 = 42
    ) {
        (self.epochs, self.batchRows, self.learningRate) = (epochs, batchRows, learningRate)
        (self.averagingDegree, self.tolerance) = (averagingDegree, tolerance)
        (self.corrections, self.gap, self.seed) = (corrections, gap, seed)
    }

    func check() throws(FitError) {
        func refuse(_ name: String, _ value: Double, _ expected: String) -> FitError {
            .invalid("\(name) is \(FitError.text(value)) (expected \(expected))")
        }
        guard epochs >= 1 else { throw refuse("epochs", Double(epochs), "at least 1") }
        guard corrections >= 1 else { throw refuse("corrections", Double(corrections), "at least 1") }
        if let rows = batchRows, rows < 1 { throw refuse("batchRows", Double(rows), "at least 1") }
        if let rate = learningRate, !(rate > 0 && rate.isFinite) { throw refuse("learningRate", rate, "above 0") }
        guard averagingDegree >= 0, averagingDegree.isFinite else {
            throw refuse("averagingDegree", averagingDegree, "at least 0")
        }
        guard tolerance >= 0 else { throw refuse("tolerance", tolerance, "at least 0") }
        guard gap > 0, gap <= 1e-2 else { throw refuse("gap", gap, "above 0, at most 0.01") }
    }

    func batchRows(of rows: Int) -> Int { batchRows ?? min(512, max(16, rows / 50)) }
}
