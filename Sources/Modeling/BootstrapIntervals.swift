import Metrics
import Regression

/// 95% percentile intervals of the weights of a penalised fit by a clustered bootstrap (accounts are drawn, the penalty is
/// held).
///
/// A penalty draws weights towards 0, so that intervals around them miss the truth by its bias. Where the data carry the
/// columns without it (ten rows of the rarer outcome each, columns that do not explain each other) each replicate therefore
/// has the bias taken out by one Newton step of the plain likelihood, and the intervals are for the weights themselves: 95%
/// of them cover the truth (`bench coverage --mode intervals`). Under strong shrinkage the shrunken weight may then lie
/// outside. Elsewhere they are `isShrunken`: they show how far the shrunken weights move from sample to sample and cover
/// less, the stronger the penalty.
///
/// Not promised: coverage with fewer than about 50 accounts, near separation, after columns or λ were chosen on the same rows,
/// and for the columns that a lasso left out.
public struct BootstrapIntervals: Sendable {
    /// One a weight, intercept first.
    public let intervals: [ClosedRange<Double>]
    /// Whether they are around shrunken weights.
    public let isShrunken: Bool
    /// Samples that could be fitted.
    public let replicates: Int
}

extension Training {
    /// A bootstrap of refits costs about rows × columns² each; above this it is left out.
    private static let largestBootstrap = 5e7
    /// - Returns: nil where the fit is not penalised (`LogisticFit.confidenceIntervals` serves), too large to repeat, or more
    ///   than a tenth of the replicates cannot be fitted.
    public func bootstrapIntervals(replicates: Int = 400) -> BootstrapIntervals? {
        let columns = model.preparation.columns.count
        guard let lambda = model.lambda,
            Double(final.data.count) * Double(columns) * Double(columns) <= Training.largestBootstrap
        else { return nil }
        let scarce = min(final.data.eventCount, final.data.count - final.data.eventCount)
        let isCarried = scarce >= PreparedFit.eventsPerColumn * columns
        return (isCarried ? intervals(lambda, replicates, isShrunken: false) : nil)
            ?? intervals(lambda, replicates, isShrunken: true)
    }

    private func intervals(_ lambda: Double, _ replicates: Int, isShrunken: Bool) -> BootstrapIntervals? {
        let drawn = final.bootstrap(
            lambda: lambda, replicates: replicates, seed: model.options.seed, isUnshrunken: !isShrunken)
        guard drawn.count * 10 >= replicates * 9 else { return nil }
        return BootstrapIntervals(
            intervals: model.fit.weights.indices.map { place in
                Quantile.percentileInterval(drawn.map { $0[place] })
            },
            isShrunken: isShrunken, replicates: drawn.count)
    }
}

extension PreparedFit {
    /// Rows of the rarer outcome a column (Peduzzi et al., J. Clinical Epidemiology 49, 1996).
    static let eventsPerColumn = 10
}
