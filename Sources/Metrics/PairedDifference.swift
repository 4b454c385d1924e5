/// Two scores of the same rows, compared: the difference of their AUC with its interval, which is narrower than the two
/// intervals suggest because the rows are the same.
public enum PairedDifference {
    /// AUC of `a` less AUC of `b`: DeLong's paired test with clustered structural components.
    /// Precondition: both hold the same rows in the same order.
    public static func auc(_ a: ScoredOutcomes, _ b: ScoredOutcomes) -> Estimate {
        precondition(a.outcomes == b.outcomes && a.weights == b.weights, "the same rows in the same order")
        let (areaA, areaB) = (AreaUnderCurve.value(a), AreaUnderCurve.value(b))
        guard areaA.isFinite, areaB.isFinite else { return .undefined }
        let influence = zip(AreaUnderCurve.influence(a, area: areaA), AreaUnderCurve.influence(b, area: areaB)).map {
            $0 - $1
        }
        return Estimate(
            areaA - areaB, standardError: Intervals.clusteredStandardError(influence, clusters: a.clusters), in: -1...1)
    }
}

extension PairedDifference {
    /// Mean log loss of `a` less that of `b`, in nats, and its standard error: that of the mean of the rows' differences,
    /// clustered where the rows are.
    /// Precondition: both hold the same rows in the same order.
    public static func logLoss(_ a: ScoredOutcomes, _ b: ScoredOutcomes) -> (value: Double, standardError: Double) {
        precondition(a.outcomes == b.outcomes && a.weights == b.weights, "the same rows in the same order")
        return Intervals.mean(zip(a.losses, b.losses).map { $0 - $1 }, weights: a.weights, clusters: a.clusters)
    }
}
