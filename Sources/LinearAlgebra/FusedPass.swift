import CKernels

/// What one read of the data gives: Σ loss, its gradient and, if wanted, the weighted Gram matrix.
public struct PassResult: Sendable {
    /// Σ of what the pointwise function returned.
    public var value: Double
    /// Xᵀr, intercept first.
    public var gradient: [Double]
    /// XᵀCX with C the curvatures, symmetric; nil where it was not asked for.
    public var gram: Matrix?

    /// Sums of no row.
    public init(size: Int, gram: Bool = true) {
        value = 0
        gradient = [Double](repeating: 0, count: size)
        self.gram = gram ? Matrix(rows: size, columns: size) : nil
    }

    /// The sums of fewer coefficients.
    public func keeping(_ kept: [Int]) -> PassResult {
        var part = PassResult(size: kept.count, gram: false)
        part.value = value
        part.gradient = kept.map { gradient[$0] }
        part.gram = gram.map { gram in
            Matrix(rows: kept.count, columnCount: kept.count) { j in kept.map { gram[$0, kept[j]] } }
        }
        return part
    }

    /// Adds the sums of other rows. Precondition: both are of the same size.
    public mutating func add(_ other: PassResult) {
        value += other.value
        for j in gradient.indices { gradient[j] += other.gradient[j] }
        guard gram != nil, let more = other.gram else { return }
        for k in gram!.values.indices { gram!.values[k] += more.values[k] }
    }
}

extension StandardizedDesign {
    /// Turns the linear predictors of a block of rows into residuals (the derivative of the loss by the predictor) and
    /// curvatures (its second derivative, at least 0) and returns the sum of the losses. The block's values stand at the
    /// start of the arrays, which may be longer.
    public typealias Pointwise =
        @Sendable (
            _ rows: Range<Int>, _ predictor: [Double], _ residual: inout [Double], _ curvature: inout [Double]
        ) -> Double

    /// One read of the data: predictor, `pointwise`, gradient and Gram matrix of each block while it is in cache.
    ///
    /// - Parameters:
    ///   - coefficients: `size` values, intercept first.
    ///   - offset: added to the linear predictor, one a row, or nil.
    ///   - gram: whether to form XᵀCX, the costly part (`rows * size²` multiplications).
    ///   - threads: at most so many; the result does not depend on it.
    public func pass(
        coefficients: [Double], offset: [Double]? = nil, gram: Bool, threads: Int = Parallel.defaultThreads,
        pointwise: Pointwise
    ) -> PassResult {
        precondition(coefficients.count == size && offset.map { $0.count == rows } ?? true, "sizes differ")
        var total = PassResult(size: size, gram: gram)
        withPointers { pointers in
            Parallel.accumulate(count: chunkCount, threads: threads, held: heldParts, into: &total) { index in
                chunkPass(pointers, chunk(index), coefficients, offset, gram, pointwise)
            } add: {
                $0.add($1)
            }
        }
        total.gram?.mirrorUpper()
        return total
    }

    /// XᵀCX for given curvatures, one a row.
    public func gram(curvatures: [Double], threads: Int = Parallel.defaultThreads) -> Matrix {
        precondition(curvatures.count == rows, "one curvature a row")
        let zeros = [Double](repeating: 0, count: size)
        return pass(coefficients: zeros, gram: true, threads: threads) { rows, _, _, curvature in
            for (k, i) in rows.enumerated() { curvature[k] = curvatures[i] }
            return 0
        }.gram!
    }

    private func chunkPass(
        _ pointers: Pointers, _ chunk: Range<Int>, _ coefficients: [Double], _ offset: [Double]?, _ wantsGram: Bool,
        _ pointwise: Pointwise
    ) -> PassResult {
        var result = PassResult(size: size, gram: wantsGram)
        var scratch = BlockScratch(rows: blockRows, size: wantsGram ? size : 0)
        for block in blocks(of: chunk) {
            scratch.startPredictor(block, offset)
            addProduct(pointers, block, coefficients: coefficients, to: &scratch.predictor)
            result.value += pointwise(block, scratch.predictor, &scratch.residual, &scratch.curvature)
            addGradient(pointers, block, scratch.residual, to: &result.gradient)
            if wantsGram { addGram(pointers, block, &scratch, to: &result.gram!.values) }
        }
        return result
    }

    func addGradient(
        _ pointers: Pointers, _ block: Range<Int>, _ residual: [Double], to gradient: inout [Double]
    ) {
        gradient[0] += residual[..<block.count].reduce(0, +)
        let inverse = scales.map { 1 / $0 }
        // `gradient` holds columns.count values after the first; `residual` at least block.count.
        gradient.withUnsafeMutableBufferPointer {
            bw_add_transposed_product(
                level.rawValue, block.count, columns.count, pointers.columns, block.lowerBound, centers,
                inverse, residual, $0.baseAddress! + 1)
        }
    }

    private func addGram(
        _ pointers: Pointers, _ block: Range<Int>, _ scratch: inout BlockScratch, to gram: inout [Double]
    ) {
        let inverse = scales.map { 1 / $0 }
        bw_square_root(level.rawValue, block.count, scratch.curvature, &scratch.root)
        // `scaled` was allocated for a block of blockRows x size with its padding.
        bw_scale_block(
            level.rawValue, block.count, columns.count, pointers.columns, block.lowerBound, centers, inverse,
            scratch.root,
            &scratch.scaled, scratch.stride)
        bw_add_gram(level.rawValue, block.count, size, scratch.scaled, scratch.stride, &gram)
    }
}

/// The working arrays of one block. `stride` is odd in units of cache lines, so that columns do not share cache sets.
private struct BlockScratch {
    var predictor: [Double]
    var residual: [Double]
    var curvature: [Double]
    var root: [Double]
    var scaled: [Double]
    let stride: Int

    init(rows: Int, size: Int) {
        let zeros = [Double](repeating: 0, count: rows)
        (predictor, residual, curvature, root) = (zeros, zeros, zeros, zeros)
        let padded = bw_padded_rows(rows)
        stride = padded / 8 % 2 == 0 ? padded + 8 : padded
        scaled = [Double](repeating: 0, count: size == 0 ? 0 : stride * bw_padded_columns(size))
    }

    mutating func startPredictor(_ block: Range<Int>, _ offset: [Double]?) {
        for (k, i) in block.enumerated() { predictor[k] = offset?[i] ?? 0 }
    }
}

extension Matrix {
    /// Copies the upper triangle onto the lower one.
    mutating func mirrorUpper() {
        for j in 0..<columns { for i in 0..<j { values[j + i * rows] = values[i + j * rows] } }
    }
}
