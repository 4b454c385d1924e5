import Documents
import Tables

/// A kind of picture, drawn from a table with columns of known names and from nothing else. Adding one is a new file in `Kinds/`
/// and a line in `FigureKinds`.
public protocol FigureKind: Sendable {
    /// The word behind `bellwether plot`, and the name of its table.
    static var name: String { get }
    /// Over the picture where the caller gives none.
    static var title: String { get }
    /// One line for `bellwether list figures`.
    static var summary: String { get }
    /// The columns of its table: what a picture is drawn from.
    static var columns: [FigureColumn] { get }
    /// What a reference value (`plot --reference`) means here; nil where the picture has none.
    static var reference: String? { get }
    /// Whether the order of the rows is part of what they say; else any order gives the same picture.
    static var isOrdered: Bool { get }
    /// Small tables that it draws, for documentation and for the laws.
    static var examples: [Table] { get }

    /// Kinds have no options: a picture depends on its table and `FigureOptions`.
    init()

    /// The panels for rows that have what `columns` requires; at least one row.
    func sketch(_ rows: FigureRows, _ options: FigureOptions) -> FigureSketch
}

extension FigureKind {
    public static var reference: String? { nil }
    public static var isOrdered: Bool { false }

    /// The picture of a table. Rows that lack a number that the picture needs are not drawn, which its description tells;
    /// columns that the kind does not know are kept in the figure's table.
    /// - Throws: `FigureError` where a required column is missing or a column holds what it should not.
    public func figure(
        _ table: Table, _ options: FigureOptions = FigureOptions()
    ) throws(FigureError) -> Figure {
        let rows = try FigureRows(table, Self.columns)
        let sketch = rows.count > 0 ? sketch(rows, options) : .nothing(rows)
        let omitted = rows.omitted + sketch.omitted
        let words = sketch.panels.isEmpty ? "\(sketch.notice ?? FigureSketch.noRows)" : sketch.description
        return Figure(
            title: options.title ?? Self.title, subtitle: options.subtitle,
            description: sentence(words, omitted: sketch.panels.isEmpty ? 0 : omitted),
            width: max(FigureOptions.widths.lowerBound, options.width),
            height: max(FigureOptions.heights.lowerBound, options.height ?? sketch.height), panels: sketch.panels,
            legend: sketch.legend, notice: sketch.panels.isEmpty ? sketch.notice ?? FigureSketch.noRows : nil,
            table: table)
    }

    private func sentence(_ words: String, omitted: Int) -> String {
        guard omitted > 0 else { return words + "." }
        return words
            + "; \(FigureWords.rows(omitted)) without the numbers it needs \(omitted == 1 ? "is" : "are") not drawn."
    }
}

/// A column of a figure's table.
public struct FigureColumn: Sendable, Equatable {
    /// What the cells of a column are.
    public enum Kind: String, Sendable {
        /// Words, measurements or whole numbers of at least 0.
        case text, number, count
        /// `YYYY-MM-DD`.
        case day
        /// `YYYY-MM`.
        case month

        /// Whether cells are numbers.
        public var isNumeric: Bool { self == .number || self == .count }
    }

    /// The column's name in a table.
    public let name: String
    /// What its cells are.
    public let kind: Kind
    /// Whether the table must have it.
    public let isRequired: Bool
    /// Whether a row without a value in it is drawn all the same.
    public let mayBeMissing: Bool
    /// What it says, in a line.
    public let meaning: String
    /// How the table beneath the picture shows it.
    public let format: NumberFormat

    /// A column of a figure's table.
    public init(
        _ name: String, _ kind: Kind, isRequired: Bool, mayBeMissing: Bool, _ meaning: String, _ format: NumberFormat
    ) {
        (self.name, self.kind, self.isRequired) = (name, kind, isRequired)
        (self.mayBeMissing, self.meaning, self.format) = (mayBeMissing, meaning, format)
    }

