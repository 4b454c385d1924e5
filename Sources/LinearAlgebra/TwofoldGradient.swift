import CKernels

extension StandardizedDesign {
    /// Xᵀr with predictor and sums in twice the working precision (Ogita, Rump and Oishi, SIAM J. Sci. Comput. 26, 2005).
    ///
    /// Where columns nearly explain each other, the digits of the estimate sit in sums that almost cancel: plain sums leave an
    /// error of rounding times the square of the design's condition, these of rounding times the condition. Costs about three
    /// plain gradients.
    public func twofoldGradient(
        coefficients: [Double], offset: [Double]? = nil, threads: Int = Parallel.defaultThreads, pointwise: Pointwise
    ) -> [Double] {
        precondition(coefficients.count == size && offset.map { $0.count == rows } ?? true, "sizes differ")
        var total = TwofoldSums(count: size)
        withPointers { pointers in
            Parallel.accumulate(count: chunkCount, threads: threads, held: 64, into: &total) { index in
                var sums = TwofoldSums(count: size)
                for block in blocks(ofChunk: index) {
                    let residual = twofoldResidual(pointers, block, coefficients, offset, pointwise)
                    sums.addTransposedProduct(self, pointers, block, residual)
                }
                return sums
            } add: {
                $0.add($1)
            }
        }
        let scales = [1] + scales
        return (0..<size).map { (total.high[$0] + total.low[$0]) / scales[$0] }
    }

    private func twofoldResidual(
        _ pointers: Pointers, _ block: Range<Int>, _ coefficients: [Double], _ offset: [Double]?, _ pointwise: Pointwise
    ) -> [Double] {
        var predictor = TwofoldSums(count: block.count)
        for (k, i) in block.enumerated() {
            predictor.add(coefficients[0], at: k)
            if let offset { predictor.add(offset[i], at: k) }
        }
        // Both arrays of `predictor` hold block.count values, each column reaches block.upperBound.
        bw_add_product_twofold(
            level.rawValue, block.count, columns.count, pointers.columns, block.lowerBound, centers,
            factors(coefficients), &predictor.high, &predictor.low)
        let rounded = zip(predictor.high, predictor.low).map { $0 + $1 }
        var residual = [Double](repeating: 0, count: block.count)
        var curvature = residual
        _ = pointwise(block, rounded, &residual, &curvature)
        return residual
    }
}

/// Sums kept as unevaluated pairs high + low.
private struct TwofoldSums: Sendable {
    var high: [Double]
    var low: [Double]

    init(count: Int) {
        high = [Double](repeating: 0, count: count)
        low = high
    }

    /// Knuth's error-free sum.
    mutating func add(_ value: Double, at k: Int) {
        let total = high[k] + value
        let part = total - high[k]
        low[k] += (high[k] - (total - part)) + (value - part)
        high[k] = total
    }

    mutating func add(_ other: TwofoldSums) {
        for k in high.indices {
            add(other.high[k], at: k)
            low[k] += other.low[k]
        }
    }

    /// Adds the block's Xᵀr, columns centred but not scaled.
    mutating func addTransposedProduct(
        _ design: StandardizedDesign, _ pointers: StandardizedDesign.Pointers, _ block: Range<Int>, _ residual: [Double]
    ) {
        for r in residual { add(r, at: 0) }
        let count = design.columns.count
        // `high` and `low` hold `count` values after the first; `residual` holds block.count.
        high.withUnsafeMutableBufferPointer { high in
            low.withUnsafeMutableBufferPointer { low in
                bw_add_transposed_product_twofold(
                    design.level.rawValue, block.count, count, pointers.columns, block.lowerBound, design.centers,
                    residual, high.baseAddress! + 1, low.baseAddress! + 1)
            }
        }
    }
}
