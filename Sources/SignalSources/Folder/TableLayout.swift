/// Which columns of a file are which of ours.
struct TableLayout: Sendable {
    let shape: PortfolioSchema.Shape
    /// By our name: what the file calls the column. Columns that the file lacks are not there.
    let theirNames: [String: String]
    /// One a column of the file; nil where its type is to be guessed (attributes).
    let fixed: [String: CellRequest]
    /// Columns that mean nothing here.
    let unused: [String]

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
        for column in shape.columns {
            let name = names.theirs(column.name, in: shape.name)
            guard columns.contains(name) else { continue }
            theirNames[column.name] = name
            fixed[name] = CellRequest(column.kind, isRequired: column.isRequired)
        }
        let missing = shape.columns.filter { $0.isRequired && theirNames[$0.name] == nil }
        guard missing.isEmpty else {
            throw SourceErrors(missing.map { error(names.theirs($0.name, in: shape.name)) })
        }
        unused = shape.takesAttributes ? [] : columns.filter { fixed[$0] == nil }
        for name in unused { fixed[name] = CellRequest(.skip) }
        (self.shape, self.theirNames, self.fixed) = (shape, theirNames, fixed)
    }

    func summary(_ file: CSVFile, rows: Int, blankLines: Int) -> SourceReport.TableSummary {
        summary(file.path, rows: rows, blankLines: blankLines)
    }

    /// - Parameter place: where the table was read from.
    func summary(_ place: String, rows: Int, blankLines: Int = 0) -> SourceReport.TableSummary {
        .init(name: shape.name, file: place, rows: rows, blankLines: blankLines, unusedColumns: unused)
    }
}
