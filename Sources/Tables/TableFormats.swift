/// The registry of table formats; the first is the default.
public enum TableFormats {
    /// Every format; the first is what is written where nobody asks.
    public static let all: [any TableFormat.Type] = [
        TextFormat.self,
        CSVFormat.self,
        JSONFormat.self,
        MarkdownFormat.self,
    ]

    /// The format of this name; nil where there is none.
    public static func named(_ name: String) -> (any TableFormat.Type)? { all.first { $0.name == name } }

    /// The format that a file's ending asks for; nil where it asks for none.
    public static func forFile(_ path: String) -> (any TableFormat.Type)? {
        guard let dot = path.lastIndex(of: ".") else { return nil }
        let ending = path[path.index(after: dot)...].lowercased()
        return all.first { $0.fileExtensions.contains(ending) }
    }
}
