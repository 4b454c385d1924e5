import Regression

/// Why no model could be trained.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
    case regression(FitError)
    case preparation(PreparationError)
    /// In words.
    case data(String)

    public var description: String {
        switch self {
        case .regression(let error): error.description
        case .preparation(let error): error.description
        case .data(let message): message
        }
    }
}
