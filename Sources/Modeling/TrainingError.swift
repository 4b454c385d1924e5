import Regression

/// Why no model could be trained.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
    /// The fit failed.
    case regression(FitError)
    /// The columns are not what is needed.
    case preparation(PreparationError)
    /// In words.
    case data(String)
    /// What is wrong with a row of a table (from 0), which a reader of files can name by its line.
    case row(Int, problem: String)

    public var description: String {
        switch self {
        case .regression(let error): error.description
        case .preparation(let error): error.description
        case .data(let message): message
        case .row(let row, let problem): "row \(row + 1): \(problem)"
        }
    }
}
