import Bellwether

/// A table from a file as a figure wants it: columns that the figure knows have its types, whatever they look like.
enum FigureTable {
    static func read(
        _ source: TableSource, _ kind: any FigureKind.Type, markers: [String]
    ) throws(SourceErrors) -> Table {
        let names = Set(source.columnNames)
        let known = kind.columns.filter { names.contains($0.name) }
        let types = known.map { ($0.name, $0.kind.isNumeric ? TableColumnType.number : .category) }
        let options = TableOptions(types: Dictionary(uniqueKeysWithValues: types), missingMarkers: markers)
        return table(try source.read(options).frame, kind)
    }

    private static func table(_ frame: Frame, _ kind: any FigureKind.Type) -> Table {
        let formats = Dictionary(uniqueKeysWithValues: kind.columns.map { ($0.name, $0.format) })
        let columns = frame.columns.map { column in
            Table.Column(column.name, formats[column.name] ?? FigureTable.format(column.values))
        }
        let cells = frame.columns.map { FigureTable.cells($0.values) }
        return Table(
            kind.name, columns: columns, rows: (0..<frame.rowCount).map { row in cells.map { $0[row] } })
    }

    private static func format(_ values: FrameValues) -> NumberFormat {
        if case .numbers = values { .significant(4) } else { .text }
    }

    private static func cells(_ values: FrameValues) -> [Table.Cell] {
        switch values {
        case .numbers(let numbers): numbers.map { $0.isNaN ? .missing : .number($0) }
        case .categories(let categories): categories.texts.map { .optional($0) }
        }
    }

    /// An error of the table is told with its file and line.
    static func figure(
        _ kind: any FigureKind.Type, _ table: Table, _ options: FigureOptions, source: TableSource
    ) throws(SourceErrors) -> Figure {
        do { return try kind.init().figure(table, options) } catch {
            let line = error.row.map { source.lines(ofRows: [$0])[0] } ?? 1
            throw SourceErrors(
                SourceError(file: source.path, line: line, problem: FigureTable.words(error)))
        }
    }

    private static func words(_ error: FigureError) -> String {
        FigureError(column: error.column, problem: error.problem).description
    }
}
