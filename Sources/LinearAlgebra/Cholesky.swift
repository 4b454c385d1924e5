import CLAPACK
import Foundation

/// H = D L Lᵀ D with L lower triangular and D the square roots of H's diagonal, so that no column scale matters.
public struct Cholesky: Sendable {
    /// L of the matrix scaled to a unit diagonal; the strict upper triangle is 0.
    let lower: Matrix
    /// D, all positive.
    let scale: [Double]

    /// nil where H is not positive definite to working precision. Precondition: H is square; its lower triangle is read.
    public init?(_ h: Matrix) {
        precondition(h.rows == h.columns, "a square matrix")
        let scale = h.diagonal.map { $0.squareRoot() }
        guard scale.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        var a = Matrix(rows: h.rows, columns: h.rows)
        for j in 0..<h.rows { for i in j..<h.rows { a[i, j] = h[i, j] / scale[i] / scale[j] } }
        _ = BLASInfo.singleThreaded
        var (n, info) = (lapack_int(h.rows), lapack_int(0))
        // `a.values` is n x n with leading dimension n.
        if n > 0 { dpotrf_("L", &n, &a.values, &n, &info, 1) }
        guard info == 0 else { return nil }
        self.lower = a
        self.scale = scale
    }

    /// H = RᵀR from R, square and upper triangular: twice the digits of forming H where H is ill conditioned. nil where R is
    /// singular.
    public init?(triangular r: Matrix) {
        precondition(r.rows == r.columns, "a square matrix")
        let scale = (0..<r.columns).map { j in r.column(j).reduce(0) { $0 + $1 * $1 }.squareRoot() }
        guard r.diagonal.allSatisfy({ $0 != 0 && $0.isFinite }) else { return nil }
        // L's diagonal is positive: rows of R may change sign.
        lower = Matrix(rows: r.rows, columnCount: r.rows) { k in
            (0..<r.rows).map { $0 < k ? 0 : (r[k, k] < 0 ? -1 : 1) * r[k, $0] / scale[$0] }
        }
        self.scale = scale
    }

    /// Rows, and columns, of the matrix.
    public var size: Int { scale.count }

    /// For each column, the share of its squared length that earlier columns leave unexplained: L's squared diagonal. Near 0
    /// where a column is almost a combination of those before it.
    public var unexplainedShares: [Double] { lower.diagonal.map { $0 * $0 } }

    /// log det H.
    public var logDeterminant: Double { 2 * zip(lower.diagonal, scale).reduce(0) { $0 + log($1.0) + log($1.1) } }

    /// H⁻¹ b.
    public func solve(_ b: [Double]) -> [Double] {
        precondition(b.count == size, "one value a row of the matrix")
        var x = zip(b, scale).map { $0 / $1 }
        var (n, one, info) = (lapack_int(size), lapack_int(1), lapack_int(0))
        // `lower` is n x n, `x` n x 1.
        if n > 0 { dpotrs_("L", &n, &one, lower.values, &n, &x, &n, &info, 1) }
        precondition(info == 0, "dpotrs takes what dpotrf made")
        return zip(x, scale).map { $0 / $1 }
    }

    /// H⁻¹, symmetric.
    public var inverse: Matrix {
        var a = lower
        var (n, info) = (lapack_int(size), lapack_int(0))
        // `a` is n x n and holds dpotrf's factor.
        if n > 0 { dpotri_("L", &n, &a.values, &n, &info, 1) }
        precondition(info == 0, "a Cholesky factor has a positive diagonal")
        for j in 0..<size {
            for i in j..<size {
                a[i, j] = a[i, j] / scale[i] / scale[j]
                a[j, i] = a[i, j]
            }
        }
        return a
    }

    /// R with RᵀR = H, upper triangular: Lᵀ D.
    var triangular: Matrix {
        Matrix(rows: size, columnCount: size) { j in (0..<size).map { $0 > j ? 0 : lower[j, $0] * scale[j] } }
    }

    /// F with F Fᵀ = H: D L.
    public var factor: Matrix {
        Matrix(rows: size, columnCount: size) { j in (0..<size).map { scale[$0] * lower[$0, j] } }
    }
}
