import Tables

/// One thing that is wrong with an input, in one line:
/// `renewals.csv:214: renewal_date "31/02/2025" is not a date (expected YYYY-MM-DD)`.
public struct SourceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; each has an exit status of its own.
    public enum Kind: Sendable, Equatable {
        /// There is no such input, or it is a folder or a device where a file is due (66).
        case notFound
        /// It may not be read (77).
        case noPermission
        /// The system failed to read it (74).
        case unreadable
        /// It holds what it should not (65).
        case badData
        /// No server answers, or it has ceased to (69).
        case unreachable
        /// Somebody else holds it (75).
        case busy
        /// It is written as no location may be (64).
        case usage
    }

    /// What sort of fault it is, which decides the exit status.
    public let kind: Kind
    /// The path as it was given.
    public let file: String
    /// Physical line, from 1 (line feeds inside quotes count); nil where the error is of the whole file.
    public let line: Int?
    /// Position within the line in Unicode scalars, from 1.
    public let column: Int?
    /// The named column of the table, nil where the error is of a record or of the file.
    public let field: String?
    /// The text that was found, whole; the description shows its first 60 characters.
    public let found: String?
    /// What is wrong with it, in words that follow the found text.
    public let problem: String
    /// The form that was expected.
    public let expected: String?
    /// What to do, or what it looks like.
    public let hint: String?

    /// What is wrong and where; what was expected, and a hint, where they help.
    public init(
        _ kind: Kind = .badData, file: String, line: Int? = nil, column: Int? = nil, field: String? = nil,
        found: String? = nil, problem: String, expected: String? = nil, hint: String? = nil
    ) {
        (self.kind, self.file, self.line, self.column, self.field) = (kind, file, line, column, field)
        (self.found, self.problem, self.expected, self.hint) = (found, problem, expected, hint)
    }

    /// Exactly one line, safe for a terminal.
    public var description: String {
        var place = DisplayText.escaped(file)
        if let line { place += ":\(line)" }
        // Where a column is named, its name says the place better than a count of characters.
        if let column, field == nil { place += ":\(column)" }
        var words: [String] = []
        if let field { words.append(DisplayText.escaped(field)) }
        if let found { words.append("\"\(SourceError.excerpt(found))\"") }
        words.append(problem)
        let advice = [expected.map { "expected \($0)" }, hint].compactMap { $0 }.joined(separator: "; ")
        return "\(place): \(words.joined(separator: " "))" + (advice.isEmpty ? "" : " (\(advice))")
    }

    static func excerpt(_ text: String) -> String {
        DisplayText.escaped(text.count > 60 ? text.prefix(60) + "..." : text)
    }
}

/// Why an input could not be read: the first errors in file order, at most `SourceErrors.limit`, and how many there
/// are.
public struct SourceErrors: Error, Equatable, Sendable, CustomStringConvertible {
    /// How many errors of a file are kept.
    public static let limit = 20

    /// Never empty.
    public let errors: [SourceError]
    /// How many there are, those beyond the limit counted.
    public let count: Int

    /// Precondition: at least one error. `count` is the number found where more were found than are handed over.
    public init(_ errors: [SourceError], count: Int? = nil) {
        precondition(!errors.isEmpty, "an error to report")
        self.errors = Array(errors.prefix(SourceErrors.limit))
        self.count = max(count ?? 0, errors.count)
    }

    /// One error alone.
    public init(_ error: SourceError) { self.init([error]) }

    /// The kind of the first error.
    public var kind: SourceError.Kind { errors[0].kind }

    /// One line an error; a last line counts those that are not shown.
    public var description: String {
        var lines = errors.map(\.description)
        if count > errors.count {
            lines.append("\(DisplayText.escaped(errors[0].file)): \(count - errors.count) more errors")
        }
        return lines.joined(separator: "\n")
    }
}
