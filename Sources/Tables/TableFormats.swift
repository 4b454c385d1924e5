/// The registry of table formats; the first is the default.
public enum TableFormats {
    public static let all: [any TableFormat.Type] = [
        TextFormat.self,
        CSVFormat.self,
        JSONFormat.self,
        MarkdownFormat.self,
    ]

    public static func named(_ name: String) -> (any TableFormat.Type)? { all.first { $0.name == name } }

    public static func forFile(_ path: String) -> (any TableFormat.Type)? {
        guard let dot = path.lastIndex(of: ".") else { return nil }
        let ending = path[path.index(after: dot)...].lowercased()
        return all.first { $0.fileExtensions.contains(ending) }
    }
}
