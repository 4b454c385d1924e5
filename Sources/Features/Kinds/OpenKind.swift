import Documents
import Signals

/// What is open as of the cut-off.
public struct OpenKind: FeatureKind {
    public static let name = "open"
    public static let summary = "how many were opened and not closed, as known at the cut-off"
    public static let details = """
        Readings of opened before t less readings of closed before t, at least 0. A closing that became known only \
        at or after t counts as open. Missing before tracking began; after that, none is 0. Not promised: which one \
        is open, since readings carry no identity.
        """
    public static let options = [
        FeatureOption("opened", .signal, isRequired: true, "the signal of an opening"),
        FeatureOption("closed", .signal, isRequired: true, "the signal of a closing"),
        .tags,
    ]
    public static let examples = ["{kind: open, opened: opened, closed: closed, tags: [urgent]}"]

    private let opened: Selection
    private let closed: Selection

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        let (opened, closed, tags) = (try entry.signal("opened"), try entry.signal("closed"), try entry.texts("tags"))
        self.opened = Selection(signal: opened, tags: tags)
        self.closed = Selection(signal: closed, tags: tags)
    }

    public var traits: FeatureTraits { FeatureTraits("\(opened.words), not closed", unit: "open") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (opened, closed) = (plan.readings(opened, needs: []), plan.readings(closed, needs: []))
        return .number { evidence in
            if evidence.trackedDays(opened) < 0 { return .nan }
            return Double(max(0, evidence.count(opened) - evidence.count(closed)))
        }
    }
}
