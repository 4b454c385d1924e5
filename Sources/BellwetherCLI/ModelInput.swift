import Bellwether

enum ModelInput {
    static func read(_ path: String) throws -> ChurnModel { try ModelFile.read(InputFile.bytes(path), file: path) }
}

extension ChurnModel {
    /// The lead times it was learned at; nil for a model of a ready-made table.
    var leadTimes: [Int]? {
        if case .portfolio(let days) = description.origin { days } else { nil }
    }

    /// The columns of a table that it reads, typed as it learned them.
    var tableTypes: [String: TableColumnType] {
        let used = preparation.usedPredictors
        let pairs = preparation.predictors.filter { used.contains($0.name) }.map { name, kind in
            (name, kind == .number ? TableColumnType.number : .category)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
