import Documents
import Signals

/// Which part of the readings is of one sort.
public struct ShareKind: FeatureKind {
    public static let name = "share"
    public static let summary = "the part of a signal's readings that has one of some tags or lies beyond a threshold"
    public static let details = """
        Readings in [t - window, t) that tags, above and below leave, over all readings of the signal there: 0 to 1. \
        Missing where fewer than min_readings stand there. A share of one signal over another is a ratio of two \
        counts.
        """
    public static let options = FeatureOption.selection + [.window, .minimumReadings]
    public static let examples = [
        "{kind: share, signal: sentiment, below: 0, window: 90}",
        "{kind: share, signal: login, tags: [web, mobile], windows: [30, 90], min_readings: 5}",
    ]

    private let selection: Selection
    private let window: Int
    private let minimumReadings: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        guard !selection.isWhole else { throw entry.error("signal", "a share needs tags, above or below") }
        window = try entry.window()
        minimumReadings = try entry.count("min_readings", in: 1...1000, default: 1)
    }

    public var traits: FeatureTraits { FeatureTraits("share of \(selection.words) in \(window) days", unit: "share") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let part = plan.window(selection, days: window, needs: [])
        let whole = plan.window(selection.whole, days: window, needs: [])
        let least = minimumReadings
        return .number { evidence in
            let all = evidence.count(whole)
            return all < least ? .nan : Double(evidence.count(part)) / Double(all)
        }
    }
}
