import Tables

/// One table of a portfolio in columns, with the way back to its lines.
struct SourceTable: Sendable {
    let shape: PortfolioSchema.Shape
    /// What errors name.
    let place: String
    let rowCount: Int
    private let columns: [String: CellColumn]
    private let theirNames: [String: String]
    let attributes: [FrameColumn]
    /// The lines of rows, for errors.
    let lines: @Sendable ([Int]) -> [Int]
    /// What tells a row where there are no lines: the fields of its key. nil for files.
    let key: (@Sendable (_ row: Int) -> String)?

    /// A table that the source has not.
    init(absent shape: PortfolioSchema.Shape) {
        (self.shape, place, rowCount, columns, theirNames) = (shape, shape.name, 0, [:], [:])
        (attributes, lines, key) = ([], { $0 }, nil)
    }

    /// Reads a file. Errors: a required column that is missing, and everything that is wrong with its fields.
    init(
        _ file: CSVFile, _ shape: PortfolioSchema.Shape, names: ColumnNames, reading: CSVReading,
        report: inout SourceReport
    ) throws(SourceErrors) {
        let layout = try TableLayout(file, shape, names: names)
        let rows = try file.read(file.guesses(fixed: layout.fixed), reading)
        var columns: [String: CellColumn] = [:]
        for (ours, theirs) in layout.theirNames { columns[ours] = rows.columns[file.names.firstIndex(of: theirs)!] }
        columns = layout.cells(columns, rowCount: rows.rowCount, reading.calendar)
        attributes = zip(file.names, rows.columns).compactMap { name, column in
            layout.fixed[name] == nil ? FrameColumn(name, cells: column) : nil
        }
        (self.shape, place, rowCount) = (shape, file.path, rows.rowCount)
        (self.columns, theirNames) = (columns, layout.theirNames)
        (lines, key) = ({ file.lines(ofRows: $0) }, nil)
        report.add(layout.summary(file, rows: rows.rowCount, blankLines: rows.blankLines))
    }

    /// A table whose rows are read elsewhere: what errors need to know of it.
    init(_ file: CSVFile, _ layout: TableLayout) {
        (shape, place, rowCount, columns) = (layout.shape, file.path, 0, [:])
        (theirNames, attributes, lines, key) = (layout.theirNames, [], { file.lines(ofRows: $0) }, nil)
    }

    /// A table of a database. Its rows are told by their keys.
    init(
        _ layout: TableLayout, place: String, rowCount: Int, columns: [String: CellColumn], attributes: [FrameColumn],
        key: @escaping @Sendable (_ row: Int) -> String
    ) {
        (shape, self.place, self.rowCount, self.columns) = (layout.shape, place, rowCount, columns)
        (theirNames, self.attributes, lines, self.key) = (layout.theirNames, attributes, { $0 }, key)
    }

    func has(_ name: String) -> Bool { columns[name] != nil }

    /// What the file calls a column of ours.
    func theirs(_ name: String) -> String { theirNames[name] ?? name }

    /// nil where the column is absent.
    func numbers(_ name: String) -> [Double]? { columns[name]?.numbers }

    func times(_ name: String) -> [Int64]? { columns[name]?.times }

    func days(_ name: String) -> [Int32]? { columns[name]?.days }

    func texts(_ name: String) -> Categories? {
        columns[name]?.texts.map { Categories(codes: $0.codes, levels: $0.levels) }
    }
}

/// Collects what is wrong with the rows of a table.
struct RowErrors: Sendable {
    private struct Entry {
        let row: Int
        let other: Int?
        let field: String
        let found: String?
        let problem: String
        let expected: String?
        let hint: String?
        let key: String?
    }

    private let table: SourceTable
    private var entries: [Entry] = []
    private var count = 0

    init(_ table: SourceTable) { self.table = table }

    /// `problem` may hold `{line}`, for which the line of the row `other` is put.
    mutating func add(
        row: Int, _ field: String, found: String? = nil, _ problem: String, expected: String? = nil,
        hint: String? = nil,
        other: Int? = nil, key: String? = nil
    ) {
        count += 1
        // Checks come one after another, so the first rows of each are kept.
        guard entries.count < 1000 else { return }
        entries.append(
            Entry(
                row: row, other: other, field: field, found: found, problem: problem, expected: expected, hint: hint,
                key: key ?? table.key?(row)))
    }

    func throwIfAny() throws(SourceErrors) {
        guard !entries.isEmpty else { return }
        let first = entries.sorted { $0.row < $1.row }.prefix(SourceErrors.limit)
        let isKeyed = table.key != nil
        let lines: [Int?] = isKeyed ? first.map { _ in nil } : table.lines(first.map(\.row))
        let others = isKeyed ? first.map(\.row) : table.lines(first.map { $0.other ?? $0.row })
        let errors = first.enumerated().map { index, entry in
            let other =
                table.key.map { key in entry.other.map { "the row of \(key($0))" } ?? "" } ?? "line \(others[index])"
            return SourceError(
                file: table.place + (entry.key.map { ", \($0)" } ?? ""), line: lines[index],
                field: table.theirs(entry.field), found: entry.found,
                problem: entry.problem.replacing("line {line}", with: other), expected: entry.expected,
                hint: entry.hint)
        }
        throw SourceErrors(errors, count: count)
    }
}
