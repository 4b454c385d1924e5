import Documents

/// What every member of a registry has: the word by which options, files and `bellwether list` know it.
public protocol Kind: Sendable {
    /// Lower case with `-`; unique within its registry.
    static var name: String { get }
    /// One line for `bellwether list`.
    static var summary: String { get }
}

/// Lookups shared by the registries.
enum KindLookup {
    /// The kind of that name; an error with the nearest known name where there is none.
    static func find<Entry>(
        _ name: String, among all: [Entry], called word: String, nameOf: (Entry) -> String
    ) throws(FitError) -> Entry {
        if let found = all.first(where: { nameOf($0) == name }) { return found }
        throw .invalid("unknown \(word) \"\(name)\"" + NearestName.hint(for: name, among: all.map(nameOf)))
    }
}

/// A value of a registered kind, coded as its own members beside `"kind": name`.
enum KindCoding {
    private enum Key: String, CodingKey { case kind }

    static func encode(_ value: some Kind & Encodable, to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(type(of: value).name, forKey: .kind)
        try value.encode(to: encoder)
    }

    /// Reads the name and lets `find` turn it into a type.
    static func decode<Value>(
        from decoder: any Decoder, find: (String) throws(FitError) -> Value
    ) throws -> Value {
        let container = try decoder.container(keyedBy: Key.self)
        let name = try container.decode(String.self, forKey: .kind)
        do {
            return try find(name)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: .kind, in: container, debugDescription: error.description)
        }
    }
}
