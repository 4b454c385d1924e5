import Bellwether

enum ModelInput {
    static func read(_ path: String) throws -> ChurnModel { try ModelFile.read(InputFile.bytes(path), file: path) }
}

extension ChurnModel {
    /// The lead times it was learned at; nil for a model of a ready-made table.
    var leadTimes: [Int]? {
        if case .portfolio(let days) = description.origin { days } else { nil }
    }
}
