import CKernels

/// Where a column of data lies and how far it spreads: enough to centre and scale it for numerics.
///
/// Computed in one read about the column's first value with weight, so a column of 1e8 + small keeps its small part.
/// Promised: `center` within a few units of rounding of the weighted mean, `spread` within a small factor of the weighted
/// standard deviation. Not promised: digits fit for reporting.
public struct ColumnMoments: Sendable, Equatable {
    /// The weighted mean.
    public let center: Double
    /// 0 exactly where all rows of positive weight hold the same value.
    public let spread: Double
    /// False where some value, whatever its weight, is NaN, infinite, or so large that differences overflow.
    public let isFinite: Bool

    /// Whether all its rows that have a weight hold one value.
    public var isConstant: Bool { spread == 0 }

    /// The power of two nearest below `spread`: scaling by it rounds nothing. 1 for a constant column.
    public var scale: Double {
        guard spread > 0, isFinite else { return 1 }
        return Double(sign: .plus, exponent: min(1000, max(-1000, Int(spread.exponent))), significand: 1)
    }

    /// Moments of every column. `weights` are at least 0 and not all 0; nil means ones.
    public static func all(of matrix: Matrix, weights: [Double]? = nil, threads: Int = Parallel.defaultThreads)
        -> [ColumnMoments]
    {
        let reference = weights?.firstIndex { $0 > 0 } ?? 0
        var moments = [ColumnMoments](repeating: .init(center: 0, spread: 0, isFinite: true), count: matrix.columns)
        guard matrix.rows > 0 else { return moments }
        Parallel.accumulate(count: matrix.columns, threads: threads, held: 256, into: &moments) { j in
            (j, ColumnMoments.of(matrix, j, weights, reference))
        } add: { moments, next in
            moments[next.0] = next.1
        }
        return moments
    }

    /// Weighted standard deviations with divisor Σ w, fit for reporting: one more read, about `moments`' centers.
    public static func standardDeviations(of matrix: Matrix, weights: [Double]? = nil, moments: [ColumnMoments])
        -> [Double]
    {
        precondition(moments.count == matrix.columns, "moments of every column")
        return moments.enumerated().map { j, moment in
            guard moment.spread > 0, moment.isFinite else { return 0 }
            let raw = raw(matrix, j, weights, shift: moment.center)
            guard raw.squares.isFinite, raw.squares > 1e-280 else {
                return scaled(matrix, j, weights, shift: moment.center, largest: raw.largest).spread
            }
            let mean = raw.sum / raw.weight
            return max(raw.squares / raw.weight - mean * mean, 0).squareRoot()
        }
    }

    /// Sums about `shift`.
    private static func raw(_ matrix: Matrix, _ j: Int, _ weights: [Double]?, shift: Double) -> bw_moments_t {
        // Both buffers hold `rows` values from the pointer on.
        matrix.values.withUnsafeBufferPointer { x in
            VectorMath.withPointer(weights, 0) { w in
                bw_moments(KernelLevel.best.rawValue, matrix.rows, x.baseAddress! + j * matrix.rows, w, shift)
            }
        }
    }

    private static func of(_ matrix: Matrix, _ j: Int, _ weights: [Double]?, _ reference: Int) -> ColumnMoments {
        let shift = matrix[reference, j]
        let raw = raw(matrix, j, weights, shift: shift)
        guard raw.finite != 0, raw.largest.isFinite else { return .init(center: 0, spread: 0, isFinite: false) }
        guard raw.largest > 0 else { return .init(center: shift, spread: 0, isFinite: true) }
        guard raw.squares.isFinite, raw.squares > 1e-280, raw.sum.isFinite else {
            return scaled(matrix, j, weights, shift: shift, largest: raw.largest)
        }
        let mean = raw.sum / raw.weight
        let variance = max(raw.squares / raw.weight - mean * mean, 0)
        // A first value far out makes the difference above cancel; its size still bounds the spread from above.
        let spread = variance > 1e-12 * raw.squares / raw.weight ? variance.squareRoot() : abs(mean)
        return .init(center: shift + mean, spread: spread, isFinite: true)
    }

    /// The same sums in units of the largest deviation, where squares would overflow or vanish.
    private static func scaled(
        _ matrix: Matrix, _ j: Int, _ weights: [Double]?, shift: Double, largest: Double
    ) -> ColumnMoments {
        var (weight, sum, squares) = (0.0, 0.0, 0.0)
        for i in 0..<matrix.rows {
            let w = weights?[i] ?? 1
            let d = w > 0 ? (matrix[i, j] - shift) / largest : 0
            weight += w
            sum += w * d
            squares += w * d * d
        }
        let mean = sum / weight
        let spread = max(squares / weight - mean * mean, 1e-12).squareRoot() * largest
        return .init(center: shift + mean * largest, spread: spread, isFinite: true)
    }
}
