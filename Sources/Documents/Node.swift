/// A positioned tree of a YAML or JSON document. Scalars keep their text; what they mean is decided by who asks
/// (`Field.number()`, `Field.text()`), so YAML's `no`, `012` and `12:30` never change their type by themselves.
public struct Node: Sendable {
    /// What a node is: a scalar as it was written, a sequence, a mapping or null.
    public enum Content: Sendable {
        /// An empty value.
        case null
        /// `isQuoted` holds for JSON strings and quoted or block YAML scalars.
        case scalar(String, isQuoted: Bool)
        /// Items in order.
        case sequence([Node])
        /// In file order; keys are unique.
        case mapping([Entry])
    }

    /// A member of a mapping, with the place of its key.
    public struct Entry: Sendable {
        /// The key as it was written.
        public let key: String
        /// Where the key begins.
        public let keyPosition: Position
        /// What stands under it.
        public let value: Node
    }

    /// What stands there.
    public let content: Content
    /// Where it begins.
    public let position: Position

    /// A node and where it begins.
    public init(_ content: Content, at position: Position) {
        self.content = content
        self.position = position
    }

    /// How an error names what was found.
    public var kindInWords: String {
        switch content {
        case .null: "nothing"
        case .scalar(let text, isQuoted: true): "the text \"\(text)\""
        case .scalar(let text, isQuoted: false): "\(text)"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// Bounds that keep a hostile document from exhausting memory or the stack.
public enum DocumentLimits {
    /// Longest document: 64 MiB.
    public static let bytes = 64 << 20
    /// Deepest nesting of lists and mappings.
    public static let depth = 64
    /// Most values of a document.
    public static let nodes = 2_000_000
    /// YAML aliases multiply nodes ("billion laughs"), so a configuration may hold far fewer.
    public static let yamlNodes = 100_000
}
