import Signals
import Tables

/// Which rows are learned from and which are held out, fold by fold.
public struct FoldPlan: Sendable, Equatable {
    public struct Fold: Sendable, Equatable {
        public let training: [Int]
        public let test: [Int]
    }

    public enum Scheme: String, Sendable {
        /// Random folds, stratified by outcome; rows of an account stay together.
        case grouped
        /// Random folds, stratified by outcome.
        case stratified
        /// Each block of time is tested on a model of what was known before its first cut-off.
        case timeOrdered = "time-ordered"
    }

    public let scheme: Scheme
    public let folds: [Fold]
    /// Why a time-ordered plan was not possible, in words.
    public let note: String?

    /// Time-ordered where the rows have dates and enough history, else grouped, else stratified.
    public static func automatic(_ data: Observations, folds: Int = 5, seed: UInt64) -> FoldPlan {
        guard data.cutoffs != nil, data.decided != nil else { return random(data, folds: folds, seed: seed) }
        if let plan = timeOrdered(data, folds: folds) { return plan }
        return random(
            data, folds: folds, seed: seed,
            note:
                "too few renewals for time-ordered folds (each needs \(minimumEvents) lost and kept ones to learn from); random folds by account were used"
        )
    }

    /// A fold must learn from this many events and non-events.
    public static let minimumEvents = 20

    /// Forward chaining: the first third of time is only learned from; the rest is cut into blocks of equal size, and each
    /// is tested on rows whose outcome was known before the block's first cut-off (the purge).
    /// - Returns: nil where a fold would learn from fewer than `minimumEvents` of either outcome.
    public static func timeOrdered(_ data: Observations, folds count: Int) -> FoldPlan? {
        guard let decided = data.decided, let cutoffs = data.cutoffs else { return nil }
        let order = decided.indices.sorted { (decided[$0], $0) < (decided[$1], $1) }
        let start = order.count / 3
        var folds: [Fold] = []
        for block in 0..<count {
            let lower = boundary(start + (order.count - start) * block / count, order, decided)
            let upper = boundary(start + (order.count - start) * (block + 1) / count, order, decided)
            guard lower < upper else { return nil }
            let test = Array(order[lower..<upper])
            let firstCutoff = test.map { cutoffs[$0] }.min()!
            let training = order[..<lower].filter { decided[$0] < firstCutoff }
            guard hasEnough(training.map { data.outcomes[$0] }) else { return nil }
            folds.append(Fold(training: training.sorted(), test: test.sorted()))
        }
        return FoldPlan(scheme: .timeOrdered, folds: folds, note: nil)
    }

    /// Moves a boundary so that renewals of one day stay in one block.
    private static func boundary(_ place: Int, _ order: [Int], _ decided: [Day]) -> Int {
        var place = place
        while place > 0, place < order.count, decided[order[place]] == decided[order[place - 1]] { place += 1 }
        return place
    }

    private static func hasEnough(_ outcomes: [Double]) -> Bool {
        let events = outcomes.reduce(0) { $0 + Int($1) }
        return min(events, outcomes.count - events) >= minimumEvents
    }

    /// Random folds, stratified by outcome (of the account: whether it has any event), rows of a group together.
    public static func random(_ data: Observations, folds count: Int, seed: UInt64, note: String? = nil) -> FoldPlan {
        let assignment = assignment(data, folds: count, seed: seed)
        let folds = (0..<count).map { fold in
            Fold(
                training: assignment.indices.filter { assignment[$0] != fold },
                test: assignment.indices.filter { assignment[$0] == fold })
        }
        return FoldPlan(scheme: data.groups == nil ? .stratified : .grouped, folds: folds, note: note)
    }

    /// The fold of each row. Groups are dealt in seeded random order, those with events first, so that every fold gets
    /// its share of both.
    static func assignment(_ data: Observations, folds count: Int, seed: UInt64) -> [Int] {
        let groups = data.groups ?? (0..<Int32(data.count)).map { $0 }
        var hasEvent: [Int32: Bool] = [:]
        var members: [Int32] = []
        for (group, outcome) in zip(groups, data.outcomes) {
            if let known = hasEvent[group] {
                hasEvent[group] = known || outcome == 1
            } else {
                members.append(group)
                hasEvent[group] = outcome == 1
            }
        }
        var generator = SeededGenerator(seed: seed)
        let shuffled = generator.shuffled(members)
        let dealt = shuffled.filter { hasEvent[$0]! } + shuffled.filter { !hasEvent[$0]! }
        let foldOf = Dictionary(uniqueKeysWithValues: dealt.enumerated().map { ($1, $0 % count) })
        return groups.map { foldOf[$0]! }
    }
}
