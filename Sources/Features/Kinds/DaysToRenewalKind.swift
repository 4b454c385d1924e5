import Documents
import Signals

/// How near the renewal is.
public struct DaysToRenewalKind: FeatureKind {
    public static let name = "days_to_renewal"
    public static let summary = "days from the as-of date to the renewal date"
    public static let details = """
        Whole days; negative where the renewal is overdue. Missing where the row has no renewal. With one lead time \
        it is the same in every row of a training table and tells a model nothing.
        """
    public static let options: [FeatureOption] = []
    public static let examples = ["{kind: days_to_renewal}"]

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {}

    public var traits: FeatureTraits { FeatureTraits("days to renewal", unit: "days", sense: .none) }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        .number { evidence in evidence.known.renewal.map { Double($0.date - evidence.asOf) } ?? .nan }
    }
}