    static func required(
        _ name: String, _ kind: Kind = .number, _ meaning: String, _ format: NumberFormat? = nil,
        mayBeMissing: Bool = false
    ) -> FigureColumn {
        FigureColumn(
            name, kind, isRequired: true, mayBeMissing: mayBeMissing, meaning, format ?? FigureColumn.format(kind))
    }

    static func optional(
        _ name: String, _ kind: Kind = .number, _ meaning: String, _ format: NumberFormat? = nil
    ) -> FigureColumn {
        FigureColumn(name, kind, isRequired: false, mayBeMissing: true, meaning, format ?? FigureColumn.format(kind))
    }

    /// `low` and `high`, the ends of an interval.
    static func interval(_ of: String, _ format: NumberFormat? = nil) -> [FigureColumn] {
        [
            .optional("low", .number, "lower end of the interval of \(of)", format),
            .optional("high", .number, "upper end of the interval of \(of)", format),
        ]
    }

    private static func format(_ kind: Kind) -> NumberFormat {
        switch kind {
        case .text, .day, .month: .text
        case .number: .significant(4)
        case .count: .grouped
        }
    }
}

/// What the caller decides about a picture.
public struct FigureOptions: Sendable, Equatable {
    /// Pixels that a picture may be wide.
    public static let widths = 240...4000
    /// Pixels that a picture may be high.
    public static let heights = 120...8000

    /// nil is the kind's own.
    public var title: String?
    /// Below the title; by default what the figure says of itself.
    public var subtitle: String?
    /// A value to compare with, such as a capacity; kinds say what it means (`FigureKind.reference`).
    public var reference: Double?
    /// Words beside the reference.
    public var referenceLabel: String?
    /// In CSS pixels. Text is not scaled: a narrower picture has fewer ticks.
    public var width: Int
    /// nil is what the rows need.
    public var height: Int?

    /// By default the figure's own title, 640 pixels wide and as high as its rows need.
    public init(
        title: String? = nil, subtitle: String? = nil, reference: Double? = nil, referenceLabel: String? = nil,
        width: Int = 640, height: Int? = nil
    ) {
        (self.title, self.subtitle, self.reference) = (title, subtitle, reference)
        (self.referenceLabel, self.width, self.height) = (referenceLabel, width, height)
    }
}

/// What a kind makes of rows: a figure without its frame.
public struct FigureSketch: Sendable {
    static let noRows = "nothing to show: no rows"

    /// From top to bottom.
    public var panels: [Figure.Panel]
    /// Explains shapes and classes.
    public var legend: [Figure.LegendEntry]
    /// The sentence of the description, without its full stop.
    public var description: String
    /// Pixels.
    public var height: Int
    /// Rows that could not be drawn, beyond those that `FigureRows` left out.
    public var omitted: Int
    /// Why there is nothing, where there are no panels.
    public var notice: String?

    /// Panels with what is said about them.
    public init(
        panels: [Figure.Panel], legend: [Figure.LegendEntry] = [], description: String, height: Int = 380,
        omitted: Int = 0, notice: String? = nil
    ) {
        (self.panels, self.legend, self.description) = (panels, legend, description)
        (self.height, self.omitted, self.notice) = (height, omitted, notice)
    }

    static func nothing(_ rows: FigureRows) -> FigureSketch {
        let notice = rows.omitted == 0 ? noRows : "nothing to show: no row has all the numbers it needs"
        return FigureSketch(panels: [], description: notice, height: 140, notice: notice)
    }
}

/// Why a table is not the table of a figure.
public struct FigureError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Row in the table, from 0; nil where the error is of a column.
    public let row: Int?
    /// The column in question.
    public let column: String
    /// What is wrong with it.
    public let problem: String

    /// A problem of a column, in a row (from 0) or of the whole.
    public init(row: Int? = nil, column: String, problem: String) {
        (self.row, self.column, self.problem) = (row, column, problem)
    }

    /// One line, safe for a terminal.
    public var description: String {
        let place = row.map { "row \($0 + 1): " } ?? ""
        return place + "column \"\(DisplayText.escaped(column))\" \(DisplayText.escaped(problem))"
    }
}
