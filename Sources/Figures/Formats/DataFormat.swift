import Tables

/// The rows behind the picture: every row and column that was given, in full precision.
public struct DataFormat: FigureFormat {
    public static let name = "csv"
    public static let summary = "the rows behind the picture, full precision"
    public static let fileExtensions = ["csv"]

    public init() {}

    public func text(_ figure: Figure) -> String {
        var results = Results()
        results.table(figure.table)
        return CSVFormat().text(results)
    }
}
