import Documents
import Signals

/// The newest value.
public struct LastKind: FeatureKind {
    public static let name = "last"
    public static let summary = "the newest of a signal's values in the window"
    public static let details = """
        The value of the reading that occurred last in [t - window, t), in the signal's unit; of several at the same \
        instant, the one known last. Missing where fewer than min_readings stand there. A value older than the \
        window is stale and reads as missing.
        """
    public static let options = WindowSummary.options
    public static let examples = ["{kind: last, signal: sentiment, window: 180}"]

    private let window: WindowSummary

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { window = try WindowSummary(&entry) }

    public var traits: FeatureTraits { window.traits("last") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        window.evaluator(&plan, needs: .last) { evidence, window in evidence.last(window) }
    }
}
