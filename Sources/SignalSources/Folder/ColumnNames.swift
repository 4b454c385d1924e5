import Documents

/// `columns.yaml`: what the columns of a folder are called where they have other names.
///
/// ```yaml
/// events:
///   account_id: customer      # ours: theirs
///   occurred_at: ts
/// ```
struct ColumnNames: Sendable {
    private var theirs: [String: [String: String]] = [:]

    static let none = ColumnNames()

    private init() {}

    /// What a file says; nothing where there is none. Errors: what is wrong with it.
    static func ofFile(_ path: String) throws(SourceErrors) -> ColumnNames {
        InputFile.exists(path) ? try ColumnNames(try InputFile.bytes(path), file: path) : .none
    }

    init(_ bytes: [UInt8], file: String) throws(SourceErrors) {
        do {
            let known = PortfolioSchema.all
            let tables = try Field.yaml(bytes, file: file).fields(known.map(\.name))
            for shape in known {
                guard let table = tables[shape.name] else { continue }
                let columns = try table.fields(shape.columnNames)
                for name in shape.columnNames { theirs[shape.name, default: [:]][name] = try columns[name]?.text() }
            }
        } catch {
            throw SourceErrors(
                SourceError(
                    file: error.file, line: error.position.line, column: error.position.column, problem: error.message))
        }
    }

    mutating func rename(_ name: String, in table: String, to column: String) {
        theirs[table, default: [:]][name] = column
    }

    /// The name in the file of a column of ours.
    func theirs(_ name: String, in table: String) -> String { theirs[table]?[name] ?? name }
}
