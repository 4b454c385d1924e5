import CKernels
import CLAPACK

/// Column-pivoted QR of a matrix: A P = Q R with |R₀₀| ≥ |R₁₁| ≥ …, which reveals the rank (LAPACK dgeqp3).
public struct PivotedQR: Sendable {
    /// R, min(rows, columns) x columns, in pivoted column order.
    public let r: Matrix
    /// `pivots[k]` is the column of A at place k, from 0.
    public let pivots: [Int]

    /// Decomposes a copy of the matrix.
    public init(_ a: Matrix) {
        let result = QR.factor(a, pivoting: true)
        self.r = result.r
        self.pivots = result.pivots
    }

    /// Number of diagonal entries above `tolerance` times the first.
    public func rank(tolerance: Double) -> Int {
        let first = r.diagonal.first.map(abs) ?? 0
        return first == 0 ? 0 : r.diagonal.prefix { abs($0) > tolerance * first }.count
    }

    /// Columns x (columns - rank) matrix whose columns span {v : A v = 0}: R₁₁ v₁ = -R₁₂ v₂ with v₂ a unit vector.
    public func nullSpace(rank: Int) -> Matrix {
        var basis = Matrix(rows: pivots.count, columns: pivots.count - rank)
        for k in 0..<basis.columns {
            var v = (0..<rank).map { -r[$0, rank + k] }
            for i in stride(from: rank - 1, through: 0, by: -1) {
                for j in i + 1..<max(i + 1, rank) { v[i] -= r[i, j] * v[j] }
                v[i] /= r[i, i]
            }
            for i in 0..<rank { basis[pivots[i], k] = v[i] }
            basis[pivots[rank + k], k] = 1
        }
        return basis
    }
}

enum QR {
    /// R and the column order. Without pivoting the columns keep theirs.
    static func factor(_ a: Matrix, pivoting: Bool) -> (r: Matrix, pivots: [Int]) {
        let depth = min(a.rows, a.columns)
        guard depth > 0 else { return (Matrix(rows: 0, columns: a.columns), Array(0..<a.columns)) }
        _ = BLASInfo.singleThreaded
        var work = a
        var (m, n, info) = (lapack_int(a.rows), lapack_int(a.columns), lapack_int(0))
        // A pivot of 1 fixes a column at the front: dgeqp3 then factors in the given order.
        var pivots = [lapack_int](repeating: pivoting ? 0 : 1, count: a.columns)
        var tau = [Double](repeating: 0, count: depth)
        var size = lapack_int(32 * (a.columns + 1) + 2 * a.columns)
        var space = [Double](repeating: 0, count: Int(size))
        // `work` is m x n, `tau` min(m, n) long, `space` above dgeqp3's minimum of 3 n + 1.
        dgeqp3_(&m, &n, &work.values, &m, &pivots, &tau, &space, &size, &info)
        precondition(info == 0, "dgeqp3 refuses no matrix")
        var r = Matrix(rows: depth, columns: a.columns)
        for j in 0..<a.columns { for i in 0...min(j, depth - 1) { r[i, j] = work[i, j] } }
        return (r, pivots.map { Int($0) - 1 })
    }
}

extension StandardizedDesign {
    /// R of the QR factorisation of diag(`roots`) times the design (column of ones first) above the rows diag(`ridge`),
    /// without a copy of the design: blocks of rows are folded into R one after another. Accurate where XᵀX would lose half
    /// the digits.
    ///
    /// Slower than a Gram matrix by an order; meant for designs that look rank deficient.
    public func triangularFactor(roots: [Double], ridge: [Double]? = nil) -> Matrix {
        precondition(
            roots.count == rows && ridge.map { $0.count == size } ?? true, "one root a row, one ridge a column")
        var r = Matrix(rows: 0, columns: size)
        let depth = max(256, 2 * size)
        for first in stride(from: 0, to: rows, by: depth) {
            let block = first..<min(rows, first + depth)
            let stacked = Matrix(rows: r.rows + block.count, columnCount: size) { j in
                r.column(j) + block.map { roots[$0] * element($0, j) }
            }
            r = QR.factor(stacked, pivoting: false).r
        }
        guard let ridge, ridge.contains(where: { $0 != 0 }) else { return r }
        let stacked = Matrix(rows: r.rows + size, columnCount: size) { j in
            r.column(j) + ridge.indices.map { $0 == j ? ridge[j] : 0 }
        }
        return QR.factor(stacked, pivoting: false).r
    }

    private func element(_ i: Int, _ j: Int) -> Double {
        j == 0 ? 1 : (matrix.values[i + columns[j - 1] * rows] - centers[j - 1]) / scales[j - 1]
    }
}
