import Documents
import Signals

/// Whom an account is compared with, as a feature's entry says: what `percentile` and `shrink` share.
struct PeerGroup: Sendable {
    /// A category; nil for all accounts.
    let within: (any FeatureKind)?
    let minimumPeers: Int
    let maximumPeers: Int

    static let options = [
        FeatureOption(
            "within", .text,
            "a category (fact or attribute): peers are the accounts that share it; default all accounts"),
        FeatureOption(
            "min_peers", .count(2...1000), "peers with a value without which there is nothing to compare; default 10"),
        FeatureOption(
            "max_peers", .count(10...2000),
            "the most accounts of a group that are looked at, chosen by a hash of their ids; default 500"),
    ]

    init(_ entry: inout FeatureEntry) throws(DocumentError) {
        within = try entry.grouping("within")
        minimumPeers = try entry.count("min_peers", in: 2...1000, default: 10)
        maximumPeers = try entry.count("max_peers", in: 10...2000, default: 500)
        guard minimumPeers <= maximumPeers else {
            throw entry.error("min_peers", "expected at most max_peers, \(maximumPeers)")
        }
    }

    var isUndated: Bool { within?.traits.isUndated ?? false }

    /// Who they are.
    var words: String { within.map { "accounts of the same \($0.traits.words)" } ?? "all accounts" }

    /// Resolves the group, and a number of each peer, in the panel's history.
    /// - Parameter key: tells this question from all others.
    func reader(
        _ plan: inout FeaturePlan, key: String, _ evaluator: (inout FeaturePlan) -> FeatureEvaluator
    ) -> PeerReader {
        var peerPlan = plan.ofPeers()
        let (group, value) = (PeerGroup.reader(within, &peerPlan), evaluator(&peerPlan).number ?? { _ in .nan })
        return PeerReader(
            key: key, plan: peerPlan, minimumPeers: minimumPeers, maximumPeers: maximumPeers,
            group: PeerGroup.reader(within, &plan), peerGroup: group, peerValue: value)
    }

    private static func reader(
        _ within: (any FeatureKind)?, _ plan: inout FeaturePlan
    ) -> @Sendable (Evidence) -> String? {
        guard case .category(let body)? = within?.evaluator(&plan) else { return { _ in "" } }
        return body
    }
}

/// Answers what the peers of a row's account are like.
struct PeerReader: Sendable {
    let key: String
    /// Over the panel's history.
    let plan: FeaturePlan
    let minimumPeers: Int
    let maximumPeers: Int
    /// The group of the row's account.
    let group: @Sendable (Evidence) -> String?
    let peerGroup: @Sendable (Evidence) -> String?
    let peerValue: @Sendable (Evidence) -> Double

    /// The numbers of the row's peers, and the row's account among them, where it is one. nil where its group is not known
    /// or has fewer than `minimumPeers`.
    func peers(of evidence: Evidence) -> (values: PeerValues, account: Int?)? {
        guard let group = group(evidence) else { return nil }
        let sample = plan.peers.sample(key, asOf: evidence.asOf) { makeSample(asOf: evidence.asOf) }
        let account = plan.history.account(id: evidence.known.history.accountID(evidence.known.account))
        guard let values = sample[group], values.count(without: account) >= minimumPeers else { return nil }
        return (values, account)
    }

    private func makeSample(asOf day: Day) -> PeerSample {
        var groups: [String: [(account: Int, value: Double)]] = [:]
        var evidence: Evidence?
        for known in plan.peers.customers(asOf: day) {
            if evidence == nil { evidence = Evidence(plan, known) } else { evidence?.load(known) }
            guard let evidence, let group = peerGroup(evidence), groups[group, default: []].count < maximumPeers else {
                continue
            }
            groups[group, default: []].append((known.account, peerValue(evidence)))
        }
        return PeerSample(groups)
    }
}
