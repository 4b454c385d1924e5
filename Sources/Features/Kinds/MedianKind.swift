import Documents
import Signals

/// The median of a window's values.
public struct MedianKind: FeatureKind {
    public static let name = "median"
    public static let summary = "the median of a signal's values in the window"
    public static let details = """
        The median of the values in [t - window, t), in the signal's unit. Missing where fewer than min_readings \
        stand there: no reading is no value, never 0. Not promised: censored values (a mail not answered yet) are \
        not counted; see response_time.
        """
    public static let options = WindowSummary.options
    public static let examples = ["{kind: median, signal: sentiment, window: 90}"]

    private let window: WindowSummary

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { window = try WindowSummary(&entry) }

    public var traits: FeatureTraits { window.traits("median of") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        window.evaluator(&plan, needs: .each) { evidence, window in
            Median.of(Array(evidence.readings(window.readings).at(evidence.places(window)).values))
        }
    }
}
