import CKernels
import Synchronization

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
        part.gram = gram?.principal(kept)
        return part
    }

    /// Adds the sums of other rows. Precondition: both are of the same size.
    public mutating func add(_ other: PassResult) {
        value += other.value
        PassResult.add(other.gradient, to: &gradient)
        if let more = other.gram, gram != nil { PassResult.add(more.values, to: &gram!.values) }
    }

    private static func add(_ values: [Double], to sums: inout [Double]) {
        for k in sums.indices { sums[k] += values[k] }
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
    ///   - pointwise: loss, residual and curvature of a row from its linear predictor.
    ///   - coefficients: `size` values, intercept first.
    ///   - offset: added to the linear predictor, one a row, or nil.
    ///   - gram: whether to form XᵀCX, the costly part (`rows * size²` multiplications).
    ///   - threads: at most so many; the result does not depend on it.
    public func pass(
        coefficients: [Double], offset: [Double]? = nil, gram: Bool, threads: Int = Parallel.defaultThreads,
        pointwise: Pointwise
    ) -> PassResult {
        pass(coefficients, offset, gram: gram, transform: nil, threads: threads, pointwise)
    }

    /// (X T)ᵀ C (X T) for given curvatures, one a row, and an upper triangular T of `size`. Rows of X T are formed block by
    /// block, so that where T orthogonalises the columns of C½X the result is near 1 and has all its digits.
    public func gram(
        curvatures: [Double], transform: Matrix, threads: Int = Parallel.defaultThreads
    ) -> Matrix {
        precondition(curvatures.count == rows && transform.rows == size && transform.columns == size, "sizes differ")
        let padded = bw_padded_columns(size)
        var factors = [Double](repeating: 0, count: padded * padded)
        for j in 0..<size { for k in 0...j { factors[k * padded + j] = transform[k, j] } }
        return pass(
            [Double](repeating: 0, count: size), nil, gram: true, transform: factors, threads: threads,
            StandardizedDesign.given(curvatures)
        ).gram!
    }

    /// - Parameter transform: what `bw_multiply_upper` takes, or nil for none.
    private func pass(
        _ coefficients: [Double], _ offset: [Double]?, gram: Bool, transform: [Double]?, threads: Int,
        _ pointwise: Pointwise
    ) -> PassResult {
        precondition(coefficients.count == size && offset.map { $0.count == rows } ?? true, "sizes differ")
        var total = PassResult(size: size, gram: gram)
        let pool = ScratchPool(
            count: min(threads, chunkCount), rows: blockRows, size: gram ? size : 0, transform: transform)
        withPointers { pointers in
            Parallel.accumulate(count: chunkCount, threads: threads, held: heldParts, into: &total) { index in
                pool.use { chunkPass(pointers, index, coefficients, offset, gram, &$0, pointwise) }
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
        return pass(
            coefficients: zeros, gram: true, threads: threads, pointwise: StandardizedDesign.given(curvatures)
        ).gram!
    }

    private static func given(_ curvatures: [Double]) -> Pointwise {
        { rows, _, _, curvature in
            for (k, i) in rows.enumerated() { curvature[k] = curvatures[i] }
            return 0
        }
    }

    private func chunkPass(
        _ pointers: Pointers, _ chunk: Int, _ coefficients: [Double], _ offset: [Double]?, _ wantsGram: Bool,
        _ scratch: inout BlockScratch, _ pointwise: Pointwise
    ) -> PassResult {
        var result = PassResult(size: size, gram: wantsGram)
        for block in blocks(ofChunk: chunk) {
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
        guard let transform = scratch.transform else {
            bw_add_gram(level.rawValue, block.count, size, scratch.scaled, scratch.stride, &gram)
            return
        }
        // `product` is as large as `scaled`, `transform` square with the padded number of columns.
        bw_multiply_upper(
            level.rawValue, block.count, size, scratch.scaled, scratch.stride, transform, &scratch.product)
        bw_add_gram(level.rawValue, block.count, size, scratch.product, scratch.stride, &gram)
    }
}

/// Working arrays that threads hand on to each other, because fresh ones cost page faults. All are made by the caller: memory
/// of the workers' own arenas would stay with them.
private final class ScratchPool: Sendable {
    private let idle: Mutex<[BlockScratch]>
    private let make: @Sendable () -> BlockScratch

    init(count: Int, rows: Int, size: Int, transform: [Double]?) {
        make = { BlockScratch(rows: rows, size: size, transform: transform) }
        idle = Mutex((0..<count).map { [make] _ in make() })
    }

    func use<Result>(_ body: (inout BlockScratch) -> Result) -> Result {
        var scratch = idle.withLock { $0.popLast() } ?? make()
        let result = body(&scratch)
        idle.withLock { [scratch] in $0.append(scratch) }
        return result
    }
}

/// The working arrays of one block. `stride` is odd in units of cache lines, so that columns do not share cache sets.
private struct BlockScratch: Sendable {
    var predictor: [Double]
    var residual: [Double]
    var curvature: [Double]
    var root: [Double]
    var scaled: [Double]
    /// `scaled` times `transform`, where there is one.
    var product: [Double]
    let transform: [Double]?
    let stride: Int

    init(rows: Int, size: Int, transform: [Double]?) {
        let zeros = [Double](repeating: 0, count: rows)
        (predictor, residual, curvature, root) = (zeros, zeros, zeros, zeros)
        let padded = bw_padded_rows(rows)
        stride = padded / 8 % 2 == 0 ? padded + 8 : padded
        scaled = [Double](repeating: 0, count: size == 0 ? 0 : stride * bw_padded_columns(size))
        product = transform == nil ? [] : scaled
        self.transform = transform
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
