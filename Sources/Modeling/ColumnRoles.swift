import Documents
import Metrics
import Signals
import Tables

/// What the columns of a ready-made table are for; all others are predictors.
public struct ColumnRoles: Sendable, Equatable {
    /// The column that is to be foretold.
    public var outcome: String
    /// The outcome value that counts as the event; nil where it can be told (see `Observations.init(table:roles:)`).
    public var positive: String?
    /// Names the row.
    public var id: String?
    /// A date: rows are split by it, never at random.
    public var time: String?
    /// Rows of one group stay together in folds and share their errors.
    public var group: String?
    /// How much a row counts.
    public var weight: String?
    /// What is at stake in a row, for the metrics by amount.
    public var amount: String?
    /// What right and wrong decisions cost; nil where nobody said.
    public var costs: CostRoles?

    /// Only the outcome is needed; with a `positive` value it may be a category.
    public init(
        outcome: String, positive: String? = nil, id: String? = nil, time: String? = nil, group: String? = nil,
        weight: String? = nil, amount: String? = nil, costs: CostRoles? = nil
    ) {
        self.costs = costs
        (self.outcome, self.positive, self.id, self.time) = (outcome, positive, id, time)
        (self.group, self.weight, self.amount) = (group, weight, amount)
    }

    /// Columns that are read as text whatever they look like.
    public var textColumns: [String] { [outcome, id, time, group].compactMap(\.self) }
    /// Columns that must hold numbers.
    public var numberColumns: [String] { [weight, amount].compactMap(\.self) + (costs?.columns ?? []) }
    /// All columns that are no predictors.
    public var names: Set<String> { Set(textColumns + numberColumns) }

    /// Outcome words that mean the event where nothing else is said.
    static let positiveWords = ["1", "true", "yes", "y", "churned", "churn", "lost"]
}

/// A ready-made table as rows to learn from.
public struct TableObservations: Sendable {
    /// The rows.
    public let observations: Observations
    /// Rows of the table that have an outcome, in order: `observations` row i is table row `rows[i]`.
    public let rows: [Int]
    /// What the columns were for.
    public let roles: ColumnRoles
    /// What `roles.id` calls the rows; nil without such a column.
    public let ids: [String?]?
    /// The event's value.
    public let positive: String
    /// The amounts and costs of the observations' rows, where the roles name them; no amounts where one is missing.
    public let stakes: Stakes

    /// Takes the columns apart. Rows without an outcome (pending) are left out.
    /// - Throws: `TrainingError.data` in words: an unknown column with the nearest name, an outcome with other than two
    ///   values where `positive` is not given, a time that is no date, a weight or cost that is missing, a negative weight or amount.
    public init(_ frame: Frame, roles: ColumnRoles) throws(TrainingError) {
        let outcome = try Self.texts(frame, roles.outcome)
        positive = try Self.positive(outcome, roles)
        let event = positive
        let rows = outcome.indices.filter { outcome[$0] != nil }
        let kept = frame.without(roles.names).rows(rows)
        let groups = try roles.group.map { name throws(TrainingError) in try Self.groups(frame, name, rows) }
        let days = try roles.time.map { name throws(TrainingError) in try Self.days(frame, name, rows) }
        let weights = try roles.weight.map { name throws(TrainingError) in try Self.weights(frame, name, rows) }
        observations = Observations(
            predictors: kept, outcomes: rows.map { outcome[$0] == event ? 1 : 0 }, weights: weights, groups: groups,
            cutoffs: days, dates: days)
        ids = try roles.id.map { name throws(TrainingError) in
            let texts = try Self.texts(frame, name)
            return rows.map { texts[$0] }
        }
        stakes = Stakes(
            amounts: try roles.amount.flatMap { name throws(TrainingError) in try Self.amounts(frame, name, rows) },
            costs: try roles.costs.map { costs throws(TrainingError) in try costs.read(frame, rows) })
        (self.rows, self.roles) = (rows, roles)
    }

