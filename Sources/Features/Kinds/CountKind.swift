import Documents
import Signals

/// How many readings a window holds.
public struct CountKind: FeatureKind {
    public static let name = "count"
    public static let summary = "how many readings of a signal stand in the window"
    public static let details = """
        The number of readings in [t - window, t). With `per: N` it is a rate: times N over the tracked days of the window, \
        so that a young account compares with an old one. Missing before tracking of the account or the signal began \
        (nothing is known of it: not 0); after that, no reading is 0, also where only a part of the window was tracked.
        """
    public static let options = FeatureOption.selection + [.window, .per, .minimumHistory]
    public static let examples = ["{kind: count, signal: login, window: 30, per: 7}"]

    private let total: WindowTotal

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { total = try WindowTotal(.count, &entry) }

    public var traits: FeatureTraits { total.traits("number of", unit: "readings") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator { total.evaluator(&plan) }
}
