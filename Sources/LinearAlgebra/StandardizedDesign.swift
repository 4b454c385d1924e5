import CKernels

/// Columns of a matrix seen as (x - center) / scale behind a column of ones, without a copy of the matrix.
///
/// All coefficients, gradients and Gram matrices of this type are on that scale and put the intercept first. Sums run over
/// fixed chunks of rows in fixed order, so no result depends on the number of threads.
public struct StandardizedDesign: Sendable {
    /// The columns as they are given.
    public let matrix: Matrix
    /// The columns of `matrix` in use.
    public let columns: [Int]
    /// One a used column.
    public let centers: [Double]
    /// Powers of two, one a used column.
    public let scales: [Double]
    /// Passes read every so-manieth block of rows: 1 reads them all.
    private var blockStride = 1
    /// The instruction set in use; tests run the others too.
    package var level = KernelLevel.best

    /// Precondition: `columns` are columns of the matrix, and each has its center and its scale.
    public init(_ matrix: Matrix, columns: [Int], centers: [Double], scales: [Double]) {
        precondition(columns.count == centers.count && columns.count == scales.count, "a center and a scale a column")
        precondition(columns.allSatisfy { $0 >= 0 && $0 < matrix.columns }, "a used column is a column of the matrix")
        self.matrix = matrix
        self.columns = columns
        self.centers = centers
        self.scales = scales
    }

    /// Number of coefficients: the intercept and one a used column.
    public var size: Int { columns.count + 1 }
    /// How many rows there are.
    public var rows: Int { matrix.rows }

    /// The same view of fewer columns; `kept` counts within `columns`.
    public func keeping(_ kept: [Int]) -> StandardizedDesign {
        var view = StandardizedDesign(
            matrix, columns: kept.map { columns[$0] }, centers: kept.map { centers[$0] },
            scales: kept.map { scales[$0] })
        (view.level, view.blockStride) = (level, blockStride)
        return view
    }

    /// A systematic sample of whole blocks of rows, spread evenly over the data and so over any order they are in. Only
    /// `pass` reads it; row numbers stay those of the matrix.
    /// - Parameter wanted: how many at least, as far as there are as many.
    /// - Returns: nil where that would leave out less than three rows of four.
    public func sampled(rows wanted: Int) -> StandardizedDesign? {
        let stride = sampledRows / max(wanted, blockRows)
        guard stride >= 4 else { return nil }
        var view = self
        view.blockStride = blockStride * stride
        return view
    }

    /// Whether passes read every row.
    var isWhole: Bool { blockStride == 1 }

    /// Rows that a pass reads.
    public var sampledRows: Int {
        (0..<chunkCount).reduce(0) { blocks(ofChunk: $1).reduce($0) { $0 + $1.count } }
    }

    /// Rows that are worked on while they are in cache: the block and its scaled copy take about a quarter of a megabyte. With
    /// many columns the Gram kernel goes through the copy in panels, and shorter blocks would not pay its sums at the end.
    var blockRows: Int { min(2048, max(256, 16_384 / size / 8 * 8)) }

    /// Rows summed before partial results are added up: a whole number of blocks, and not so many that a thread would wait
    /// long for another's last ones.
    var chunkRows: Int {
        let wanted = min(4096, (rows + 7) / 8)
        return max(1, (wanted + blockRows - 1) / blockRows) * blockRows
    }

    var chunkCount: Int { (rows + chunkDistance - 1) / chunkDistance }

    /// Rows from the start of a chunk to that of the next: a chunk of a sample has its blocks far apart.
    private var chunkDistance: Int { chunkRows * blockStride }

    /// The blocks of rows of a chunk, each to be worked on while it is in cache.
    func blocks(ofChunk index: Int) -> some Sequence<Range<Int>> {
        let start = index * chunkDistance
        return stride(from: start, to: min(rows, start + chunkDistance), by: blockRows * blockStride).lazy.map {
            $0..<Swift.min(rows, $0 + blockRows)
        }
    }

    /// How many partial Gram matrices may wait for an earlier one: a few megabytes of them.
    var heldParts: Int { min(16, 500_000 / (size * size)) }

    /// The design's columns as the kernels want them. Read-only, and valid only within the call that made them.
    struct Pointers: @unchecked Sendable {
        let columns: [UnsafePointer<Double>?]
    }

    func withPointers<Result>(_ body: (Pointers) -> Result) -> Result {
        matrix.values.withUnsafeBufferPointer { values in
            // A matrix without rows has no address; no kernel reads a column then.
            body(Pointers(columns: columns.map { j in values.baseAddress.map { $0 + j * matrix.rows } }))
        }
    }

    /// Adds the products of the rows `block` with `coefficients` to `predictor`. `coefficients` has `size` values.
    func addProduct(
        _ pointers: Pointers, _ block: Range<Int>, coefficients: [Double], to predictor: inout [Double]
    ) {
        let intercept = coefficients[0]
        if intercept != 0 { for i in 0..<block.count { predictor[i] += intercept } }
        // `predictor` holds at least block.count values, each column reaches block.upperBound.
        bw_add_product(
            level.rawValue, block.count, columns.count, pointers.columns, block.lowerBound, centers,
            factors(coefficients), &predictor)
    }

    /// What each centred column is multiplied by.
    func factors(_ coefficients: [Double]) -> [Double] { zip(coefficients.dropFirst(), scales).map { $0 / $1 } }
}
