/// Something about the data that is counted and told before anybody learns from them; no error.
public struct DataFinding: Sendable, Equatable {
    /// A note is for information, a warning is worth acting on.
    public enum Severity: String, Sendable {
        /// For information.
        case note
        /// Worth acting on before anything is learned.
        case warning
    }

    /// How much it matters.
    public let severity: Severity
    /// How many rows, accounts or names it concerns.
    public let count: Int
    /// One line for people, with the count.
    public let message: String

    /// How often it was found, and the whole sentence that tells it.
    public init(_ severity: Severity, count: Int, _ message: String) {
        (self.severity, self.count, self.message) = (severity, count, message)
    }
}
