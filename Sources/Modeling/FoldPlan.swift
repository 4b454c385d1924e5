import Signals
import Tables

/// Which rows are learned from and which are held out, fold by fold.
public struct FoldPlan: Sendable, Equatable {
    /// One fold: rows to learn from and rows to judge.
    public struct Fold: Sendable, Equatable {
        /// Rows to learn from, rising.
        public let training: [Int]
        /// Rows to judge, rising.
        public let test: [Int]
    }

    /// How the folds were made.
    public enum Scheme: String, Sendable {
        /// Random folds, stratified by outcome; rows of an account stay together.
        case grouped
        /// Random folds, stratified by outcome.
        case stratified
        /// Each block of time is tested on a model of what was known before its first cut-off.
        case timeOrdered = "time-ordered"
    }

    /// How the folds came about.
    public let scheme: Scheme
    /// The folds, in order; of time-ordered ones the earliest first.
    public let folds: [Fold]
    /// Why a time-ordered plan was not possible, in words.
    public let note: String?

    /// Time-ordered where the rows have dates and enough history, else grouped, else stratified.
    public static func automatic(_ data: Observations, folds: Int = 5, seed: UInt64) -> FoldPlan {
        guard data.cutoffs != nil, data.known != nil else { return random(data, folds: folds, seed: seed) }
        if let plan = timeOrdered(data, folds: folds) { return plan }
        return random(
            data, folds: folds, seed: seed,
            note:
                "too few renewals for time-ordered folds (each needs \(minimumEvents) lost and kept ones to learn from); random folds by account were used"
        )
    }

    /// A fold must learn from this many events and non-events.
    public static let minimumEvents = 20
    /// A fold of a walk forward must be judged on this many events and non-events: fewer say nothing of a ranking.
    public static let minimumChecked = 10

    /// Forward chaining: the first third of the rows in time is only learned from; the rest is cut into blocks of equal size,
    /// and each is tested on a model of the rows whose outcome was known before the block's first cut-off (the purge).
    /// - Returns: nil where a fold would learn from fewer than `minimumEvents` of either outcome.
    public static func timeOrdered(_ data: Observations, folds count: Int) -> FoldPlan? {
        guard let folds = blocks(data, folds: count) else { return nil }
        let isEnough = folds.allSatisfy { !$0.test.isEmpty && scarce(data, $0.training) >= minimumEvents }
        return isEnough ? FoldPlan(scheme: .timeOrdered, folds: folds, note: nil) : nil
    }

    /// What is done about accounts that a fold would both learn from and be judged on.
    public enum AccountsApart: String, Sendable, CaseIterable {
        /// Their earlier rows are not learned from.
        case training
        /// They are not judged: only accounts that are new to the model are.
        case test
    }

    /// The folds of `timeOrdered`, refused where one has too little to learn from or to be judged by: a validation in time that
    /// quietly became another would be believed for what it is not.
    /// - Throws: `TrainingError.data` in words, with the counts of the first such fold.
    public static func walkForward(
        _ data: Observations, folds count: Int, apart: AccountsApart? = nil
    ) throws(TrainingError) -> FoldPlan {
        guard let all = blocks(data, folds: count) else {
            throw .data("walk-forward folds need dates: name the column with --time")
        }
        guard apart == nil || data.groups != nil else {
            throw .data("to keep accounts apart their column is needed: name it with --group")
        }
        let folds = all.map { fold in apart.map { fold.keeping($0, data.groups ?? []) } ?? fold }
        for (number, fold) in folds.enumerated() {
            if let fault = fault(data, fold) {
                throw .data(
                    "walk-forward folds are refused: fold \(number + 1) of \(count) \(fault); fewer folds or a shorter lead time may do"
                )
            }
        }
        return FoldPlan(scheme: .timeOrdered, folds: folds, note: nil)
    }

    /// What a fold has too little of, in words.
    private static func fault(_ data: Observations, _ fold: Fold) -> String? {
        func words(_ rows: [Int]) -> String {
            let lost = rows.count { data.outcomes[$0] == 1 }
            return
                "\(NumberFormat.grouped(rows.count)) rows (\(NumberFormat.grouped(lost)) lost, \(NumberFormat.grouped(rows.count - lost)) kept"
        }
        if scarce(data, fold.training) < minimumEvents {
            return "would learn from \(words(fold.training)); \(minimumEvents) of each are needed)"
        }
        if scarce(data, fold.test) < minimumChecked {
            return "would be checked on \(words(fold.test)); \(minimumChecked) of each are needed)"
        }
        return nil
    }

    /// nil without dates.
    private static func blocks(_ data: Observations, folds count: Int) -> [Fold]? {
        guard let dates = data.dates, let known = data.known, let cutoffs = data.cutoffs else { return nil }
        let order = dates.indices.sorted { (dates[$0], $0) < (dates[$1], $1) }
        let start = order.count / 3
        return (0..<count).map { block in
            let lower = boundary(start + (order.count - start) * block / count, order, dates)
            let upper = boundary(start + (order.count - start) * (block + 1) / count, order, dates)
            let test = order[min(lower, upper)..<upper].sorted()
            guard let firstCutoff = test.map({ cutoffs[$0] }).min() else { return Fold(training: [], test: []) }
            return Fold(training: order[..<lower].filter { known[$0] < firstCutoff }.sorted(), test: test)
        }
    }

    /// Moves a boundary so that renewals of one day stay in one block.
    private static func boundary(_ place: Int, _ order: [Int], _ dates: [Day]) -> Int {
        var place = place
        while place > 0, place < order.count, dates[order[place]] == dates[order[place - 1]] { place += 1 }
        return place
    }

    /// Rows of the rarer outcome.
    private static func scarce(_ data: Observations, _ rows: [Int]) -> Int {
        let events = rows.count { data.outcomes[$0] == 1 }
        return min(events, rows.count - events)
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

extension FoldPlan.Fold {
    /// The fold without its accounts' rows in the training, or without those of known accounts in the test.
    func keeping(_ apart: FoldPlan.AccountsApart, _ groups: [Int32]) -> FoldPlan.Fold {
        func rows(_ rows: [Int], notOf others: [Int]) -> [Int] {
            let known = Set(others.map { groups[$0] })
            return rows.filter { !known.contains(groups[$0]) }
        }
        return switch apart {
        case .training: FoldPlan.Fold(training: rows(training, notOf: test), test: test)
        case .test: FoldPlan.Fold(training: training, test: rows(test, notOf: training))
        }
    }

    /// How many tested rows are of accounts that are learned from too.
    package func overlap(_ groups: [Int32]?) -> Int {
        groups.map { test.count - keeping(.test, $0).test.count } ?? 0
    }
}
