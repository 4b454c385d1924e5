/// One value of a document with its path, read as the type that the schema wants. All errors name file, line, column,
/// path, what was found and what was expected.
public struct Field: Sendable {
    /// What stands there, with its place.
    public let node: Node
    /// Names from the root of the document, such as `groups.usage.weight`; empty at the root.
    public let path: String
    /// The document's name, for errors.
    public let file: String

    /// A value, its path (empty at the root) and the document that it stands in.
    public init(_ node: Node, path: String = "", file: String) {
        self.node = node
        self.path = path
        self.file = file
    }

    /// The root of a YAML document.
    public static func yaml(_ bytes: [UInt8], file: String) throws(DocumentError) -> Field {
        Field(try YAMLReader.read(bytes, file: file), file: file)
    }

    /// The root of a JSON document.
    public static func json(_ bytes: [UInt8], file: String) throws(DocumentError) -> Field {
        Field(try JSONReader.read(bytes, file: file), file: file)
    }

    /// An error that names this value's file, line, column and path.
    public func error(_ message: String) -> DocumentError {
        DocumentError(file: file, position: node.position, message: path.isEmpty ? message : "\(path): \(message)")
    }

    private func mismatch(_ expected: String) -> DocumentError {
        error("expected \(expected), found \(node.kindInWords)")
    }

    /// Whether nothing stands there: `null`, `~` or an empty YAML value.
    public var isNull: Bool {
        if case .null = node.content { true } else { false }
    }

    /// A text; numbers and words need no quotes.
    public func text() throws(DocumentError) -> String {
        guard case .scalar(let text, _) = node.content else { throw mismatch("a text") }
        return text
    }

    /// A finite number, never a quoted one.
    public func number(in range: ClosedRange<Double>? = nil) throws(DocumentError) -> Double {
        guard case .scalar(let text, isQuoted: false) = node.content, let value = Field.decimal(text) else {
            throw mismatch("a number")
        }
        if let range, !range.contains(value) {
            throw error(
                "\(text) is out of range (expected \(JSON.text(of: range.lowerBound)) to \(JSON.text(of: range.upperBound)))"
            )
        }
        return value
    }

    /// The value as a whole number. Errors: no whole number, or outside `range`, which is told.
    public func integer(in range: ClosedRange<Int>? = nil) throws(DocumentError) -> Int {
        guard case .scalar(let text, isQuoted: false) = node.content, let value = Int(text) else {
            throw mismatch("a whole number")
        }
        if let range, !range.contains(value) {
            throw error("\(value) is out of range (expected \(range.lowerBound) to \(range.upperBound))")
        }
        return value
    }

    /// `true` or `false`, nothing else (YAML's `yes`, `on`, `no` are words).
    public func flag() throws(DocumentError) -> Bool {
        guard case .scalar(let text, isQuoted: false) = node.content, text == "true" || text == "false" else {
            throw mismatch("true or false")
        }
        return text == "true"
    }

    /// One of a closed set of words.
    public func choice(among words: [String]) throws(DocumentError) -> String {
        let word = try text()
        guard words.contains(word) else {
            throw error("unknown \"\(word)\"" + NearestName.hint(for: word, among: words))
        }
        return word
    }

    /// One case of a string enumeration.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _: Choice.Type = Choice.self
    ) throws(DocumentError) -> Choice where Choice.RawValue == String {
        let word = try choice(among: Choice.allCases.map(\.rawValue))
        return Choice(rawValue: word)!
    }

    /// The elements of a sequence. Errors: the value is no sequence.
    public func list() throws(DocumentError) -> [Field] {
        guard case .sequence(let elements) = node.content else { throw mismatch("a list") }
        return elements.enumerated().map { Field($1, path: "\(path)[\($0)]", file: file) }
    }

    /// The members of a mapping, in file order, under any name.
    public func entries() throws(DocumentError) -> [(name: String, value: Field)] {
        guard case .mapping(let entries) = node.content else { throw mismatch("a mapping") }
        return entries.map { ($0.key, Field($0.value, path: path.isEmpty ? $0.key : "\(path).\($0.key)", file: file)) }
    }

    /// The members of a mapping whose names are known: any other name is an error that names the nearest one.
    public func fields(_ known: [String]) throws(DocumentError) -> Fields { try Fields(self, known: known) }

    private static func decimal(_ text: String) -> Double? {
        let allowed = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard allowed, let value = Double(text), value.isFinite else { return nil }
        return value
    }
}

/// A mapping with a closed set of names.
public struct Fields: Sendable {
    /// The mapping itself.
    public let field: Field
    private let byName: [String: Field]

    init(_ field: Field, known: [String]) throws(DocumentError) {
        self.field = field
        var byName: [String: Field] = [:]
        for (name, value) in try field.entries() {
            guard known.contains(name) else {
                throw value.error("unknown name \"\(name)\"" + NearestName.hint(for: name, among: known))
            }
            byName[name] = value
        }
        self.byName = byName
    }

    /// The member, or nil where it is absent or null.
    public subscript(_ name: String) -> Field? {
        guard let value = byName[name], !value.isNull else { return nil }
        return value
    }

    /// The member; an error that names it where it is absent.
    public func required(_ name: String) throws(DocumentError) -> Field {
        guard let value = self[name] else { throw field.error("\"\(name)\" is missing") }
        return value
    }

    /// Whether the mapping has a member of this name.
    public func contains(_ name: String) -> Bool { byName[name] != nil }
}
