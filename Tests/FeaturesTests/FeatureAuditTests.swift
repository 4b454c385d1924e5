import Documents
import Features
import Signals
import Testing

/// Each way to leak is a mutant that the audit must catch.
@Suite struct FeatureAuditTests {
    static let kinds = FeatureKinds.all + [LeakyKind.self, LeakyPeersKind.self]

    @Test(arguments: LeakyKind.Way.allCases) func catchesEveryLeak(way: LeakyKind.Way) throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let set = try featureSet("{kind: leaky, of: \(way.rawValue)}", kinds: FeatureAuditTests.kinds)
        let audit = FeatureAudit(set, of: history, at: history.anchors(daysBefore: [60]))
        #expect(!audit.isClean)
        #expect(audit.leaking == ["example"])
        #expect(audit.changes.count <= FeatureAudit.changeLimit)
        #expect(audit.changes.allSatisfy { $0.before != $0.after })
    }

    /// What peers did after the row's day is a leak as well, though their own rows may lie later.
    @Test(arguments: LeakyPeersKind.Way.allCases) func catchesLeaksThroughPeers(way: LeakyPeersKind.Way) throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let set = try featureSet("{kind: leaky_peers, of: \(way.rawValue)}", kinds: FeatureAuditTests.kinds)
        let audit = FeatureAudit(set, of: history, at: history.anchors(daysBefore: [60]))
        #expect(audit.leaking == (way == .none ? [] : ["example"]))
        #expect(audit.rowCount > 40)
    }

    /// A mean over the base is none where only what was known is in it, and one where the trait is forgotten: then each
    /// peer is scrambled from its own cut-off on, which may lie before the row's.
    @Test func findsKindsThatDoNotSayThatTheyLookAtOthers() throws {
        let history = FeatureKindConformanceTests.portfolio.history
        let set = try featureSet("{kind: leaky_peers, of: none, secret: true}", kinds: FeatureAuditTests.kinds)
        #expect(!FeatureAudit(set, of: history, at: history.anchors(daysBefore: [60])).isClean)
    }

    @Test func namesTheFeatureThatLeaksAndNoOther() throws {
        let text =
            FeatureExamples.declarations
            + "features:\n  fine: {kind: count, signal: login}\n  bad: {kind: leaky, of: outcome}\n"
            + "  undated: {kind: attribute, attribute: employees}\n"
        let set = try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml"), kinds: FeatureAuditTests.kinds)
        let history = FeatureKindConformanceTests.portfolio.history
        let audit = FeatureAudit(set, of: history, at: history.anchors(daysBefore: [60, 10]))
        #expect(audit.leaking == ["bad"])
        #expect(audit.undated == ["undated"])
    }

    /// Seeded, bounded: other portfolios, other draws, several lead times.
    @Test(arguments: 1...20) func allKindsAreCleanOnRandomPortfolios(seed: Int) throws {
        let entries = FeatureKindConformanceTests.examples.enumerated().map { "  f\($0): \($1.1)\n" }.joined()
        let text = FeatureExamples.declarations + "features:\n" + entries
        let set = try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml"))
        let history = Portfolio(seed: UInt64(seed), accounts: 6).history
        let audit = FeatureAudit(
            set, of: history, at: history.anchors(daysBefore: [0, 33, 200]), rounds: 1, seed: UInt64(seed))
        #expect(audit.isClean, "\(audit.changes)")
    }
}

/// A kind that looks where no kind may: it reaches past `KnownHistory` by `package` access.
struct LeakyKind: FeatureKind {
    enum Way: String, CaseIterable, Sendable {
        case boundary, value, late, user, tag, fact, factEnd, outcome, decided, laterRenewal, contact
    }

    static let name = "leaky"
    static let summary = "leaks on purpose"
    static let details = "Each way reads something that became known at or after the cut-off."
    static let options = [FeatureOption("of", .choice(Way.allCases.map(\.rawValue)), "the way")]
    static let examples = ["{kind: leaky, of: value}"]

