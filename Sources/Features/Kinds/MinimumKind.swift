import Documents
import Signals

/// The least of a window's values.
public struct MinimumKind: FeatureKind {
    public static let name = "minimum"
    public static let summary = "the smallest of a signal's values in the window"
    public static let details = """
        The smallest of the values in [t - window, t), in the signal's unit. Missing where fewer than min_readings \
        stand there: no reading is no value, never 0.
        """
    public static let options = WindowSummary.options
    public static let examples = ["{kind: minimum, signal: sentiment, window: 90}"]

    private let window: WindowSummary

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { window = try WindowSummary(&entry) }

    public var traits: FeatureTraits { window.traits("lowest") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        window.evaluator(&plan, needs: .lowest) { evidence, window in evidence.lowest(window) }
    }
}
