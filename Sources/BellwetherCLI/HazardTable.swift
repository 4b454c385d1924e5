import Bellwether

/// A table with one row an account and period at risk, ready for a discrete-time hazard: the period enters as the model has it;
/// where there is none yet as a level of its own where there are few and each has rows enough, else as a number that may bend.
struct HazardTable {
    let observations: Observations
    let periods: PersonPeriods

    private static let mostLevels = 24
    /// A level with fewer rows would be pooled with others.
    private static let rowsPerLevel = 20

    init(_ table: TableObservations, column: String, model: ChurnModel?) throws {
        let data = table.observations
        guard case .numbers(let numbers)? = data.predictors[column]?.values else {
            throw TrainingError.data(
                "no column of numbers \"\(column)\"" + NearestName.hint(for: column, among: data.predictors.names))
        }
        let label = { (row: Int) in "row \(table.rows[row] + 1): \(table.roles.group ?? "account")" }
        if let row = numbers.firstIndex(where: { !($0 >= 1 && $0 <= 1e6 && $0 == $0.rounded()) }) {
            throw TrainingError.data(
                "row \(table.rows[row] + 1): \(column) is missing or no whole number (expected 1, 2, 3...)")
        }
        let whole = numbers.map { Int($0) }
        do {
            periods = try PersonPeriods(
                subjects: (data.groups ?? []).map(Int.init), periods: whole, isLost: data.outcomes.map { $0 == 1 },
                x: Matrix(columns: [], rows: data.count), names: [], label: label)
        } catch { throw TrainingError.regression(error) }
        let known = model?.preparation.kind(of: column).map { $0 != .number }
        observations =
            known ?? HazardTable.isLevelled(periods) ? data.replacing(column, HazardTable.levels(whole)) : data
    }

    private static func isLevelled(_ periods: PersonPeriods) -> Bool {
        let rows = periods.lifeTable.atRisk.filter { $0 > 0 }
        return rows.count <= mostLevels && rows.allSatisfy { $0 >= rowsPerLevel }
    }

    private static func levels(_ periods: [Int]) -> FrameValues {
        .categories(Categories(periods.map { String($0) }))
    }
}

extension Observations {
    /// The same rows with other values of one predictor.
    fileprivate func replacing(_ name: String, _ values: FrameValues) -> Observations {
        let columns = predictors.columns.map { $0.name == name ? FrameColumn(name, values) : $0 }
        return with(predictors: Frame(columns: columns, rowCount: count))
    }
}
