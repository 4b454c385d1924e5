import Tables

/// A table as it was read.
public struct TableContents: Sendable {
    /// All rows and columns that were not left out.
    public let frame: Frame
    /// The file, as it was given; `-` is standard input.
    public let path: String
    /// What parts its fields.
    public let delimiter: Character
    /// Empty lines, which are no rows.
    public let blankLines: Int
    /// Names that differ only in case: legal, but rarely meant.
    public let lookAlikeNames: [[String]]

    init(file: CSVFile, rows: CSVRows) {
        (path, delimiter, blankLines) = (file.path, file.delimiter, rows.blankLines)
        let columns = zip(file.names, rows.columns).compactMap { FrameColumn($0, cells: $1) }
        frame = Frame(columns: columns, rowCount: rows.rowCount)
        lookAlikeNames = Dictionary(grouping: file.names) { $0.lowercased() }.values.filter { $0.count > 1 }
            .map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}

extension FrameColumn {
    /// nil for a column that was not read as numbers or text.
    init?(_ name: String, cells column: CellColumn) {
        switch column {
        case .numbers(let values): self.init(name, .numbers(values))
        case .texts(let codes, let levels): self.init(name, .categories(Categories(codes: codes, levels: levels)))
        case .skipped, .times, .days, .misjudged: return nil
        }
    }
}
