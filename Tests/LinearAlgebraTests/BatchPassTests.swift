import LinearAlgebra
import Testing

struct BatchPassTests {
    private let design: StandardizedDesign = {
        func value(_ i: Int, _ j: Int) -> Double { Double((i * 7 + j * 13) % 17) - 4 }
        let columns: [[Double]] = (0..<3).map { j in (0..<100).map { value($0, j) } }
        return StandardizedDesign(
            Matrix(columns: columns), columns: [2, 0], centers: [1, -2], scales: [4, 0.5])
    }()
    private let outcome = (0..<100).map { Double($0 % 3 == 0 ? 1 : 0) }

    private func squares(_ rows: Range<Int>, _ eta: [Double], _ residual: inout [Double]) -> Double {
        var sum = 0.0
        for (k, i) in rows.enumerated() {
            residual[k] = eta[k] - outcome[i]
            sum += residual[k] * residual[k] / 2
        }
        return sum
    }

    /// Rows 30..<47 alone give what a pass over a matrix of these rows gives; the workspace may be longer and used before.
    @Test func `a few rows give the sums of these rows`() {
        let (b, places): ([Double], Range<Int>) = ([0.5, -1, 2], 30..<47)
        let offset = (0..<100).map { Double($0) / 50 }
        var workspace = BatchWorkspace(rows: 40, size: 3)
        _ = design.batchPass(0..<40, coefficients: b, workspace: &workspace) { squares($0, $1, &$2) + 0 * $3[0] }
        let value = design.batchPass(places, coefficients: b, offset: offset, workspace: &workspace) {
            squares($0, $1, &$2) + 0 * $3[0]
        }
        var (sum, gradient): (Double, [Double]) = (0, [0, 0, 0])
        for i in places {
            let z: [Double] = [1, (design.matrix[i, 2] - 1) / 4, (design.matrix[i, 0] + 2) / 0.5]
            let eta: Double = zip(z, b).reduce(offset[i]) { $0 + $1.0 * $1.1 }
            let r = eta - outcome[i]
            sum += r * r / 2
            for j in 0..<3 { gradient[j] += r * z[j] }
        }
        #expect(abs(value - sum) < 1e-11 * sum)
        for j in 0..<3 { #expect(abs(workspace.gradient[j] - gradient[j]) < 1e-10 * abs(gradient[j])) }
    }
}
