/// A document (YAML, JSON) that does not hold what it should: one line, `file:line:column: what`.
public struct DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
    public let file: String
    public let position: Position
    /// What was found and what was expected, with the nearest known name where a name is wrong.
    public let message: String

    public init(file: String, position: Position, message: String) {
        self.file = file
        self.position = position
        self.message = message
    }

    public var description: String { "\(file):\(position.line):\(position.column): \(message)" }
}

/// A place in a text file; lines and columns count from 1, columns in Unicode scalars.
public struct Position: Hashable, Sendable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static let start = Position(line: 1, column: 1)
}
