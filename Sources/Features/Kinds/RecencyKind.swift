import Documents
import Signals

/// How long ago the last reading was.
public struct RecencyKind: FeatureKind {
    public static let name = "recency"
    public static let summary = "days since the last reading of a signal"
    public static let details = """
        Days (86 400 s, a fraction) from the newest reading before t to t. Missing where there was none in the last \
        lookback days; with never: tracking it is then the days since tracking of the account began, at most \
        lookback, so that an account that never did it reads as 'not for as long as we know it'.
        """
    public static let options =
        FeatureOption.selection + [
            FeatureOption("lookback", .days, "older readings are as none; default 3660"),
            FeatureOption("never", .choice(Never.words), "what an account without a reading gets; default missing"),
        ]
    public static let examples = [
        "{kind: recency, signal: login}",
        "{kind: recency, signal: login, tags: [web], lookback: 365, never: tracking}",
    ]

    private enum Never { static let words = ["missing", "tracking"] }

    private let selection: Selection
    private let lookback: Int
    private let isSinceTracking: Bool

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        lookback = try entry.days("lookback", default: 3660)
        isSinceTracking = try entry.choice("never", among: Never.words) == "tracking"
    }

    public var traits: FeatureTraits {
        FeatureTraits("days since the last \(selection.words)", unit: "days", sense: .opposite)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (handle, isSinceTracking) = (plan.window(selection, days: lookback, needs: .newest), isSinceTracking)
        return .number { evidence in
            if let last = evidence.newest(handle) { return evidence.cutoff.days(since: last) }
            let tracked = evidence.trackedDays(handle.readings)
            return isSinceTracking && tracked >= 0 ? min(tracked, Double(handle.days)) : .nan
        }
    }
}
