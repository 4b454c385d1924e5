/// A symmetric positive definite system of up to four equations; terms beyond `count` are left out.
struct SmallSystem: Sendable {
    var rows = [SIMD4<Double>](repeating: .zero, count: 4)
    let count: Int

    init(count: Int) { self.count = count }

    /// Adds weight · v vᵀ.
    mutating func add(_ weight: Double, _ v: SIMD4<Double>) {
        let scaled = weight * v
        for i in 0..<4 { rows[i] += scaled[i] * v }
    }

    /// By Cholesky's factors; nil where it is not positive definite.
    func solution(_ right: SIMD4<Double>) -> SIMD4<Double>? {
        var lower = rows
        for j in 0..<count {
            for k in 0..<j {
                for i in j..<count { lower[i][j] -= lower[i][k] * lower[j][k] }
            }
            guard lower[j][j] > 1e-13 * rows[j][j] else { return nil }
            let pivot = lower[j][j].squareRoot()
            for i in j..<count { lower[i][j] /= pivot }
        }
        var x = right
        for i in 0..<count {
            for k in 0..<i { x[i] -= lower[i][k] * x[k] }
            x[i] /= lower[i][i]
        }
        for i in (0..<count).reversed() {
            for k in (i + 1)..<max(count, i + 1) { x[i] -= lower[k][i] * x[k] }
            x[i] /= lower[i][i]
        }
        for i in count..<4 { x[i] = 0 }
        return x
    }
}
