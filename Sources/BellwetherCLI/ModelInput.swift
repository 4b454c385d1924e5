import ArgumentParser
import Bellwether

enum ModelInput {
    static func read(_ path: String) throws -> ChurnModel { try ModelFile.read(InputFile.bytes(path), file: path) }

    /// The model at the base rate that was asked for; what that does is told.
    static func shifted(
        _ model: ChurnModel, toBaseRate rate: Double?, note: (String) -> Void
    ) throws(TrainingError) -> ChurnModel {
        guard let rate else { return model }
        let shifted: ChurnModel
        do { shifted = try model.shifted(toBaseRate: rate) } catch { throw .regression(error) }
        note(shifted.notes[shifted.notes.count - 1])
        return shifted
    }

    static func check(baseRate: Double?) throws {
        if let baseRate, !(baseRate > 0 && baseRate < 1) { throw ValidationError("--base-rate lies between 0 and 1") }
    }
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
