import Signals
import Tables

/// Proof by perturbation that no feature holds what was not known at its cut-off.
///
/// Everything that became known at or after each row's cut-off is scrambled (`HistoryScramble`): readings with their
/// values, times, users and tags, deletions and additions, facts and corrections, ends of validity, later renewals, the
/// outcome in question, and the columns of the accounts table that are for people. Then all features are made again, and
/// every bit must be as before. Rows of one account with different cut-offs are scrambled one after the other.
///
/// Not promised: a leak that shows only for data that neither the history nor the draws hold. Attributes carry no date, so
/// of them nothing can be proven; `undated` names the features made of them.
public struct FeatureAudit: Sendable {
    /// A value that changed when only what came later was changed: a leak.
    public struct Change: Sendable, Equatable {
        public let feature: String
        public let accountID: String
        public let asOf: Day
        /// nil: missing.
        public let before: String?
        public let after: String?
    }

    /// Which features changed, where; at most `changeLimit` of each.
    public let changes: [Change]
    /// Features that leak, in the set's order.
    public let leaking: [String]
    /// Features that hold something without a date: they carry no date, so nothing can be proven.
    public let undated: [String]
    public let rowCount: Int
    /// How often each row was made again.
    public let rounds: Int

    public static let changeLimit = 5

    public var isClean: Bool { changes.isEmpty }

    /// - Parameters:
    ///   - rounds: scrambles of each row, each drawn anew; more find rarer leaks.
    ///   - seed: decides all draws.
    public init(
        _ set: FeatureSet, of history: SignalHistory, at anchors: [Anchor], rounds: Int = 2, seed: UInt64 = 42
    ) {
        var changes: [Change] = []
        var rowCount = 0
        for (pass, anchors) in FeatureAudit.passes(anchors, of: history).enumerated() {
            let expected = set.extract(history, at: anchors)
            rowCount += expected.count
            for round in 0..<rounds {
                let cutoffs = FeatureAudit.cutoffs(anchors, of: history)
                var scramble = HistoryScramble(
                    history, cutoffs: cutoffs, seed: seed &+ UInt64(pass * rounds + round) &* 0x9E37_79B9)
                let other = scramble.scrambled()
                let moved = anchors.map { anchor in
                    Anchor(
                        account: anchor.account, asOf: anchor.asOf,
                        renewal: anchor.renewal.map { scramble.refated($0) },
                        alongside: anchor.alongside.map { scramble.refated($0) }, calendar: history.calendar)
                }
                // Which rows are made was decided by what was known at the cut-off: the scramble makes them all again.
                changes += FeatureAudit.differences(expected, set.extract(other, admitted: moved))
            }
        }
        let leaks = Set(changes.map(\.feature))
        leaking = set.features.map(\.name).filter(leaks.contains)
        undated = set.features.filter(\.isUndated).map(\.name)
        self.changes = leaking.flatMap { name in changes.filter { $0.feature == name }.prefix(FeatureAudit.changeLimit)
        }
        (self.rowCount, self.rounds) = (rowCount, rounds)
    }

    /// Anchors that make a row, such that no account stands twice in one pass.
    private static func passes(_ anchors: [Anchor], of history: SignalHistory) -> [[Anchor]] {
        var leftOut = LeftOut()
        var next = [Int](repeating: 0, count: history.accounts.count)
        var passes: [[Anchor]] = []
        for anchor in anchors where leftOut.admits(anchor, of: history) {
            let pass = next[anchor.account]
            next[anchor.account] += 1
            if pass == passes.count { passes.append([]) }
            passes[pass].append(anchor)
        }
        return passes
    }

    /// The cut-off of each account's row; accounts without one are scrambled from the last cut-off of the others.
    private static func cutoffs(_ anchors: [Anchor], of history: SignalHistory) -> [Instant] {
        let last = anchors.map(\.cutoff).max() ?? .distantFuture
        var cutoffs = [Instant](repeating: last, count: history.accounts.count)
        for anchor in anchors { cutoffs[anchor.account] = anchor.cutoff }
        return cutoffs
    }

    private static func differences(_ a: FeatureTable, _ b: FeatureTable) -> [Change] {
        var changes: [Change] = []
        for (x, y) in zip(a.frame.columns, b.frame.columns) where x.values != y.values {
            var found = 0
            for row in a.rows.indices where found < changeLimit && x.values.rows([row]) != y.values.rows([row]) {
                found += 1
                changes.append(
                    Change(
                        feature: x.name, accountID: a.rows[row].accountID, asOf: a.rows[row].asOf,
                        before: x.values.text(at: row), after: y.values.text(at: row)))
            }
        }
        return changes
    }
}
