extension Cholesky {
    /// F with F Fᵀ = H⁻¹: D⁻¹ L⁻ᵀ, the inverse of R = Lᵀ D with RᵀR = H, upper triangular, by back substitution. Quadratic forms zᵀH⁻¹z = ‖Fᵀz‖² taken through it
    /// keep the digits of the factor; those of an explicit inverse lose as many again.
    public var inverseFactor: Matrix {
        var columns = Matrix(rows: size, columns: size)
        for k in 0..<size {
            // Column k of L⁻ᵀ solves Lᵀ v = eₖ; it ends at row k.
            var v = [Double](repeating: 0, count: size)
            v[k] = 1 / lower[k, k]
            for i in stride(from: k - 1, through: 0, by: -1) {
                var sum = 0.0
                for j in i + 1...k { sum -= lower[j, i] * v[j] }
                v[i] = sum / lower[i, i]
            }
            columns.setColumn(k, from: zip(v, scale).map { $0 / $1 })
        }
        return columns
    }
}
