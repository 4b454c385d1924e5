/// The Cholesky factor of XᵀCX + diag(ridge) with the digits of a QR factorisation, at the price of two Gram matrices.
///
/// A Gram matrix holds squared lengths, so where columns nearly explain each other half the digits are gone before Cholesky
/// begins. Its factor R₁ still orthogonalises the columns well: the Gram matrix of C½X R₁⁻¹ is near 1, its factor R₂ has all
/// its digits, and so has R = R₂ R₁ (CholeskyQR2: Yamamoto, Nakatsukasa, Yanagisawa and Fukaya, Electronic Transactions on
/// Numerical Analysis 44, 2015).
extension StandardizedDesign {
    /// - Parameters:
    ///   - threads: how many run at once, by default one a processor; the result is the same.
    ///   - curvatures: C, at least 0, one a row.
    ///   - ridge: at least 0, one a coefficient.
    ///   - first: the factor of XᵀCX + diag(ridge) as the Gram matrix has it.
    /// - Returns: nil where `first` is too poor to orthogonalise the columns: take `triangularFactor` then.
    public func refined(
        _ first: Cholesky, curvatures: [Double], ridge: [Double], threads: Int = Parallel.defaultThreads
    ) -> Cholesky? {
        precondition(ridge.count == size && first.size == size, "one ridge a coefficient")
        let inverse = first.inverseFactor
        var gram = gram(curvatures: curvatures, transform: inverse, threads: threads)
        for j in 0..<size {
            for i in 0...j {
                gram[i, j] += (0...i).reduce(0) { $0 + inverse[$1, i] * ridge[$1] * inverse[$1, j] }
                gram[j, i] = gram[i, j]
            }
        }
        // Far from 1 the first factor held hardly a digit.
        let isNearOne = gram.diagonal.allSatisfy { abs($0 - 1) < 0.1 }
        guard isNearOne, let second = Cholesky(gram) else { return nil }
        return Cholesky(triangular: second.triangular.times(upper: first.triangular))
    }
}

extension Matrix {
    /// The product of two upper triangular matrices.
    fileprivate func times(upper other: Matrix) -> Matrix {
        Matrix(rows: rows, columnCount: rows) { j in
            (0..<rows).map { i in i > j ? 0 : (i...j).reduce(0) { $0 + self[i, $1] * other[$1, j] } }
        }
    }
}
