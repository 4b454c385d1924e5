import Documents
import Tables

/// A ready-made table: a CSV file with a header, read as a `Frame`.
///
/// A column is numeric where every field that is not blank parses as a number, and a category else. A column of numbers
/// in which a field only looks like one (`1e400`, `nan`, `0x1F`, `1,5`, `12%`, `NA` among numbers) is neither: it is an
/// error that names the line, because reading it as text would be silent damage. The caller may fix the type.
public struct TableSource: Sendable {
    let file: CSVFile

    /// Opens a file and reads its header; `-` is standard input, which is read to its end. Errors: no such file, no
    /// permission, another format (zip, PDF, HTML, UTF-16...), no header, a column name that is empty or stands twice.
    public init(path: String) throws(SourceErrors) { file = try CSVFile(path: path) }

    /// A table that is in memory; `name` stands for the file in errors.
    public init(bytes: [UInt8], name: String) throws(SourceErrors) { file = try CSVFile(InputBytes(bytes, path: name)) }

    /// The file, as it was given; `-` is standard input.
    public var path: String { file.path }
    /// Its header, in order.
    public var columnNames: [String] { file.names }
    /// `,` `;` or tab: the most frequent in the header.
    public var delimiter: Character { file.delimiter }

    /// The whole table. Rows keep their order, and levels come in order of first appearance, whatever the threads.
    public func read(_ options: TableOptions = TableOptions()) throws(SourceErrors) -> TableContents {
        try check(options)
        var fixed = options.requests
        for name in options.ignored { fixed[name] = CellRequest(.skip) }
        let rows = try file.read(file.guesses(fixed: fixed), options.reading)
        return TableContents(file: file, rows: rows)
    }

    /// The table in pieces of about `rows` rows, in file order, with memory that does not grow with the file. Only the
    /// columns that `types` names are read: a stream cannot know the type of a column from its beginning.
    public func chunks(_ options: TableOptions, rows: Int = 65_536) throws(SourceErrors) -> TableChunks {
        try check(options)
        return TableChunks(file: file, options: options, rows: max(1, rows))
    }

    /// The physical lines on which rows begin (row 0 is the first behind the header): one pass over the file.
    public func lines(ofRows rows: [Int]) -> [Int] { file.lines(ofRows: rows) }

    /// All names that the file lacks at once, each with the nearest that it has.
    func check(_ options: TableOptions) throws(SourceErrors) {
        let missing = (Array(options.types.keys) + options.ignored).filter { !columnNames.contains($0) }.sorted()
        guard !missing.isEmpty else { return }
        throw SourceErrors(missing.map { file.missingColumn($0) })
    }
}

/// How a table is read.
public struct TableOptions: Sendable, Equatable {
    /// Types that are not to be inferred, by column name.
    public var types: [String: TableColumnType]
    /// Columns that are not to be read.
    public var ignored: Set<String>
    /// Texts that mean "missing" besides blank ones, such as `NA`. Default none: a country may be Namibia.
    public var missingMarkers: [String]
    /// How many threads parse; nil for all cores. The result does not depend on it.
    public var threads: Int?

    /// By default types are inferred, nothing is left out, only blank is missing and all processors read.
    public init(
        types: [String: TableColumnType] = [:], ignored: Set<String> = [], missingMarkers: [String] = [],
        threads: Int? = nil
    ) {
        (self.types, self.ignored, self.missingMarkers, self.threads) = (types, ignored, missingMarkers, threads)
    }

    var requests: [String: CellRequest] { types.mapValues { CellRequest($0 == .number ? .number : .text) } }
    var reading: CSVReading { CSVReading(missingMarkers: missingMarkers, threads: threads) }
}

/// What a column's cells are.
public enum TableColumnType: String, Sendable, CaseIterable {
    /// Texts as levels, or numbers.
    case number, category
}

extension CSVFile {
    /// A column that is asked for and not there.
    func missingColumn(_ name: String) -> SourceError {
        let hint = NearestName.hint(for: name, among: names)
        return SourceError(file: path, line: 1, problem: "column \"\(SourceError.excerpt(name))\" is missing" + hint)
    }
}
