import Documents

/// Named columns of equal length: data before statistics. A column holds numbers or categories.
public struct Frame: Sendable, Equatable {
    /// The columns, in the order in which they were read.
    public let columns: [FrameColumn]
    /// How many values every column has.
    public let rowCount: Int

    /// Precondition: all columns have `rowCount` values and their names differ.
    public init(columns: [FrameColumn], rowCount: Int) {
        precondition(columns.allSatisfy { $0.values.count == rowCount }, "columns differ in length")
        precondition(Set(columns.map(\.name)).count == columns.count, "column names differ")
        self.columns = columns
        self.rowCount = rowCount
    }

    /// Names of the columns, in order.
    public var names: [String] { columns.map(\.name) }

    /// The place of a column; nil where there is none.
    public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// The column of this name; nil where there is none.
    public subscript(_ name: String) -> FrameColumn? { columns.first { $0.name == name } }

    /// The rows at `indices`, in that order; an index may repeat. All of them in order are the frame itself, not a copy.
    public func rows(_ indices: [Int]) -> Frame {
        if indices.count == rowCount, indices.elementsEqual(0..<rowCount) { return self }
        return Frame(columns: columns.map { FrameColumn($0.name, $0.values.rows(indices)) }, rowCount: indices.count)
    }

    /// The columns of these names, in this order; nil where one is missing.
    public func selecting(_ names: [String]) -> Frame? {
        var selected: [FrameColumn] = []
        for name in names {
            guard let column = self[name] else { return nil }
            selected.append(column)
        }
        return Frame(columns: selected, rowCount: rowCount)
    }

    /// The frame less some columns.
    public func without(_ names: Set<String>) -> Frame {
        Frame(columns: columns.filter { !names.contains($0.name) }, rowCount: rowCount)
    }
}

/// A name and its values, one a row.
public struct FrameColumn: Sendable, Equatable {
    /// Unique within its frame.
    public let name: String
    /// One value a row.
    public let values: FrameValues

    /// A column by its name and values.
    public init(_ name: String, _ values: FrameValues) {
        self.name = name
        self.values = values
    }
}

/// The values of a column. Missing is NaN among numbers and `Categories.missing` among categories.
public enum FrameValues: Sendable {
    /// Measurements; NaN where one is missing.
    case numbers([Double])
    /// Levels of a category.
    case categories(Categories)

    /// How many rows there are.
    public var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .categories(let values): values.codes.count
        }
    }

    /// How many of them are missing.
    public var missingCount: Int {
        switch self {
        case .numbers(let values): values.reduce(into: 0) { $0 += $1.isNaN ? 1 : 0 }
        case .categories(let values): values.codes.reduce(into: 0) { $0 += $1 < 0 ? 1 : 0 }
        }
    }

    /// Some of the values, in the order given.
    public func rows(_ indices: [Int]) -> FrameValues {
        switch self {
        case .numbers(let values): .numbers(indices.map { values[$0] })
        case .categories(let values):
            .categories(Categories(codes: indices.map { values.codes[$0] }, levels: values.levels))
        }
    }

    /// The value as text: shortest digits, the level, or nil where missing.
    public func text(at row: Int) -> String? {
        switch self {
        case .numbers(let values): values[row].isNaN ? nil : JSON.text(of: values[row])
        case .categories(let values): values.level(at: row)
        }
    }
}

extension FrameValues: Equatable {
    /// Bitwise for numbers (so that NaN equals NaN and -0 differs from 0), by level for categories.
    public static func == (a: FrameValues, b: FrameValues) -> Bool {
        switch (a, b) {
        case (.numbers(let x), .numbers(let y)):
            x.count == y.count && zip(x, y).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
        case (.categories(let x), .categories(let y)):
            x.codes.count == y.codes.count && x.codes.indices.allSatisfy { x.level(at: $0) == y.level(at: $0) }
        default: false
        }
    }
}

/// Dictionary-encoded text: `codes[i]` is an index into `levels`, or `missing`.
public struct Categories: Sendable {
    /// The code of a value that is missing.
    public static let missing: Int32 = -1
    /// Of each row, its place among `levels`, or `missing`.
    public let codes: [Int32]
    /// The texts that occur, each once.
    public let levels: [String]

    /// Codes and the levels that they point into.
    public init(codes: [Int32], levels: [String]) {
        self.codes = codes
        self.levels = levels
    }

    /// Encodes texts; levels in order of first appearance.
    public init(_ texts: some Sequence<String?>) {
        var levels: [String] = []
        var byLevel: [String: Int32] = [:]
        codes = texts.map { text in
            guard let text else { return Categories.missing }
            if let code = byLevel[text] { return code }
            let code = Int32(levels.count)
            byLevel[text] = code
            levels.append(text)
            return code
        }
        self.levels = levels
    }

    /// The level of a row; nil where it is missing.
    public func level(at row: Int) -> String? {
        codes[row] < 0 ? nil : levels[Int(codes[row])]
    }

    /// The text of each row; nil where missing.
    public var texts: [String?] { codes.indices.map(level(at:)) }
}
