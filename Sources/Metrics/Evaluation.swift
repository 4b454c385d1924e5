import Documents
import Tables

/// Metrics of one set of scores, less those that need what is not given (amounts, costs, a capacity).
public struct Evaluation: Sendable {
    /// One a metric that could be computed, in the order of the registry.
    public let estimates: [(metric: any Metric.Type, estimate: Estimate)]
    /// Rows that were judged.
    public let rowCount: Int
    /// Events among them, weighted.
    public let eventCount: Double
    /// What the fifth scored riskiest holds; nil where there is no event.
    public let captureTopFifth: Capture?

    /// Intervals by theory where there is one; the others share one bootstrap.
    public init(
        _ scored: ScoredOutcomes, metrics: [any Metric.Type] = MetricKinds.all, bootstrap: Bootstrap = Bootstrap()
    ) {
        let metrics = metrics.filter { $0.needs.isMet(scored.stakes) }
        let analytic = metrics.map { $0.analytic(scored) }
        let resampled = metrics.indices.filter { analytic[$0] == nil }
        let inflated = Set(resampled.indices.filter { metrics[resampled[$0]].isInflated })
        let drawn = bootstrap.estimates(scored, inflated: inflated) { replicate in
            resampled.map { metrics[$0].value(replicate) }
        }
        let byBootstrap = Dictionary(uniqueKeysWithValues: zip(resampled, drawn))
        estimates = metrics.indices.map { (metrics[$0], analytic[$0] ?? byBootstrap[$0] ?? .undefined) }
        rowCount = scored.count
        eventCount = scored.eventWeight
        captureTopFifth = Capture(scored, share: 0.2)
    }

    /// The estimate of the metric of this name; nil where it was not computed.
    public subscript(_ name: String) -> Estimate? {
        estimates.first { $0.metric.name == name }?.estimate
    }

    /// Members `name: {value, low, high}` for JSON.
    public var json: [JSON.Member] { estimates.map { .init($0.metric.name, $0.estimate.json) } }
}
