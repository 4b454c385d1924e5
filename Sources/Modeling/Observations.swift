import Features
import Signals
import Tables

/// Rows to learn from: predictors beside outcomes, with what is needed to split them honestly.
public struct Observations: Sendable {
    public let predictors: Frame
    /// 1 where the event (a lost renewal) happened, 0 where not.
    public let outcomes: [Double]
    /// Case weights; a weight of 2 is the row twice.
    public let weights: [Double]?
    /// Account numbers: rows of one account are never parted between training and test by random folds.
    public let groups: [Int32]?
    /// The instant (a day) before which everything in the row was known.
    public let cutoffs: [Day]?
    /// The day on which the row's outcome became known.
    public let decided: [Day]?
    /// By predictor, what a hand-set score says of each row through it, in log-odds of loss up to a scale; NaN where it says
    /// nothing. What `TrainingOptions.Penalty.prior` draws weights towards.
    public private(set) var handSet: [String: [Double]]?

    /// Precondition: all columns have one value a row.
    public init(
        predictors: Frame, outcomes: [Double], weights: [Double]? = nil, groups: [Int32]? = nil, cutoffs: [Day]? = nil,
        decided: [Day]? = nil, handSet: [String: [Double]]? = nil
    ) {
        let count = predictors.rowCount
        precondition([outcomes.count, weights?.count ?? count, groups?.count ?? count].allSatisfy { $0 == count })
        precondition([cutoffs?.count ?? count, decided?.count ?? count].allSatisfy { $0 == count })
        self.predictors = predictors
        self.outcomes = outcomes
        self.weights = weights
        (self.groups, self.cutoffs, self.decided) = (groups, cutoffs, decided)
        precondition(handSet?.values.allSatisfy { $0.count == count } ?? true)
        self.handSet = handSet
    }

    /// The same rows with other groups.
    func grouped(by groups: [Int32]) -> Observations {
        Observations(
            predictors: predictors, outcomes: outcomes, weights: weights, groups: groups, cutoffs: cutoffs,
            decided: decided, handSet: handSet)
    }

    /// The same rows with what a hand-set score says of them.
    public func with(handSet: [String: [Double]]) -> Observations {
        precondition(handSet.values.allSatisfy { $0.count == count }, "one value a row")
        var copy = self
        copy.handSet = handSet
        return copy
    }

    /// The decided renewals of a feature table; pending ones have no outcome and are left out.
    /// - Parameter event: the outcome that counts as 1; all other decided ones are 0.
    public init(_ table: FeatureTable, event: Outcome = .churned) {
        let decided = table.decidedRows
        let rows = decided.map { table.rows[$0] }
        self.init(
            predictors: table.frame.rows(decided), outcomes: rows.map { $0.outcome == event ? 1 : 0 },
            groups: rows.map { Int32($0.account) }, cutoffs: rows.map(\.asOf),
            decided: rows.map { $0.renewalDate ?? $0.asOf })
    }

    /// The decided rows that training with a hold-out from `day` on learns from (`split`), less those whose outcome became
    /// known only on it or later; all where `day` is nil.
    public static func learned(
        from table: FeatureTable, event: Outcome = .churned, heldOutFrom day: Day?
    ) -> Observations {
        let all = Observations(table, event: event)
        guard let day, let split = all.split(at: day) else { return all }
        let decided = table.decidedRows
        return all.rows(split.learned.filter { table.rows[decided[$0]].knownOn.map { $0 < day } ?? false })
    }

    public var count: Int { outcomes.count }
    public var eventCount: Int { outcomes.reduce(0) { $0 + Int($1) } }

    public func rows(_ indices: [Int]) -> Observations {
        func taken<Element>(_ column: [Element]?) -> [Element]? { column.map { column in indices.map { column[$0] } } }
        return Observations(
            predictors: predictors.rows(indices), outcomes: indices.map { outcomes[$0] }, weights: taken(weights),
            groups: taken(groups), cutoffs: taken(cutoffs), decided: taken(decided),
            handSet: handSet?.mapValues { column in indices.map { column[$0] } })
    }

    /// Some rows without any predictor: all that scores are judged by, for the price of a few columns.
    func outcomes(of indices: [Int]) -> Observations {
        var bare = without(Set(predictors.names))
        bare.handSet = nil
        return bare.rows(indices)
    }

    /// The rows' weights with 0 for all rows but these.
    func weights(only rows: [Int]) -> [Double] {
        var masked = [Double](repeating: 0, count: count)
        for row in rows { masked[row] = weights?[row] ?? 1 }
        return masked
    }

    /// Rows whose outcome was known by `day` (exclusive), and rows whose renewal falls on or after it. Rows between the
    /// first checked cut-off and `day` belong to neither: their outcome was not yet known when the first checked row was
    /// scored.
    public func split(at day: Day) -> (learned: [Int], purged: Int, checked: [Int])? {
        guard let decided, let cutoffs else { return nil }
        let checked = decided.indices.filter { decided[$0] >= day }
        let before = decided.indices.filter { decided[$0] < day }
        guard let firstCutoff = checked.map({ cutoffs[$0] }).min() else { return (before, 0, []) }
        let learned = before.filter { decided[$0] < firstCutoff }
        return (learned, before.count - learned.count, checked)
    }
}

extension Observations {
    /// The same rows without some predictors.
    public func without(_ names: Set<String>) -> Observations {
        Observations(
            predictors: predictors.without(names), outcomes: outcomes, weights: weights, groups: groups,
            cutoffs: cutoffs, decided: decided, handSet: handSet?.filter { !names.contains($0.key) })
    }
}

extension FeatureTable {
    /// The rows whose renewal is decided, in order: those that `Observations` are made of.
    public var decidedRows: [Int] { rows.indices.filter { rows[$0].outcome?.isLoss != nil } }
}
