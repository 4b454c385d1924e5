import Tables

/// A database that reckons for us. It is given to this room: what opens connections stands elsewhere (`Bellwether`).
///
/// Columns of a `Frame` are numbers or texts; a whole number beyond 2^53 must be refused by the engine's adapter, never rounded.
/// Column names are taken by place, since engines fold their case.
public protocol QueryEngine {
    /// How the engine wants its SQL.
    var dialect: any SQLDialect.Type { get }

    /// Hands over the result of a query batch by batch; every batch has all columns, with the same types.
    func query(_ sql: String, _ batch: (Frame) throws(EngineError) -> Void) throws(EngineError)

    /// Runs a statement that gives no rows. Gives how many rows it touched, where the engine tells.
    @discardableResult
    func execute(_ sql: String) throws(EngineError) -> Int?
}

/// What an engine refused, or what cannot be asked of it, in one line.
public struct EngineError: Error, Sendable, CustomStringConvertible {
    /// Whose fault it is.
    public enum Reason: Sendable, Equatable {
        /// What was asked for is not pushed down; it can be done here.
        case unsupported
        /// The table holds what no reading can be.
        case badData
        /// The engine refused a query, or answered nonsense.
        case failed
        /// No connection, or it broke off.
        case unreachable
        /// Others hold what is needed.
        case busy
        /// The engine refuses this user.
        case noPermission
        /// A table or column that is not there.
        case notFound
    }

    /// Which kind of fault it is.
    public let reason: Reason
    public let description: String

    /// A fault with its words, one line.
    public init(_ reason: Reason, _ description: String) { (self.reason, self.description) = (reason, description) }
}

extension QueryEngine {
    /// All rows of a small result, by column.
    func rows(_ sql: String) throws(EngineError) -> [FrameValues] {
        var columns: [FrameValues] = []
        try query(sql) { frame throws(EngineError) in
            columns =
                columns.isEmpty
                ? frame.columns.map(\.values) : zip(columns, frame.columns).map { $0.appending($1.values) }
        }
        return columns
    }

    /// The numbers of a result of one row; NaN where NULL.
    func numbers(_ sql: String) throws(EngineError) -> [Double] {
        var numbers: [Double] = []
        for column in try rows(sql) {
            guard column.count == 1 else { throw EngineError(.failed, "expected one row, got \(column.count)") }
            numbers.append(try column.numbers()[0])
        }
        return numbers
    }
}

extension FrameValues {
    /// The values as numbers; a column without any value may have come as texts.
    func numbers() throws(EngineError) -> [Double] {
        switch self {
        case .numbers(let values): return values
        case .categories(let values):
            guard let text = values.levels.first else { return [Double](repeating: .nan, count: values.codes.count) }
            throw EngineError(.failed, "expected numbers, got the text \"\(text.prefix(40))\"")
        }
    }

    /// The values as texts; whole numbers without a point.
    func texts() -> [String?] { (0..<count).map { text(at: $0) } }

    fileprivate func appending(_ more: FrameValues) -> FrameValues {
        switch (self, more) {
        case (.numbers(let a), .numbers(let b)): .numbers(a + b)
        default: .categories(Categories(texts() + more.texts()))
        }
    }
}
