import Foundation
import LinearAlgebra
import Testing

/// The passes over data, against plain loops.
struct StandardizedDesignTests {
    /// Awkward sizes: no multiple of a vector, tile, block or chunk.
    static let shapes = [(1, 0), (3, 1), (9, 5), (777, 13), (8193, 3), (20_011, 7), (300, 61)]

    private func design(_ rows: Int, _ columns: Int) -> StandardizedDesign {
        let matrix = Matrix(rows: rows, columnCount: columns + 1) { j in
            (0..<rows).map { sin(Double($0 * (j + 3) % 1009)) * Double(j + 1) + 5 }
        }
        // Column 0 is not used, so places and columns differ.
        return StandardizedDesign(
            matrix, columns: Array((0..<columns).map { $0 + 1 }.reversed()), centers: (0..<columns).map { Double($0) },
            scales: (0..<columns).map { $0 % 2 == 0 ? 2 : 0.5 })
    }

    private func dense(_ design: StandardizedDesign) -> [[Double]] {
        (0..<design.rows).map { i in
            [1]
                + design.columns.indices.map {
                    (design.matrix[i, design.columns[$0]] - design.centers[$0]) / design.scales[$0]
                }
        }
    }

    @Test(arguments: shapes, KernelTests.levels)
    func `products, gradient and Gram matrix`(_ shape: (Int, Int), _ level: KernelLevel) {
        let (rows, columns) = shape
        var design = design(rows, columns)
        design.level = level
        let z = dense(design)
        let b = (0..<design.size).map { cos(Double($0)) }
        let offset = (0..<rows).map { Double($0 % 5) }
        let weights = (0..<rows).map { Double($0 % 3) }
        let predictor = z.indices.map { i in zip(z[i], b).reduce(offset[i]) { $0 + $1.0 * $1.1 } }
        for (x, y) in zip(design.product(b, offset: offset), predictor) { #expect(abs(x - y) < 1e-10) }
        let pass = design.pass(coefficients: b, offset: offset, gram: true) { rows, predictor, residual, curvature in
            for (k, i) in rows.enumerated() { (residual[k], curvature[k]) = (predictor[k], weights[i]) }
            return Double(rows.count)
        }
        #expect(pass.value == Double(rows))
        for a in 0..<design.size {
            #expect(close(pass.gradient[a], z.indices.map { z[$0][a] * predictor[$0] }))
            for c in 0..<design.size {
                #expect(close(pass.gram![a, c], z.indices.map { weights[$0] * z[$0][a] * z[$0][c] }))
            }
        }
        let twofold = design.twofoldGradient(coefficients: b, offset: offset) { rows, predictor, residual, _ in
            for k in 0..<rows.count { residual[k] = predictor[k] }
            return 0
        }
        for a in 0..<design.size { #expect(close(twofold[a], z.indices.map { z[$0][a] * predictor[$0] })) }
    }

    @Test(arguments: [(9, 2), (777, 4), (8193, 3)])
    func `moments of pairs, whatever the number of threads`(_ shape: (Int, Int)) {
        let design = design(shape.0, shape.1)
        let z = dense(design)
        let factor = Matrix(rows: design.size, columnCount: 2) { b in
            (0..<design.size).map { sin(Double($0 + 3 * b)) }
        }
        let weights = z.indices.map { Double($0 % 5) - 2 }
        let moments = design.pairMoments(factor: factor, weights: weights, threads: 1)
        #expect(moments == design.pairMoments(factor: factor, weights: weights, threads: 3))
        let projected = z.map { row in (0..<2).map { b in zip(row, factor.column(b)).reduce(0) { $0 + $1.0 * $1.1 } } }
        for (pair, (a, b)) in [(0, 0), (0, 1), (1, 1)].enumerated() {
            for j in 0..<design.size {
                let terms = z.indices.map { weights[$0] * projected[$0][a] * projected[$0][b] * z[$0][j] }
                #expect(close(moments[j, pair], terms))
            }
        }
    }

    @Test func `standard deviations have all digits, far from 0 and near the ends of the range`() {
        let base: [Double] = [3, 1, 4, 1, 5, 9, 2, 6]
        let weights: [Double] = [1, 2, 1, 0, 1, 1, 3, 1]
        let columns = [
            base, base.map { $0 + 0x1p30 }, base.map { $0 * 1e-170 }, base.map { $0 * 1e170 }, base.map { _ in 7 },
        ]
        let matrix = Matrix(columns: columns)
        let found = ColumnMoments.standardDeviations(
            of: matrix, weights: weights, moments: ColumnMoments.all(of: matrix, weights: weights))
        // Mean 3.5, Σ w (x - 3.5)² = 58.5.
        let expected = 5.85.squareRoot()
        for (value, scale) in zip(found, [1, 1, 1e-170, 1e170]) { #expect(abs(value / scale / expected - 1) < 1e-14) }
        #expect(found[4] == 0)
    }

    private func close(_ value: Double, _ terms: [Double]) -> Bool {
        abs(value - terms.reduce(0, +)) <= 1e-11 * (1 + terms.reduce(0) { $0 + abs($1) })
    }

    @Test func `the number of threads changes no bit`() {
        let design = design(30_000, 9)
        let curvatures = (0..<30_000).map { 1 + sin(Double($0)) }
        let one = design.gram(curvatures: curvatures, threads: 1)
        for threads in [2, 3, 16] { #expect(design.gram(curvatures: curvatures, threads: threads) == one) }
    }

    @Test func `quadratic forms and grouped sums`() {
        let design = design(50, 3)
        let z = dense(design)
        let factor = Matrix(columns: [[1, 0.5, 0, 2], [0, 1, -1, 3]])
        let forms = design.quadraticForms(factor: factor)
        for i in z.indices {
            let parts = (0..<2).map { k in zip(z[i], factor.column(k)).reduce(0) { $0 + $1.0 * $1.1 } }
            #expect(abs(forms[i] - parts[0] * parts[0] - parts[1] * parts[1]) < 1e-10)
        }
        let groups: [[Int32]] = [[0, 7, 9], [3], [49, 1]]
        let residuals = (0..<50).map { Double($0) - 20 }
        let gram = design.groupedGram(residuals: residuals, groups: groups)
        let sums = groups.map { group in
            (0..<4).map { j in group.reduce(0) { $0 + residuals[Int($1)] * z[Int($1)][j] } }
        }
        for a in 0..<4 { for b in 0..<4 { #expect(close(gram[a, b], sums.map { $0[a] * $0[b] })) } }
    }

    @Test(arguments: KernelTests.levels)
    func `twofold sums keep what plain ones lose`(_ level: KernelLevel) {
        // 1e16 + 1 - 1e16 in exact arithmetic.
        let matrix = Matrix(columns: [[1e16, 1, -1e16]])
        var design = StandardizedDesign(matrix, columns: [0], centers: [0], scales: [1])
        design.level = level
        let gradient = design.twofoldGradient(coefficients: [0, 0]) { rows, _, residual, _ in
            for k in 0..<rows.count { residual[k] = 1 }
            return 0
        }
        #expect(gradient == [3, 1])
    }
}

struct ColumnMomentsTests {
    private func moments(_ column: [Double], _ weights: [Double]? = nil) -> ColumnMoments {
        ColumnMoments.all(of: Matrix(columns: [column]), weights: weights)[0]
    }

    @Test func `center and spread, with weights as repeated rows`() {
        let weighted = moments([1, 2, 6], [1, 3, 2])
        let repeated = moments([1, 2, 2, 2, 6, 6])
        #expect(abs(weighted.center - repeated.center) < 1e-15 && abs(weighted.spread - repeated.spread) < 1e-15)
        #expect(abs(weighted.center - 19.0 / 6) < 1e-15)
    }

    @Test(arguments: [1e-300, 1e-200, 1, 1e150, 1e250])
    func `any scale`(_ scale: Double) {
        let result = moments([1, 2, 6].map { $0 * scale })
        #expect(abs(result.center / scale - 3) < 1e-12)
        #expect(abs(result.spread / scale - (14.0 / 3).squareRoot()) < 1e-9)
        #expect(result.scale <= result.spread && result.scale * 2 > result.spread)
    }

    @Test func `constant columns, whatever rows of weight 0 hold`() {
        #expect(moments([3, 3, 3]).isConstant && moments([5, 3, 3], [0, 1, 2]).isConstant)
        #expect(!moments([3, 3, 3.0.nextUp]).isConstant)
    }

    @Test func `values that are not finite are found at any place, even under weight 0`() {
        for count in 1...17 {
            for bad in [Double.nan, .infinity, -.infinity] {
                let column = [Double](repeating: 1, count: count - 1) + [bad]
                #expect(!moments(column).isFinite)
                #expect(!moments([2] + column, [1] + [Double](repeating: 0, count: count)).isFinite)
            }
        }
    }
}
