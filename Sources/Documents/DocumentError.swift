/// A document (YAML, JSON) that does not hold what it should: one line, `file:line:column: what`.
public struct DocumentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The document's name, as it was given.
    public let file: String
    /// Where in it.
    public let position: Position
    /// What was found and what was expected, with the nearest known name where a name is wrong.
    public let message: String

    /// What is wrong, at a place of a document.
    public init(file: String, position: Position, message: String) {
        self.file = file
        self.position = position
        self.message = message
    }

    public var description: String { "\(file):\(position.line):\(position.column): \(message)" }
}

/// A place in a text file; lines and columns count from 1, columns in Unicode scalars.
public struct Position: Hashable, Sendable {
    /// Lines count from 1.
    public let line: Int
    /// Columns count from 1, in Unicode scalars.
    public let column: Int

    /// Line and column, both from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The first character of a document.
    public static let start = Position(line: 1, column: 1)
}
