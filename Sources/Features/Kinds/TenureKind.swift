import Documents
import Signals

/// How long the account has been a customer.
public struct TenureKind: FeatureKind {
    public static let name = "tenure"
    public static let summary = "days since the account signed"
    public static let details = """
        Whole days from `signed_on` to the as-of date. Missing where the account has no `signed_on` or signed at or after \
        the cut-off. Give it a capped weight: "green for three years" is no reason to renew.
        """
    public static let options: [FeatureOption] = []
    public static let examples = ["{kind: tenure, log: true}"]

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {}

    public var traits: FeatureTraits { FeatureTraits("days as a customer", unit: "days", sense: .none) }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        .number { evidence in evidence.known.signedOn.map { Double(evidence.asOf - $0) } ?? .nan }
    }
}