    let way: Way

    init(_ entry: inout FeatureEntry) throws(DocumentError) {
        way = Way(rawValue: try entry.choice("of", among: Way.allCases.map(\.rawValue)))!
    }

    var traits: FeatureTraits { FeatureTraits("a leak") }

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let way = way
        return .number { evidence in
            LeakyKind.leak(way, evidence.known.history, evidence.known.account, evidence.known.cutoff.nanoseconds)
        }
    }

    private static func leak(_ way: Way, _ history: SignalHistory, _ account: Int, _ cutoff: Int64) -> Double {
        let events = history.events
        let rows = events.range(account: account, signal: 0)
        let later = rows.filter { events.occurredAt[$0] >= cutoff }
        let facts = history.facts.range(account: account, fact: 0)
        let renewals = history.renewals(of: account)
        return switch way {
        case .boundary: Double(rows.count { events.occurredAt[$0] <= cutoff })
        case .value: later.reduce(0) { $0 + events.values[$1] }
        case .late: Double(rows.count { events.occurredAt[$0] < cutoff })
        case .user: later.reduce(0) { $0 + Double(events.users[$1]) }
        case .tag: later.reduce(0) { $0 + Double(events.tags[$1]) }
        case .fact: facts.reduce(0) { $0 + Double(history.facts.values[$1]) }
        case .factEnd: facts.reduce(0) { $0 + Double(history.facts.validTo[$1] % 1_000_003) }
        case .outcome: Double(renewals.count { $0.outcome == .churned })
        case .decided: renewals.reduce(0) { $0 + Double($1.knownOn.number) }
        case .laterRenewal: Double(renewals.count)
        case .contact: Double(history.accounts[account].notes?.count ?? 0)
        }
    }
}

/// The mean of a number over all other accounts, in ways of which only `none` keeps to what was known.
struct LeakyPeersKind: FeatureKind {
    enum Way: String, CaseIterable, Sendable { case none, later, late, survivors, outcome, next }

    static let name = "leaky_peers"
    static let summary = "leaks on purpose through other accounts"
    static let details = "Each way but none reads of others what became known at or after the cut-off."
    static let options = [
        FeatureOption("of", .choice(Way.allCases.map(\.rawValue)), "the way"),
        FeatureOption("secret", .flag, "whether it hides that it looks at others"),
    ]
    static let examples = ["{kind: leaky_peers, of: none}"]

    let way: Way
    let isSecret: Bool

    init(_ entry: inout FeatureEntry) throws(DocumentError) {
        way = Way(rawValue: try entry.choice("of", among: Way.allCases.map(\.rawValue)))!
        isSecret = try entry.flag("secret")
    }

    var traits: FeatureTraits { FeatureTraits("a leak", looksAtOthers: !isSecret) }

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let way = way
        return .number { evidence in
            let (history, cutoff) = (evidence.known.history, evidence.cutoff)
            return history.accounts.indices.reduce(0) { sum, account in
                account == evidence.known.account ? sum : sum + LeakyPeersKind.of(way, history, account, cutoff)
            }
        }
    }

    private static func of(_ way: Way, _ history: SignalHistory, _ account: Int, _ cutoff: Instant) -> Double {
        let (events, renewals) = (history.events, history.renewals(of: account))
        let known = history.known(account: account, asOf: cutoff)
        let count = Double(known.readings(0).count)
        return switch way {
        case .none: count
        case .later: Double(events.range(account: account, signal: 0).count)
        case .late:
            Double(events.range(account: account, signal: 0).count { events.occurredAt[$0] < cutoff.nanoseconds })
        case .survivors: renewals.contains { $0.outcome == .churned } ? 0 : count
        case .outcome: Double(renewals.count { $0.outcome == .churned })
        case .next: Double(renewals.first { history.calendar.midnight(of: $0.knownOn) >= cutoff }?.knownOn.number ?? 0)
        }
    }
}
