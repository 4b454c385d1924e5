import Documents
import Tables

/// All registered metrics of one set of scores.
public struct Evaluation: Sendable {
    public let estimates: [(metric: any Metric.Type, estimate: Estimate)]
    public let rowCount: Int
    public let eventCount: Double
    public let captureTopFifth: Capture?

    public init(_ scored: ScoredOutcomes, bootstrap: Bootstrap = Bootstrap()) {
        estimates = MetricKinds.all.map { ($0, $0.estimate(scored, bootstrap: bootstrap)) }
        rowCount = scored.count
        eventCount = scored.eventWeight
        captureTopFifth = Capture(scored, share: 0.2)
    }

    public subscript(_ name: String) -> Estimate? {
        estimates.first { $0.metric.name == name }?.estimate
    }

    /// Members `name: {value, low, high}` for JSON.
    public var json: [JSON.Member] { estimates.map { .init($0.metric.name, $0.estimate.json) } }
}
