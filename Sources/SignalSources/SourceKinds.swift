/// The registry of source kinds; the first that accepts a location reads it.
public enum SourceKinds {
    /// Every source.
    public static let all: [any SignalSource.Type] = [
        CSVFolder.self,
        ADBCSource.self,
    ]

    /// The kind of source of this name; nil where there is none.
    public static func named(_ name: String) -> (any SignalSource.Type)? { all.first { $0.name == name } }

    /// The source behind a location. Where no kind accepts it, there is no such input.
    public static func source(_ location: String) throws(SourceErrors) -> any SignalSource {
        guard let kind = all.first(where: { $0.accepts(location) }) else {
            throw SourceErrors(
                SourceError(
                    .notFound, file: location, problem: "no such data folder",
                    expected: "a folder that holds accounts.csv and renewals.csv"))
        }
        return kind.init(location)
    }
}
