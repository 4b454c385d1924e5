import Documents
import Signals

/// How many different things are done.
public struct TagsKind: FeatureKind {
    public static let name = "tags"
    public static let summary = "how many different tags stand in the window, or how many are new there"
    public static let details = """
        The number of different tags among the readings in [t - window, t): features used, integrations live. With \
        new: true only tags without a reading in the baseline days before the window (newly adopted); missing then \
        unless the account was tracked for the whole baseline. Missing before tracking began; after that, no reading \
        is 0.
        """
    public static let options =
        FeatureOption.selection + [
            .window, .baseline, FeatureOption("new", .flag, "only tags that are new in the window; default false"),
        ]
    public static let examples = [
        "{kind: tags, signal: login, window: 30}",
        "{kind: tags, signal: login, window: 30, new: true, baseline: 180}",
    ]

    private let selection: Selection
    private let window: Int
    private let baseline: Int?

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        window = try entry.window()
        baseline = try entry.flag("new") ? try entry.days("baseline", default: 360) : nil
    }

    public var traits: FeatureTraits {
        FeatureTraits(
            "\(baseline == nil ? "different" : "new") kinds of \(selection.words) in \(window) days", unit: "kinds")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let recent = plan.window(selection, days: window, needs: .tags)
        let before = baseline.map { plan.window(selection, days: $0, ending: window, needs: .tags) }
        return .number { evidence in
            let used = evidence.tags(recent)
            guard let before else { return evidence.trackedDays(recent.readings) < 0 ? .nan : Double(used.count) }
            guard evidence.isTracked(before) else { return .nan }
            let old = Set(evidence.tags(before))
            return Double(used.count { !old.contains($0) })
        }
    }
}
