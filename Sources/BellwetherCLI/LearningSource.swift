import Bellwether

/// Rows to learn from, whichever way they came.
struct LearningSource {
    private(set) var observations: Observations
    let features: [Feature]
    let origin: ModelDescription.Origin
    /// The feature table behind portfolio rows, decided rows only, in the observations' order.
    let table: FeatureTable?
    let portfolio: Portfolio?
    /// Row i of the observations is this row of the table that was read.
    let rows: [Int]
    /// One a row, where a table has a column that names its rows.
    let ids: [String?]?
    /// Who was at risk when, where rows are accounts' periods.
    let periods: PersonPeriods?
    /// What is at stake in the observations' rows, where the source says.
    let stakes: Stakes
    /// Amounts were asked for, but some rows have none, so nothing is counted by them.
    let isAmountIncomplete: Bool

    /// - Parameter model: one that will judge the rows.
    init(
        data: DataOptions, table: TableArguments, daysBefore: [Int], model: ChurnModel? = nil, costs: CostRoles? = nil
    ) throws {
        if table.table != nil {
            try data.checkIsRead()
            let read = try table.observations(costs: costs)
            self.init(read, hazard: try table.hazard.map { try HazardTable(read, column: $0, model: model) })
        } else {
            self.init(try data.portfolio(), daysBefore: daysBefore)
        }
    }

    init(_ table: TableObservations, hazard: HazardTable?) {
        observations = hazard?.observations ?? table.observations
        periods = hazard?.periods
        features = []
        origin = .table(outcome: table.roles.outcome, positive: table.positive)
        (self.table, portfolio, rows, ids) = (nil, nil, table.rows, table.ids)
        // A period is not an account: what an account is worth would count once a period.
        stakes = hazard == nil ? table.stakes : Stakes()
        isAmountIncomplete = table.roles.amount != nil && table.stakes.amounts == nil
    }

    init(_ portfolio: Portfolio, daysBefore: [Int]) {
        let table = portfolio.table(daysBefore: daysBefore)
        let decided = table.decidedRows
        self.table = table.rows(decided)
        observations = table.observations(portfolio.features)
        features = portfolio.liveFeatures.features
        origin = .portfolio(daysBefore: daysBefore)
        (self.portfolio, rows, ids, periods) = (portfolio, decided, nil, nil)
        let amounts = decided.compactMap { table.rows[$0].arr }
        stakes = Stakes(amounts: amounts.count == decided.count ? amounts : nil)
        isAmountIncomplete = amounts.count < decided.count && !amounts.isEmpty
    }
}

extension LearningSource {
    /// The same rows with what the scorecard says of them, which `--penalty prior` draws weights towards.
    func weighedByScorecard() throws -> LearningSource {
        guard let portfolio else {
            throw UsageFailure(description: "--penalty prior needs --data with a scorecard.yaml: a table has none")
        }
        guard let scorecard = portfolio.scorecard else {
            throw UsageFailure(description: "--penalty prior needs a scorecard.yaml in the data folder")
        }
        var copy = self
        copy.observations = observations.weighed(by: scorecard)
        return copy
    }

    /// The same rows, taken so many days before their dates; as they are where nothing is said.
    func taken(daysBefore days: Int?) -> LearningSource {
        guard let days else { return self }
        var copy = self
        copy.observations = observations.taken(daysBefore: days)
        return copy
    }

    /// What people call a row of the observations: its id, its account and renewal, or its number in the file (from 1, the
    /// header not counted).
    func name(ofRow row: Int) -> String {
        if let about = table?.rows[row] {
            return about.accountID + (about.renewalDate.map { " \($0)" } ?? "")
        }
        return ids?[row].map { DisplayText.escaped($0) } ?? "row \(rows[row] + 1)"
    }
}

/// Which rows are kept out of learning and only checked.
struct HoldOut {
    let date: Day?
    let share: Double?

    struct Split {
        let learned: [Int]
        let purged: Int
        let checked: [Int]
        let from: Day?
    }

    /// nil where nothing is held out. A share takes the last rows in time where there are dates, whole accounts at random
    /// otherwise.
    func split(_ data: Observations, seed: UInt64) throws -> Split? {
        if let date { return try split(data, at: date) }
        guard let share else { return nil }
        if let dates = data.dates {
            let sorted = dates.sorted()
            return try split(data, at: sorted[min(sorted.count - 1, Int(Double(sorted.count) * (1 - share)))])
        }
        let folds = max(2, Int((1 / share).rounded()))
        let fold = FoldPlan.random(data, folds: folds, seed: seed).folds[0]
        return Split(learned: fold.training, purged: 0, checked: fold.test, from: nil)
    }

    private func split(_ data: Observations, at date: Day) throws -> Split {
        guard let split = data.split(at: date) else {
            throw UsageFailure(description: "--hold-out DATE needs dates: name the column with --time")
        }
        guard !split.checked.isEmpty else { throw TrainingError.data("no decided row on or after \(date) to check on") }
        guard !split.learned.isEmpty else {
            throw TrainingError.data("no row whose outcome was known before the first check on or after \(date)")
        }
        return Split(learned: split.learned, purged: split.purged, checked: split.checked, from: date)
    }
}
