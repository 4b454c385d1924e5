import Features
import Signals
import Tables

/// Rows to learn from: predictors beside outcomes, with what is needed to split them honestly.
public struct Observations: Sendable {
    /// One row a decision, one column a predictor.
    public let predictors: Frame
    /// 1 where the event (a lost renewal) happened, 0 where not.
    public let outcomes: [Double]
    /// Case weights; a weight of 2 is the row twice.
    public let weights: [Double]?
    /// Account numbers: rows of one account are never parted between training and test by random folds.
    public let groups: [Int32]?
    /// The instant (a day) before which everything in the row was known.
    public let cutoffs: [Day]?
    /// The day on which the row's renewal falls: what blocks of time and hold-outs are cut by.
    public let dates: [Day]?
    /// The day from which the row's outcome may be learned: that of the renewal, or a later one on which it was decided. An outcome
    /// that was known earlier waits for its date too, else losses, which are often known first, would be learned first.
    public let known: [Day]?
    /// By predictor, what a hand-set score says of each row through it, in log-odds of loss up to a scale; NaN where it says
    /// nothing. What `TrainingOptions.Penalty.prior` draws weights towards.
    public private(set) var handSet: [String: [Double]]?

    /// - Parameter predictors: one row a decision.
    /// - Parameter outcomes: of each row, whether the event came.
    /// - Parameter weights: of the rows, at least 0; nil where all count alike.
    /// - Parameter groups: of each row, its account; nil where none repeats.
    /// - Parameter cutoffs: of each row, the day before which everything was known; nil where rows carry none.
    /// - Parameter dates: of each row, the day of its outcome; nil where rows carry none.
    /// - Parameter handSet: weights of the hand-set score by column, for the penalty `prior`.
    /// - Parameter decided: the day on which each outcome became known; that of the renewal where absent. Before that it counts
    ///   as that day.
    /// Precondition: all columns have one value a row; `decided` comes with `dates`.
    public init(
        predictors: Frame, outcomes: [Double], weights: [Double]? = nil, groups: [Int32]? = nil, cutoffs: [Day]? = nil,
        dates: [Day]? = nil, decided: [Day]? = nil, handSet: [String: [Double]]? = nil
    ) {
        let count = predictors.rowCount
        precondition([outcomes.count, weights?.count ?? count, groups?.count ?? count].allSatisfy { $0 == count })
        precondition([cutoffs, dates, decided].allSatisfy { $0?.count ?? count == count })
        precondition(decided == nil || dates != nil, "a day of decision needs a renewal's date")
        self.predictors = predictors
        self.outcomes = outcomes
        self.weights = weights
        (self.groups, self.cutoffs, self.dates) = (groups, cutoffs, dates)
        known = dates.map { dates in decided.map { zip(dates, $0).map { max($0, $1) } } ?? dates }
        precondition(handSet?.values.allSatisfy { $0.count == count } ?? true)
        self.handSet = handSet
    }

    /// The same rows with other groups.
    func grouped(by groups: [Int32]) -> Observations {
        Observations(
            predictors: predictors, outcomes: outcomes, weights: weights, groups: groups, cutoffs: cutoffs,
            dates: dates, decided: known, handSet: handSet)
    }

    /// The same rows, taken so many days before their dates.
    /// Precondition: they have dates.
    public func taken(daysBefore lead: Int) -> Observations {
        precondition(dates != nil, "without dates there is nothing to be before")
        return Observations(
            predictors: predictors, outcomes: outcomes, weights: weights, groups: groups,
            cutoffs: dates.map { $0.map { $0 - lead } }, dates: dates, decided: known, handSet: handSet)
    }

    /// The same rows with other predictors, of which no hand-set score speaks.
    public func with(predictors: Frame, weights: [Double]? = nil) -> Observations {
        Observations(
            predictors: predictors, outcomes: outcomes, weights: weights ?? self.weights, groups: groups,
            cutoffs: cutoffs, dates: dates, decided: known)
    }

    /// The same rows with what a hand-set score says of them.
    public func with(handSet: [String: [Double]]) -> Observations {
        precondition(handSet.values.allSatisfy { $0.count == count }, "one value a row")
        var copy = self
        copy.handSet = handSet
        return copy
    }

    /// The decided renewals of a feature table; pending ones have no outcome and are left out.
    /// - Parameter table: the rows.
    /// - Parameter event: the outcome that counts as 1; all other decided ones are 0.
    public init(_ table: FeatureTable, event: Outcome = .churned) {
        let decided = table.decidedRows
        let rows = decided.map { table.rows[$0] }
        self.init(
            predictors: table.frame.rows(decided), outcomes: rows.map { $0.outcome == event ? 1 : 0 },
            groups: rows.map { Int32($0.account) }, cutoffs: rows.map(\.asOf),
            dates: rows.map { $0.renewalDate ?? $0.asOf },
            decided: rows.map { $0.knownOn ?? $0.renewalDate ?? $0.asOf })
    }

    /// The decided rows that training with a hold-out from `day` on learns from (`split`); all where `day` is nil.
    public static func learned(
        from table: FeatureTable, event: Outcome = .churned, heldOutFrom day: Day?
    ) -> Observations {
        let all = Observations(table, event: event)
        return day.flatMap { all.split(at: $0) }.map { all.rows($0.learned) } ?? all
    }

    /// How many rows there are.
    public var count: Int { outcomes.count }
    /// Rows in which the event came.
    public var eventCount: Int { outcomes.reduce(0) { $0 + Int($1) } }

    /// Some of the rows, in the order given.
    public func rows(_ indices: [Int]) -> Observations {
        func taken<Element>(_ column: [Element]?) -> [Element]? { column.map { column in indices.map { column[$0] } } }
        return Observations(
            predictors: predictors.rows(indices), outcomes: indices.map { outcomes[$0] }, weights: taken(weights),
            groups: taken(groups), cutoffs: taken(cutoffs), dates: taken(dates), decided: taken(known),
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

    /// Rows whose renewal falls on `day` or after it are checked. Learned are those before it whose outcome was known before it
    /// and before the first checked row was scored; the others belong to neither.
    /// - Returns: nil without dates.
    public func split(at day: Day) -> (learned: [Int], purged: Int, checked: [Int])? {
        guard let dates, let known, let cutoffs else { return nil }
        let checked = dates.indices.filter { dates[$0] >= day }
        let limit = min(day, checked.map { cutoffs[$0] }.min() ?? day)
        // What was known before the limit also falls before the day.
        let learned = known.indices.filter { known[$0] < limit }
        return (learned, count - checked.count - learned.count, checked)
    }
}

extension Observations {
    /// The same rows without some predictors.
    public func without(_ names: Set<String>) -> Observations {
        Observations(
            predictors: predictors.without(names), outcomes: outcomes, weights: weights, groups: groups,
            cutoffs: cutoffs, dates: dates, decided: known, handSet: handSet?.filter { !names.contains($0.key) })
    }
}

extension FeatureTable {
    /// The rows whose renewal is decided, in order: those that `Observations` are made of.
    public var decidedRows: [Int] { rows.indices.filter { rows[$0].outcome?.isLoss != nil } }
}
