import Documents
import Signals

/// The mean of a window's values.
public struct MeanKind: FeatureKind {
    public static let name = "mean"
    public static let summary = "the mean of a signal's values in the window"
    public static let details = """
        The arithmetic mean of the values in [t - window, t), in the signal's unit. Missing where fewer than \
        min_readings stand there: no reading is no value, never 0.
        """
    public static let options = WindowSummary.options
    public static let examples = ["{kind: mean, signal: sentiment, window: 90, min_readings: 2}"]

    private let window: WindowSummary

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { window = try WindowSummary(&entry) }

    public var traits: FeatureTraits { window.traits("mean of") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        window.evaluator(&plan, needs: .sum) { evidence, window in evidence.measure(.mean, window) }
    }
}
