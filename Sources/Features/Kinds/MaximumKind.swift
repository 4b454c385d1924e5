import Documents
import Signals

/// The greatest of a window's values.
public struct MaximumKind: FeatureKind {
    public static let name = "maximum"
    public static let summary = "the greatest of a signal's values in the window"
    public static let details = """
        The greatest of the values in [t - window, t), in the signal's unit. Missing where fewer than min_readings \
        stand there: no reading is no value, never 0.
        """
    public static let options = WindowSummary.options
    public static let examples = ["{kind: maximum, signal: invoice, windows: [90, 365]}"]

    private let window: WindowSummary

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { window = try WindowSummary(&entry) }

    public var traits: FeatureTraits { window.traits("highest") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        window.evaluator(&plan, needs: .highest) { evidence, window in evidence.highest(window) }
    }
}