    private static func texts(_ frame: Frame, _ name: String) throws(TrainingError) -> [String?] {
        guard let column = frame[name] else {
            throw .data("no column \"\(name)\"" + NearestName.hint(for: name, among: frame.names))
        }
        return (0..<frame.rowCount).map { column.values.text(at: $0) }
    }

    private static func positive(_ outcome: [String?], _ roles: ColumnRoles) throws(TrainingError) -> String {
        try roles.event(among: Set(outcome.compactMap(\.self)).sorted())
    }

    private static func groups(_ frame: Frame, _ name: String, _ rows: [Int]) throws(TrainingError) -> [Int32] {
        let texts = try texts(frame, name)
        var numbers: [String: Int32] = [:]
        var groups: [Int32] = []
        for row in rows {
            guard let text = texts[row] else { throw .row(row, problem: "\(name) is missing") }
            let number = numbers[text] ?? Int32(numbers.count)
            numbers[text] = number
            groups.append(number)
        }
        return groups
    }

    private static func days(_ frame: Frame, _ name: String, _ rows: [Int]) throws(TrainingError) -> [Day] {
        let texts = try texts(frame, name)
        var days: [Day] = []
        for row in rows {
            guard let text = texts[row], let day = Day(text.prefix(10)) else {
                throw .row(row, problem: "\(name) \"\(texts[row] ?? "")\" is not a date (expected YYYY-MM-DD)")
            }
            days.append(day)
        }
        return days
    }

    /// nil where one is missing: a sum of some would pass for the sum of all.
    private static func amounts(_ frame: Frame, _ name: String, _ rows: [Int]) throws(TrainingError) -> [Double]? {
        guard case .numbers(let values)? = frame[name]?.values else {
            throw .data("no column of numbers \"\(name)\"" + NearestName.hint(for: name, among: frame.names))
        }
        if let bad = rows.first(where: { values[$0] < 0 }) { throw .row(bad, problem: "\(name) is negative") }
        return rows.allSatisfy { values[$0].isFinite } ? rows.map { values[$0] } : nil
    }

    private static func weights(_ frame: Frame, _ name: String, _ rows: [Int]) throws(TrainingError) -> [Double] {
        guard case .numbers(let values)? = frame[name]?.values else { throw .data("no column of numbers \"\(name)\"") }
        if let bad = rows.first(where: { !(values[$0] >= 0 && values[$0].isFinite) }) {
            throw .row(bad, problem: "\(name) is missing, negative or not finite")
        }
        return ColumnRoles.summable(rows.map { values[$0] })
    }
}

extension ColumnRoles {
    /// Weights whose sum is a number: divided by the largest where it is not, since only their ratios move a fit.
    static func summable(_ weights: [Double]) -> [Double] {
        guard weights.reduce(0, +).isInfinite, let largest = weights.max() else { return weights }
        return weights.map { $0 / largest }
    }

    /// `positive`, or the one of two outcome values that means the event by convention (1, true, yes, churned...).
    /// - Parameter levels: all values of the outcome, in sorted order.
    func event(among levels: [String]) throws(TrainingError) -> String {
        if let positive = positive {
            guard levels.contains(positive) else {
                throw .data(
                    "no row has \(outcome) \"\(positive)\"" + NearestName.hint(for: positive, among: levels))
            }
            return positive
        }
        if levels.isEmpty { throw .data("no row has a value in \(outcome): nothing can be learned") }
        if levels.count == 1 {
            throw .data("\(outcome) is \"\(levels[0])\" in all rows: from one outcome nothing can be learned")
        }
        let shown = levels.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
        guard levels.count == 2 else {
            throw .data(
                "\(outcome) has \(levels.count) values (\(shown)), expected 2; say which one is the event with --positive"
            )
        }
        guard let word = levels.first(where: { ColumnRoles.positiveWords.contains($0.lowercased()) }) else {
            throw .data("\(outcome) is \(shown); say which one is the event with --positive")
        }
        return word
    }
}
