import Documents

/// One object: `schema`, the values, then every table as an array of row objects, and the verdicts.
public struct JSONFormat: TableFormat {
    public static let name = "json"
    public static let summary = "one JSON object with \"schema\": 1, full precision"
    public static let fileExtensions = ["json"]
    /// The number that every object carries as `schema`: it changes where a member changes its meaning.
    public static let schema = 1

    public init() {}

    public func text(_ results: Results) -> String {
        var members = [JSON.Member("schema", .integer(JSONFormat.schema))] + results.values
        let taken = Set(members.map(\.name))
        members += results.tables.filter { !taken.contains($0.name) }.map { JSON.Member($0.name, $0.json) }
        if !results.verdicts.isEmpty {
            members.append(.init("verdict", .string(results.verdicts.joined(separator: " "))))
        }
        return JSON.object(members).text() + "\n"
    }
}
