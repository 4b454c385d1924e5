import Documents
import Signals

/// The window less what was usual before.
public struct ChangeKind: FeatureKind {
    public static let name = "change"
    public static let summary = "the window's measure less the account's own usual, in the signal's unit"
    public static let details = """
        x - b, with x the measure in [t - window, t) and b that of the baseline days before it, for counts and sums \
        times window / baseline. Missing where either is, or where the baseline was not fully tracked.
        """
    public static let options = FeatureOption.selection + [.measure(ChangeKind.measures), .window, .baseline]

    private static let measures: [Measure] = [.mean, .count, .sum]
    public static let examples = ["{kind: change, signal: sentiment, window: 90, baseline: 270}"]

    private let selection: Selection
    private let measure: Measure
    private let window: Int
    private let baseline: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        measure = try entry.measure(ChangeKind.measures)
        window = try entry.window()
        baseline = try entry.days("baseline", default: 360)
    }

    public var traits: FeatureTraits {
        FeatureTraits("\(measure.words) \(selection.words) in \(window) days less its own usual")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let recent = plan.window(selection, days: window, needs: measure.needs)
        let before = plan.window(selection, days: baseline, ending: window, needs: measure.needs)
        let (measure, scale) = (measure, measure == .mean ? 1 : Double(window) / Double(baseline))
        return .number { evidence in
            guard evidence.isTracked(before) else { return .nan }
            return evidence.measure(measure, recent) - evidence.measure(measure, before) * scale
        }
    }
}
