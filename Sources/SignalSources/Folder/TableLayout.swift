import Signals

/// Which columns of a file are which of ours.
struct TableLayout: Sendable {
    let shape: PortfolioSchema.Shape
    /// By our name: what the file calls the column. Columns that the file lacks are not there.
    let theirNames: [String: String]
    /// One a column of the file; nil where its type is to be guessed (attributes).
    let fixed: [String: CellRequest]
    /// Columns that mean nothing here.
    let unused: [String]
    /// By our name: columns whose cells mean something else than what stands in them.
    let entries: [String: ColumnNames.Entry]

    /// Errors: a required column that is missing.
    init(_ file: CSVFile, _ shape: PortfolioSchema.Shape, names: ColumnNames) throws(SourceErrors) {
        try self.init(file.names, shape, names: names, missing: file.missingColumn)
    }

    /// Of any source that has columns.
    /// - Parameter missing: the error of a column that is not there.
    init(
        _ columns: [String], _ shape: PortfolioSchema.Shape, names: ColumnNames, missing error: (String) -> SourceError
    ) throws(SourceErrors) {
        var theirNames: [String: String] = [:]
        var fixed: [String: CellRequest] = [:]
        var entries: [String: ColumnNames.Entry] = [:]
        for column in shape.columns {
            let entry = names.entry(column.name, in: shape.name)
            if let entry, entry.changesCells { entries[column.name] = entry }
            let name = entry?.column ?? column.name
            guard entry?.always == nil, columns.contains(name) else { continue }
            theirNames[column.name] = name
            fixed[name] = CellRequest(entry?.read(column.kind) ?? column.kind, isRequired: column.isRequired)
        }
        let missing = shape.columns.filter {
            $0.isRequired && theirNames[$0.name] == nil && entries[$0.name]?.always == nil
        }
        guard missing.isEmpty else {
            throw SourceErrors(missing.map { error(names.theirs($0.name, in: shape.name)) })
        }
        unused = shape.takesAttributes ? [] : columns.filter { fixed[$0] == nil }
        for name in unused { fixed[name] = CellRequest(.skip) }
        (self.shape, self.theirNames, self.fixed, self.entries) = (shape, theirNames, fixed, entries)
    }

    func summary(_ file: CSVFile, rows: Int, blankLines: Int) -> SourceReport.TableSummary {
        summary(file.path, rows: rows, blankLines: blankLines)
    }

    /// - Parameter place: where the table was read from.
    func summary(_ place: String, rows: Int, blankLines: Int = 0) -> SourceReport.TableSummary {
        .init(name: shape.name, file: place, rows: rows, blankLines: blankLines, unusedColumns: unused)
    }

    /// Cells as they are meant, and those that are the same in every row.
    func cells(
        _ columns: [String: CellColumn], rowCount: Int, _ calendar: BusinessCalendar
    ) -> [String: CellColumn] {
        var meant = columns
        for column in shape.columns {
            guard let entry = entries[column.name] else { continue }
            if let text = entry.always {
                meant[column.name] = .texts(codes: [Int32](repeating: 0, count: rowCount), levels: [text])
            } else if let read = columns[column.name] {
                meant[column.name] = entry.cells(read, column.kind, calendar)
            }
        }
        return meant
    }
}
