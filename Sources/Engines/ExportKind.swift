import Modeling

/// A form in which a whole scorer leaves the program. Adding one is a file in `Kinds/` and a line in `ExportKinds`.
///
/// Laws, tested over the registry: the same model is the same bytes; every calibrator and kind of term is either exported or
/// refused in one line, never exported wrong.
public protocol ExportKind: Sendable {
    /// The word behind `--to`.
    static var name: String { get }
    /// One line for `bellwether list exports`.
    static var summary: String { get }
    /// Commands that make one.
    static var examples: [String] { get }

    /// Exports have no options but `ExportOptions`.
    init()

    /// The whole document, a file of its own.
    func bytes(_ model: ChurnModel, _ options: ExportOptions) throws(ExportError) -> [UInt8]
}

/// What an export may be told; each kind takes what concerns it.
public struct ExportOptions: Sendable {
    /// SQL: how the engine writes it.
    public var dialect: any SQLDialect.Type
    /// SQL: the table or view with the rows to score.
    public var table: String
    /// SQL: the columns of the table to pass on beside P(churn); empty for all.
    public var keep: [String]

    /// By default DuckDB over a table `input`, keeping no column but the result.
    public init(
        dialect: any SQLDialect.Type = SQLDialects.all[0], table: String = "input", keep: [String] = []
    ) {
        (self.dialect, self.table, self.keep) = (dialect, table, keep)
    }
}

/// A model that cannot leave in the asked form, in one line.
public struct ExportError: Error, Sendable, CustomStringConvertible {
    public let description: String

    /// One line that says why.
    public init(_ description: String) { self.description = description }
}
