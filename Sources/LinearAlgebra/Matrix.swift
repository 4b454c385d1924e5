/// A dense matrix of `Double`, column by column (Fortran order): element (i, j) is `values[i + j * rows]`.
///
/// A value type with copy on write. Columns are contiguous, so a column of data is stored as it comes and whole columns
/// can be handed out without a stride.
public struct Matrix: Sendable, Equatable {
    /// How many rows there are.
    public let rows: Int
    /// How many columns there are.
    public let columns: Int
    /// The elements in column-major order.
    public internal(set) var values: [Double]

    /// A matrix of zeros. Precondition: both sizes are at least 0.
    public init(rows: Int, columns: Int) {
        self.init(rows: rows, columns: columns, columnMajor: [Double](repeating: 0, count: rows * columns))
    }

    /// A matrix over `values` in column-major order, which are not copied.
    /// Precondition: there are `rows * columns` of them.
    public init(rows: Int, columns: Int, columnMajor values: [Double]) {
        precondition(rows >= 0 && columns >= 0 && values.count == rows * columns, "a matrix has rows * columns values")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// The matrix of these columns. Precondition: all have the same length. `rows` is needed only where there is no column.
    public init(columns: [[Double]], rows: Int? = nil) {
        let rowCount = columns.first?.count ?? rows ?? 0
        self.init(rows: rowCount, columnCount: columns.count) { columns[$0] }
    }

    /// Asks for each column in turn and stores it at its place: beside the matrix only one column is held at a time.
    ///
    /// Precondition: every column has `rows` values.
    public init<Failure: Error>(
        rows: Int, columnCount: Int, column: (Int) throws(Failure) -> [Double]
    ) throws(Failure) {
        var values: [Double] = []
        values.reserveCapacity(rows * columnCount)
        for j in 0..<columnCount {
            let next = try column(j)
            precondition(next.count == rows, "every column has one value a row")
            values.append(contentsOf: next)
        }
        self.init(rows: rows, columns: columnCount, columnMajor: values)
    }

    /// The element in row `row` and column `column`, both from 0.
    @inlinable public subscript(_ row: Int, _ column: Int) -> Double {
        get {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "element out of range")
            return values[row + column * rows]
        }
        set { set(newValue, row, column) }
    }

    /// Puts a value in a row and a column.
    public mutating func set(_ value: Double, _ row: Int, _ column: Int) {
        precondition(row >= 0 && row < rows && column >= 0 && column < columns, "element out of range")
        values[row + column * rows] = value
    }

    /// A copy of column `j`.
    public func column(_ j: Int) -> [Double] { Array(values[j * rows..<(j + 1) * rows]) }

    /// A copy of row `i`.
    public func row(_ i: Int) -> [Double] { (0..<columns).map { self[i, $0] } }

    /// Overwrites column `j` in place. Precondition: `source` has one value a row.
    public mutating func setColumn(_ j: Int, from source: [Double]) {
        precondition(source.count == rows && j >= 0 && j < columns, "a column has one value a row")
        values.replaceSubrange(j * rows..<(j + 1) * rows, with: source)
    }

    /// Overwrites whole rows from row-major data, such as a block of a binary file.
    ///
    /// Precondition: `source` holds a whole number of rows and they fit at `first`.
    public mutating func setRows(startingAt first: Int, rowMajor source: [Double]) {
        guard columns > 0 else { return }
        let count = source.count / columns
        precondition(count * columns == source.count && first >= 0 && first + count <= rows, "rows out of range")
        for j in 0..<columns {
            var from = j
            for i in j * rows + first..<j * rows + first + count {
                values[i] = source[from]
                from += columns
            }
        }
    }

    /// The rows at `indices`, in that order; an index may repeat.
    public func rows(_ indices: [Int]) -> Matrix {
        Matrix(rows: indices.count, columnCount: columns) { j in indices.map { values[$0 + j * rows] } }
    }

    /// The columns at `indices`, in that order.
    public func selectingColumns(_ indices: [Int]) -> Matrix {
        Matrix(rows: rows, columnCount: indices.count) { column(indices[$0]) }
    }

    /// Rows and columns at `places`, in that order.
    public func principal(_ places: [Int]) -> Matrix {
        Matrix(rows: places.count, columnCount: places.count) { j in places.map { self[$0, places[j]] } }
    }

    /// Every entry times `factor`.
    public func scaled(by factor: Double) -> Matrix {
        Matrix(rows: rows, columns: columns, columnMajor: values.map { $0 * factor })
    }

    /// The unit matrix.
    public static func identity(_ size: Int) -> Matrix {
        var matrix = Matrix(rows: size, columns: size)
        for i in 0..<size { matrix[i, i] = 1 }
        return matrix
    }

    /// The elements of the main diagonal.
    public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }
}

extension Matrix: Codable {
    private enum CodingKeys: String, CodingKey { case rows, columns, values }

    /// Refuses a matrix whose values do not fill its shape.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let rows = try container.decode(Int.self, forKey: .rows)
        let columns = try container.decode(Int.self, forKey: .columns)
        let values = try container.decode([Double].self, forKey: .values)
        let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, size == values.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .values, in: container,
                debugDescription: "expected \(rows) x \(columns) values, found \(values.count)")
        }
        self.init(rows: rows, columns: columns, columnMajor: values)
    }
}
