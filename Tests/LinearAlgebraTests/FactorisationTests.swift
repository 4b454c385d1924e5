import LinearAlgebra
import Testing

struct FactorisationTests {
    let h = Matrix(columns: [[4, 2, 1e-8], [2, 5, 2e-8], [1e-8, 2e-8, 3e-16]])

    private func product(_ a: Matrix, _ b: Matrix) -> Matrix {
        Matrix(rows: a.rows, columnCount: b.columns) { j in
            (0..<a.rows).map { i in (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] } }
        }
    }

    private func expectClose(_ a: Matrix, _ b: Matrix, within tolerance: Double = 1e-12) {
        #expect(a.rows == b.rows && a.columns == b.columns)
        for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) <= tolerance) }
    }

    @Test func `Cholesky solves and inverts on any scale`() throws {
        let factor = try #require(Cholesky(h))
        expectClose(product(h, factor.inverse), .identity(3), within: 1e-7)
        let b = [1.0, -2, 3e-8]
        let x = Matrix(columns: [factor.solve(b)])
        expectClose(product(h, x), Matrix(columns: [b]))
        expectClose(product(factor.factor, transposed(factor.factor)), h, within: 1e-15)
    }

    private func transposed(_ a: Matrix) -> Matrix { Matrix(columns: (0..<a.rows).map(a.row)) }

    @Test func `matrices that are not positive definite are refused`() {
        #expect(Cholesky(Matrix(columns: [[1, 2], [2, 1]])) == nil)
        #expect(Cholesky(Matrix(columns: [[0]])) == nil)
        #expect(Cholesky(Matrix(columns: [[.nan]])) == nil)
    }

    @Test func `the determinant's logarithm`() throws {
        let matrix = Matrix(columns: [[4, 2, 0], [2, 5, 3], [0, 3, 6]])
        #expect(abs(try #require(Cholesky(matrix)).logDeterminant - 4.0943445622221) < 1e-12)
    }

    @Test func `unexplained shares`() throws {
        let shares = try #require(Cholesky(Matrix(columns: [[1, 0.6], [0.6, 1]]))).unexplainedShares
        #expect(abs(shares[0] - 1) < 1e-15 && abs(shares[1] - 0.64) < 1e-15)
    }

    @Test func `a triangular factor gives the same Cholesky`() throws {
        let r = transposed(try #require(Cholesky(h)).factor)
        // The sign of a row of R does not matter.
        var flipped = r
        for j in 0..<3 { flipped[1, j] = -r[1, j] }
        expectClose(try #require(Cholesky(triangular: flipped)).factor, transposed(r), within: 1e-15)
    }

    @Test func `rank and null space by pivoted QR`() {
        // The third column is the first less twice the second.
        let a = Matrix(columns: [[1, 2, 3, 5], [0, 1, 1, -1], [1, 0, 1, 7]])
        let qr = PivotedQR(a)
        #expect(qr.rank(tolerance: 1e-12) == 2)
        let null = qr.nullSpace(rank: 2)
        expectClose(product(a, null), Matrix(rows: 4, columns: 1))
        #expect(Set(qr.pivots) == [0, 1, 2])
        expectClose(PivotedQR(Matrix(rows: 2, columns: 2)).nullSpace(rank: 0), .identity(2))
    }

    @Test func `the triangular factor of a design is that of its Gram matrix`() {
        let columns = (1...4).map { j in (0..<700).map { Double(($0 * (2 * j + 1)) % 101) } }
        let design = StandardizedDesign(
            Matrix(columns: columns), columns: [0, 1, 2, 3], centers: [50, 50, 50, 50], scales: [32, 32, 32, 32])
        let weights = (0..<700).map { Double($0 % 4) }
        let ridge = [0.0, 1, 2, 3, 4]
        let r = design.triangularFactor(roots: weights.map { $0.squareRoot() }, ridge: ridge)
        var gram = design.gram(curvatures: weights)
        for j in 0..<5 { gram[j, j] += ridge[j] * ridge[j] }
        expectClose(product(transposed(r), r), gram, within: 1e-9)
    }

    @Test(arguments: KernelLevel.allCases.filter(\.isSupported))
    func `two Gram matrices give the digits of a QR`(_ level: KernelLevel) throws {
        // The last column is the first but for a part of a hundred-thousandth: its unexplained share is 1e-10.
        let columns = (1...14).map { (j: Int) -> [Double] in
            (0..<1500).map { (i: Int) -> Double in
                let hashed = (i * i * (2 * j + 1)) % 1009
                return Double(hashed) / 504.5 - 1
            }
        }
        let close = zip(columns[0], columns[5]).map { $0 + 1e-5 * $1 }
        var design = StandardizedDesign(
            Matrix(columns: columns + [close]), columns: Array(0..<15), centers: [Double](repeating: 0, count: 15),
            scales: [Double](repeating: 1, count: 15))
        design.level = level
        let weights = (0..<1500).map { Double($0 % 4) }
        let ridge: [Double] = (0..<16).map { 1e-9 * Double($0) }
        var gram = design.gram(curvatures: weights)
        for j in 0..<16 { gram[j, j] += ridge[j] }
        let plain = try #require(Cholesky(gram))
        let exact = try #require(
            Cholesky(
                triangular: design.triangularFactor(
                    roots: weights.map { $0.squareRoot() }, ridge: ridge.map { $0.squareRoot() }))
        ).inverse[15, 15]
        let refined = try #require(design.refined(plain, curvatures: weights, ridge: ridge)).inverse[15, 15]
        #expect(abs(refined / exact - 1) < 1e-10)
        #expect(abs(plain.inverse[15, 15] / exact - 1) > 1e-9, "the Gram matrix alone would do: no test")
    }

    @Test func `a factor without digits is not refined`() throws {
        let column = (0..<500).map { Double(($0 * 37) % 101) }
        let twin = column.map { (x: Double) -> Double in x + 1e-9 * Double(Int(x) % 2) }
        let design = StandardizedDesign(
            Matrix(columns: [column, twin]), columns: [0, 1],
            centers: [50, 50], scales: [32, 32])
        let ones = [Double](repeating: 1, count: 500)
        let gram = design.gram(curvatures: ones)
        if let plain = Cholesky(gram) {
            #expect(design.refined(plain, curvatures: ones, ridge: [0, 0, 0]) == nil)
        }
    }

    @Test func `a semidefinite matrix is a square of less than full rank`() {
        let half = Matrix(columns: [[1, 2, 0, -1], [0, 1, 3, 1]])
        let v = product(half, transposed(half))
        let factor = SemidefiniteFactor.of(v)
        #expect(factor.columns == 2)
        expectClose(product(factor, transposed(factor)), v)
        #expect(SemidefiniteFactor.of(Matrix(rows: 3, columns: 3)).columns == 0)
    }

    @Test func `eigenvalues rise, and their vectors turn the matrix back`() throws {
        let a = Matrix(columns: [[4, 2, -1, 0], [2, 5, 0.5, 1], [-1, 0.5, 3, 2], [0, 1, 2, -2]])
        let eigen = try #require(SymmetricEigen(a))
        #expect(eigen.values == eigen.values.sorted() && eigen.values[0] < 0)
        expectClose(product(eigen.vectors, transposed(eigen.vectors)), .identity(4), within: 1e-13)
        let stretched = Matrix(rows: 4, columnCount: 4) { j in
            eigen.vectors.column(j).map { $0 * eigen.values[j] }
        }
        expectClose(product(stretched, transposed(eigen.vectors)), a, within: 1e-13)
        #expect(SymmetricEigen(Matrix(columns: [[.nan]])) == nil)
    }

    @Test func `the BLAS library is known by name`() { #expect(BLASInfo.path.contains("blas")) }

    /// F Fᵀ = H⁻¹, on columns of very different scales.
    @Test func `the inverse factor squares to the inverse`() throws {
        let h = Matrix(rows: 3, columns: 3, columnMajor: [4e12, 2e6, -1e6, 2e6, 9, 0.5, -1e6, 0.5, 3])
        let factor = try #require(Cholesky(h))
        let (f, inverse) = (factor.inverseFactor, factor.inverse)
        for i in 0..<3 {
            for j in 0..<3 {
                let product = (0..<3).reduce(0) { $0 + f[i, $1] * f[j, $1] }
                #expect(abs(product - inverse[i, j]) <= 1e-14 * (inverse[i, i] * inverse[j, j]).squareRoot())
                if i > j { #expect(f[i, j] == 0) }
            }
        }
    }
}
