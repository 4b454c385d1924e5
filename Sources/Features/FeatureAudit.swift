import Signals
import Tables

/// Proof by perturbation that no feature holds what was not known at its cut-off.
///
/// Everything that became known at or after each row's cut-off is scrambled (`HistoryScramble`): readings with their
/// values, times, users and tags, deletions and additions, facts and corrections, ends of validity, later renewals, the
/// outcome in question, and the columns of the accounts table that are for people. Then all features are made again, and
/// every bit must be as before. Rows of one account with different cut-offs are scrambled one after the other.
///
/// Features that look at other accounts (`Feature.looksAtOthers`) are made for every account as of a few of the rows' days,
/// with everything of all accounts scrambled from that day on: what a peer did later must not show either. That an account
/// has a term running, until when and for how much, is known of peers; what becomes of it is not.
///
/// Not promised: a leak that shows only for data that neither the history nor the draws hold. Attributes carry no date, so
/// of them nothing can be proven; `undated` names the features made of them.
public struct FeatureAudit: Sendable {
    /// A value that changed when only what came later was changed: a leak.
    public struct Change: Sendable, Equatable {
        /// The feature that leaks.
        public let feature: String
        /// The account in question.
        public let accountID: String
        /// The cut-off's day.
        public let asOf: Day
        /// nil: missing.
        public let before: String?
        /// Its value with what came later scrambled; nil where it became missing.
        public let after: String?
    }

    /// Which features changed, where; at most `changeLimit` of each.
    public let changes: [Change]
    /// Features that leak, in the set's order.
    public let leaking: [String]
    /// Features that hold something without a date: they carry no date, so nothing can be proven.
    public let undated: [String]
    /// How many rows were made again: for features that see one account those of the anchors, for others those of some days.
    public let rowCount: Int
    /// How often each row was made again.
    public let rounds: Int

    /// Changes that are told; all are counted.
    public static let changeLimit = 5

    /// Whether not one bit changed.
    public var isClean: Bool { changes.isEmpty }

    /// - Parameters:
    ///   - set: the features to make.
    ///   - history: everything that customers left behind.
    ///   - anchors: the rows to make.
    ///   - rounds: scrambles of each row, each drawn anew; more find rarer leaks.
    ///   - seed: decides all draws.
    public init(
        _ set: FeatureSet, of history: SignalHistory, at anchors: [Anchor], rounds: Int = 2, seed: UInt64 = 42
    ) {
        var leftOut = LeftOut()
        let admitted = anchors.filter { leftOut.admits($0, of: history) }
        var trials: [Trial] = []
        let alone = set.features.filter { !$0.looksAtOthers }.map(\.name)
        if !alone.isEmpty { trials += Trial.byAccount(set.selecting(alone)!, admitted, history) }
        let others = set.features.filter(\.looksAtOthers).map(\.name)
        if !others.isEmpty { trials += Trial.byDay(set.selecting(others)!, admitted, history, seed: seed) }

        var changes: [Change] = []
        for (number, trial) in trials.enumerated() {
            let expected = trial.set.extract(history, at: trial.anchors)
            for round in 0..<rounds {
                let (other, anchors) = trial.scrambled(
                    history, seed: seed &+ UInt64(number * rounds + round) &* 0x9E37_79B9)
                // Which rows are made was decided by what was known at the cut-off: the scramble makes them all again.
                let again = FeatureExtraction(trial.set, of: other, admitted: anchors, leftOut: LeftOut())
                changes += FeatureAudit.differences(expected, again.table)
            }
        }
        let leaks = Set(changes.map(\.feature))
        leaking = set.features.map(\.name).filter(leaks.contains)
        undated = set.features.filter(\.isUndated).map(\.name)
        self.changes = leaking.flatMap { name in changes.filter { $0.feature == name }.prefix(FeatureAudit.changeLimit)
        }
        rowCount = trials.reduce(0) { $0 + $1.anchors.count }
        self.rounds = rounds
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

/// Features, the rows they are made for, and what is scrambled around them.
private struct Trial {
    let set: FeatureSet
    let anchors: [Anchor]
    /// By account: from when on all is scrambled.
    let cutoffs: [Instant]
    /// By account, where others see it: the terms it decides next, of which only the fate is scrambled. Empty where none
    /// does.
    let terms: [[Renewal]]

    /// For features that see one account: its own cut-off for each account, so that no account stands twice in one trial.
    /// Accounts without a row are scrambled from the last cut-off of the others.
    static func byAccount(_ set: FeatureSet, _ anchors: [Anchor], _ history: SignalHistory) -> [Trial] {
        var next = [Int](repeating: 0, count: history.accounts.count)
        var passes: [[Anchor]] = []
        for anchor in anchors {
            let pass = next[anchor.account]
            next[anchor.account] += 1
            if pass == passes.count { passes.append([]) }
            passes[pass].append(anchor)
        }
        return passes.map { anchors in
            let last = anchors.map(\.cutoff).max() ?? .distantFuture
            var cutoffs = [Instant](repeating: last, count: history.accounts.count)
            for anchor in anchors { cutoffs[anchor.account] = anchor.cutoff }
            return Trial(set: set, anchors: anchors, cutoffs: cutoffs, terms: [])
        }
    }

    static let dayLimit = 4

    /// For features that see other accounts: everything from one common cut-off on, at up to `dayLimit` of the rows' days,
    /// drawn. Each has all rows of that day and, as there are few, a row for every other account as of it.
    static func byDay(_ set: FeatureSet, _ anchors: [Anchor], _ history: SignalHistory, seed: UInt64) -> [Trial] {
        var random = SeededGenerator(seed: seed)
        var days = Set(anchors.map(\.asOf)).sorted()
        while days.count > dayLimit { days.remove(at: random.below(days.count)) }
        return days.map { day in
            let current = history.anchors(asOf: day)
            let asked = anchors.filter { $0.asOf == day }
            let have = Set(asked.map(\.account))
            var leftOut = LeftOut()
            let others = current.filter { !have.contains($0.account) && leftOut.admits($0, of: history) }
            let cutoff = history.calendar.midnight(of: day)
            return Trial(
                set: set, anchors: asked + others, cutoffs: history.accounts.map { _ in cutoff },
                terms: current.map(\.together))
        }
    }

    func scrambled(_ history: SignalHistory, seed: UInt64) -> (SignalHistory, [Anchor]) {
        var scramble = HistoryScramble(history, cutoffs: cutoffs, terms: terms, seed: seed)
        let other = scramble.scrambled()
        let moved = anchors.map { anchor in
            Anchor(
                account: anchor.account, asOf: anchor.asOf, renewal: anchor.renewal.map { scramble.refated($0) },
                alongside: anchor.alongside.map { scramble.refated($0) }, calendar: history.calendar)
        }
        return (other, moved)
    }
}
