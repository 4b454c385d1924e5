import CLAPACK

/// F with F Fᵀ = V for a positive semidefinite V, such as a covariance matrix of less than full rank (pivoted Cholesky of V
/// scaled to a unit diagonal, LAPACK dpstrf). Quadratic forms taken through F are never negative.
public enum SemidefiniteFactor {
    /// F has as many rows as V and as many columns as its rank. Precondition: V is square; its lower triangle is read.
    public static func of(_ v: Matrix) -> Matrix {
        precondition(v.rows == v.columns, "a square matrix")
        let size = v.rows
        guard size > 0 else { return v }
        let scale = v.diagonal.map { max($0, 0).squareRoot() }
        var a = Matrix(rows: size, columns: size)
        for j in 0..<size where scale[j] > 0 {
            for i in j..<size where scale[i] > 0 { a[i, j] = v[i, j] / scale[i] / scale[j] }
        }
        _ = BLASInfo.singleThreaded
        var (n, rank, info) = (lapack_int(size), lapack_int(0), lapack_int(0))
        // A negative tolerance asks for LAPACK's own: n * machine epsilon * the largest diagonal entry.
        var tolerance = -1.0
        var pivots = [lapack_int](repeating: 0, count: size)
        var work = [Double](repeating: 0, count: 2 * size)
        // `a.values` is n x n; `pivots` n and `work` 2 n long, as dpstrf asks.
        dpstrf_("L", &n, &a.values, &n, &pivots, &rank, &tolerance, &work, &info, 1)
        var factor = Matrix(rows: size, columns: Int(rank))
        for k in 0..<Int(rank) {
            // LAPACK counts pivots from 1.
            for i in k..<size { factor[Int(pivots[i]) - 1, k] = a[i, k] * scale[Int(pivots[i]) - 1] }
        }
        return factor
    }
}
