import Documents
import Signals

/// What the contract is worth.
public struct ArrKind: FeatureKind {
    public static let name = "arr"
    public static let summary = "annual recurring revenue of the current term"
    public static let details = """
        arr_before of the renewal in question; without one, arr_after of the last renewal known. In the currency of \
        the file: amounts of different currencies are not converted. Missing where neither is given.
        """
    public static let options: [FeatureOption] = []
    public static let examples = ["{kind: arr, log: true}"]

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {}

    public var traits: FeatureTraits { FeatureTraits("annual recurring revenue", unit: "ARR", sense: .none) }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        .number { evidence in
            let known = evidence.known
            return known.renewal.map { $0.arr ?? .nan } ?? known.pastRenewals.last?.arrAfter ?? .nan
        }
    }
}
