import Documents
import Signals

/// Whom an account is compared with, as a feature's entry says: what `percentile` and `shrink` share.
struct PeerGroup: Sendable {
    /// A category by which accounts are told apart.
    enum Category: Sendable {
        case fact(FactDeclaration)
        case attribute(AttributeDeclaration)

        var words: String {
            switch self {
            case .fact(let fact): fact.signal.words
            case .attribute(let attribute): attribute.signal.words
            }
        }
    }

    /// nil for all accounts.
    let within: Category?
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

    var isUndated: Bool { if case .attribute? = within { true } else { false } }

    /// Who they are.
    var words: String { within.map { "accounts of the same \($0.words)" } ?? "all accounts" }

    /// Resolves the group, and a number of each peer, in the panel's history.
    /// - Parameter key: tells this question from all others.
    func reader(
        _ plan: inout FeaturePlan, key: String, _ evaluator: (inout FeaturePlan) -> FeatureEvaluator
    ) -> PeerReader {
        var peerPlan = plan.ofPeers()
        let value = evaluator(&peerPlan).number ?? { _ in .nan }
        plan.note(peers: peerPlan)
        return PeerReader(
            key: key, plan: peerPlan, minimumPeers: minimumPeers, maximumPeers: maximumPeers,
            group: level(in: plan.history), peerGroup: level(in: peerPlan.history), peerValue: value)
    }

    /// The level of an account by what was known of it; nil where it is not known.
    private func level(in history: SignalHistory) -> @Sendable (KnownHistory) -> String? {
        switch within {
        case nil:
            return { _ in "" }
        case .fact(let fact):
            guard let number = history.facts.factNames.firstIndex(of: fact.name) else { return { _ in nil } }
            return { known in known.facts(number).current(at: known.cutoff)?.text }
        case .attribute(let attribute):
            guard let column = history.attributes[attribute.name] else { return { _ in nil } }
            return { known in AttributeKind.level(known, column) }
        }
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
    let group: @Sendable (KnownHistory) -> String?
    let peerGroup: @Sendable (KnownHistory) -> String?
    let peerValue: @Sendable (Evidence) -> Double

    /// The numbers of the row's peers, and the row's account among them, where it is one. nil where its group is not known
    /// or has fewer than `minimumPeers`.
    func peers(of evidence: Evidence) -> (values: PeerValues, account: Int?)? {
        guard let group = group(evidence.known) else { return nil }
        let sample = plan.peers.sample(key, asOf: evidence.asOf) { makeSample(asOf: evidence.asOf) }
        let account = plan.history.account(id: evidence.known.history.accountID(evidence.known.account))
        guard let values = sample[group], values.count(without: account) >= minimumPeers else { return nil }
        return (values, account)
    }

    private func makeSample(asOf day: Day) -> PeerSample {
        var groups: [String: [(account: Int32, value: Double)]] = [:]
        let layout = EvidenceLayout(plan)
        for account in plan.peers.customers(asOf: day) {
            let known = plan.peers.known(Int(account), asOf: day)
            guard let group = peerGroup(known), groups[group, default: []].count < maximumPeers else { continue }
            groups[group, default: []].append((account, peerValue(Evidence(layout, known))))
        }
        return PeerSample(groups)
    }
}
