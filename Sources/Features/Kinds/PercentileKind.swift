import Documents
import Signals

/// Where the account stands among others.
public struct PercentileKind: FeatureKind {
    public static let name = "percentile"
    public static let summary = "where a feature stands among the account's peers as of the same day, 0 to 1"
    public static let details = """
        (number of peers below + half the number of peers equal) / number of peers: the mid-rank of the feature's value \
        among the same feature of other accounts, each by what was known of it before the same cut-off; 0.5 is in the \
        middle. Peers are accounts that were customers then (tracked, signed, not lost), at most max_peers of a group, \
        chosen by a hash of the id: with 500 the standard error is at most 0.022. The account itself is no peer. \
        windows applies to of where it has no window of its own. Missing where the value or the group is, or with fewer \
        than min_peers that have a value.
        """
    public static let options =
        [FeatureOption("of", .feature, isRequired: true, "what is compared")] + PeerGroup.options
    public static let examples = [
        "{kind: percentile, of: {kind: count, signal: login, window: 90}, min_peers: 5}",
        "{kind: percentile, of: {kind: arr}, within: industry, min_peers: 2}",
        "{kind: percentile, of: {kind: fact, fact: seats}, within: plan, min_peers: 2, max_peers: 100}",
    ]

    private let kind: any FeatureKind
    private let group: PeerGroup
    private let key: String

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        kind = try entry.feature("of")
        group = try PeerGroup(&entry)
        key = entry.options
    }

    public var traits: FeatureTraits {
        let of = kind.traits
        return FeatureTraits(
            "\(of.words), percentile among \(group.words)", unit: "percentile", sense: of.sense,
            isUndated: of.isUndated || group.isUndated, looksAtOthers: true)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        guard let own = kind.evaluator(&plan).number else { return .number { _ in .nan } }
        let reader = group.reader(&plan, key: key) { kind.evaluator(&$0) }
        return .number { evidence in
            let value = own(evidence)
            guard !value.isNaN, let peers = reader.peers(of: evidence) else { return .nan }
            return peers.values.percentile(of: value, without: peers.account)
        }
    }
}
