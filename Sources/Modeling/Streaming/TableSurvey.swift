import Documents
import Tables

/// The first read of a table that does not fit into memory: how many rows, which outcomes, and how predictors become columns.
///
/// `add` takes the pieces in order. Memory: a few numbers a column and its levels, at most `LevelTally.limit` of them. Everything
/// but the order of sums is as `TableObservations` and `Preparation.learned` have it, messages included.
public struct TableSurvey: Sendable {
    private let roles: ColumnRoles
    private var names: [String] = []
    private var tallies: [Tally] = []
    private var outcomes: [String: (rows: Int, weight: Double)] = [:]
    private(set) var rows = 0
    /// Rows with an outcome and a positive weight.
    private var counted = 0

    /// What is counted of a column.
    package enum Tally: Sendable {
        case numbers(NumberTally)
        case levels(LevelTally)
    }

    /// More texts in an outcome column than these are no outcomes.
    private static let outcomeLimit = 1000

    /// A survey of a table whose columns are for this.
    public init(roles: ColumnRoles) { self.roles = roles }

    /// A table that was surveyed elsewhere.
    /// - Parameters:
    ///   - outcomes: rows and weight of each outcome.
    ///   - counted: rows with an outcome and a positive weight.
    package init(
        roles: ColumnRoles, columns: [(name: String, tally: Tally)],
        outcomes: [String: (rows: Int, weight: Double)], rows: Int, counted: Int
    ) {
        self.roles = roles
        (names, tallies) = (columns.map(\.name), columns.map(\.tally))
        (self.outcomes, self.rows, self.counted) = (outcomes, rows, counted)
    }

    /// Takes the next piece. Errors: an outcome or a weight that cannot be.
    public mutating func add(_ piece: FramePiece) throws(TrainingError) {
        let outcome = try OutcomeColumn(piece, roles)
        let predictors = piece.frame.without(roles.names).columns
        rows += piece.frame.rowCount
        counted += outcome.count(outcome.weights)
        count(outcome)
        guard outcomes.count <= TableSurvey.outcomeLimit else {
            throw .data(
                "\(roles.outcome) has more than \(TableSurvey.outcomeLimit) values, expected 2; is it the outcome?")
        }
        let weights = outcome.effectiveWeights
        let found = concurrentMap(predictors.count) { place -> Tally in
            switch predictors[place].values {
            case .numbers(let values): .numbers(NumberTally(values, weights, firstRow: piece.firstRow))
            case .categories(let values): .levels(LevelTally(values, weights))
            }
        }
        if names.isEmpty { (names, tallies) = (predictors.map(\.name), []) }
        for (place, tally) in found.enumerated() { try merge(tally, at: place) }
    }

    private mutating func count(_ outcome: OutcomeColumn) {
        for (row, code) in outcome.codes.enumerated() where code >= 0 {
            let weight = outcome.weights?[row] ?? 1
            outcomes[outcome.levels[Int(code)], default: (0, 0)].rows += 1
            outcomes[outcome.levels[Int(code)]]!.weight += weight
        }
    }

    private mutating func merge(_ tally: Tally, at place: Int) throws(TrainingError) {
        guard place < tallies.count else { return tallies.append(tally) }
        let known = tallies[place]
        // One owner while it grows: no copy of all levels.
        tallies[place] = tally
        switch (known, tally) {
        case (.numbers(var all), .numbers(let more)):
            all.add(more)
            tallies[place] = .numbers(all)
        case (.levels(var all), .levels(let more)):
            all.add(more)
            guard !all.isTooLong else {
                throw .data(
                    "\(names[place]): more than \(LevelTally.limit) different texts, too many for a category; leave it out with --ignore \(names[place])"
                )
            }
            tallies[place] = .levels(all)
        case (.numbers, .levels), (.levels, .numbers): preconditionFailure("a column keeps its type")
        }
    }

    /// What the table was found to be, behind its last piece.
    package func result(_ options: TrainingOptions) throws(TrainingError) -> SurveyedTable {
        let event = try roles.event(among: outcomes.keys.sorted())
        var learner = PreparationLearner(
            weights: nil, minimumLevelCount: options.minimumLevelCount, terms: .linear, levels: options.levelCoding)
        for (name, tally) in zip(names, tallies) {
            switch tally {
            case .numbers(let tally): tally.learn(name, &learner)
            case .levels(let tally): learner.addCategory(name, weightOf: tally.weightOf)
            }
        }
        let events = outcomes[event] ?? (0, 0)
        return SurveyedTable(
            roles: roles, event: event, tableRows: rows, rows: outcomes.values.reduce(0) { $0 + $1.rows },
            events: events.rows, observations: counted, totalWeight: outcomes.values.reduce(0) { $0 + $1.weight },
            eventWeight: events.weight,
            preparation: Preparation(
                predictors: learner.predictors, columns: learner.columns, notes: learner.notes))
    }
}

/// What the first read of a table has found.
package struct SurveyedTable: Sendable {
    package let roles: ColumnRoles
    /// The outcome value that counts as the event.
    package let event: String
    let tableRows: Int
    /// Rows with an outcome, and those with the event.
    let rows: Int
    let events: Int
    /// Rows with an outcome and a positive weight.
    package let observations: Int
    package let totalWeight: Double
    package let eventWeight: Double
    package let preparation: Preparation
}

/// Outcome and weight of the rows of a piece.
struct OutcomeColumn: Sendable {
    /// -1 where there is no outcome (pending).
    let codes: [Int32]
    let levels: [String]
    let weights: [Double]?

    init(_ piece: FramePiece, _ roles: ColumnRoles) throws(TrainingError) {
        guard let column = piece.frame[roles.outcome], case .categories(let values) = column.values else {
            throw .data(
                "no column \"\(roles.outcome)\"" + NearestName.hint(for: roles.outcome, among: piece.frame.names))
        }
        (codes, levels) = (values.codes, values.levels)
        weights = try roles.weight.map { name throws(TrainingError) in
            try OutcomeColumn.weights(piece, name, values.codes)
        }
    }

    private static func weights(
        _ piece: FramePiece, _ name: String, _ codes: [Int32]
    ) throws(TrainingError) -> [Double] {
        guard case .numbers(let values)? = piece.frame[name]?.values else {
            throw .data("no column of numbers \"\(name)\"")
        }
        if let bad = values.indices.first(where: { codes[$0] >= 0 && !(values[$0] >= 0 && values[$0].isFinite) }) {
            throw .row(piece.firstRow + bad, problem: "\(name) is missing, negative or not finite")
        }
        return values
    }

    /// Rows with an outcome and a positive weight.
    func count(_ weights: [Double]?) -> Int {
        codes.indices.reduce(0) { $0 + (codes[$1] >= 0 && weights?[$1] ?? 1 > 0 ? 1 : 0) }
    }

    /// 0 for rows without an outcome; nil where all weigh 1.
    var effectiveWeights: [Double]? {
        guard weights != nil || codes.contains(where: { $0 < 0 }) else { return nil }
        return codes.indices.map { codes[$0] < 0 ? 0 : weights?[$0] ?? 1 }
    }
}
