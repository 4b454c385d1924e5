/// The registry of exports.
public enum ExportKinds {
    /// Every export.
    public static let all: [any ExportKind.Type] = [
        SQLExport.self,
        PMMLExport.self,
        ONNXExport.self,
        JSONExport.self,
    ]

    /// The entry of this name; nil where there is none.
    public static func named(_ name: String) -> (any ExportKind.Type)? { all.first { $0.name == name } }
}
