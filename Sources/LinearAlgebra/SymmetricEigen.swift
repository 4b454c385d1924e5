import CLAPACK

/// A = Q Λ Qᵀ with Q orthogonal and Λ diagonal (LAPACK dsyevr).
public struct SymmetricEigen: Sendable {
    /// Λ's diagonal, rising.
    public let values: [Double]
    /// Q, a column a value.
    public let vectors: Matrix

    /// nil where LAPACK finds none, such as for values that are not finite. Precondition: A is square; its lower triangle is
    /// read.
    public init?(_ a: Matrix) {
        precondition(a.rows == a.columns, "a square matrix")
        let size = a.rows
        guard size > 0, a.values.allSatisfy(\.isFinite) else { return nil }
        _ = BLASInfo.singleThreaded
        var (n, found, info) = (lapack_int(size), lapack_int(0), lapack_int(0))
        var (low, high, first, last, tolerance) = (0.0, 0.0, lapack_int(0), lapack_int(0), 0.0)
        // The least lengths that dsyevr asks for: 26 n and 10 n.
        var (workLength, integerLength) = (lapack_int(26 * size), lapack_int(10 * size))
        var work = [Double](repeating: 0, count: 26 * size)
        var integers = [lapack_int](repeating: 0, count: 10 * size)
        var support = [lapack_int](repeating: 0, count: 2 * size)
        var values = [Double](repeating: 0, count: size)
        var (copy, vectors) = (a, Matrix(rows: size, columns: size))
        // Both matrices are n x n, `values` n and `support` 2 n long.
        dsyevr_(
            "V", "A", "L", &n, &copy.values, &n, &low, &high, &first, &last, &tolerance, &found, &values,
            &vectors.values, &n, &support, &work, &workLength, &integers, &integerLength, &info, 1, 1, 1)
        guard info == 0, Int(found) == size else { return nil }
        (self.values, self.vectors) = (values, vectors)
    }
}
