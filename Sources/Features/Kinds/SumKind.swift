import Documents
import Signals

/// The sum of a window's values.
public struct SumKind: FeatureKind {
    public static let name = "sum"
    public static let summary = "the sum of a signal's values in the window"
    public static let details = """
        The sum of the values in [t - window, t), oldest first, in the signal's unit; `per: N` as for `count`. Missing \
        before tracking began; after that, no reading is 0.
        """
    public static let options = FeatureOption.selection + [.window, .per, .minimumHistory]
    public static let examples = ["{kind: sum, signal: invoice, window: 365, log: true}"]

    private let total: WindowTotal

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { total = try WindowTotal(.sum, &entry) }

    public var traits: FeatureTraits { total.traits("sum of", unit: nil) }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator { total.evaluator(&plan) }
}
