import LinearAlgebra

/// The last ten steps and gradient changes, and the inverse Hessian that they imply beside the one to begin with (limited-memory
/// BFGS: Liu and Nocedal, Mathematical Programming 45, 1989).
struct CurvatureMemory {
    private let base: Cholesky?
    private var pairs: [(step: [Double], change: [Double], product: Double)] = []

    init(base: Cholesky?) { self.base = base }

    /// The pair of a step that shows no positive curvature, as rounding makes it near the optimum, is not kept.
    mutating func append(step: [Double], change: [Double]) {
        let product = dot(step, change)
        guard product > 1e-14 * (dot(step, step) * dot(change, change)).squareRoot() else { return }
        pairs.append((step, change, product))
        if pairs.count > 10 { pairs.removeFirst() }
    }

    /// Inverse Hessian times v: the two-loop recursion.
    func apply(_ v: [Double]) -> [Double] {
        var (q, shares) = (v, [Double](repeating: 0, count: pairs.count))
        for (k, pair) in pairs.enumerated().reversed() {
            shares[k] = dot(pair.step, q) / pair.product
            for j in q.indices { q[j] -= shares[k] * pair.change[j] }
        }
        var r = base?.solve(q) ?? q.map { $0 * plainScale }
        for (k, pair) in pairs.enumerated() {
            let share = shares[k] - dot(pair.change, r) / pair.product
            for j in r.indices { r[j] += share * pair.step[j] }
        }
        return r
    }

    private var plainScale: Double { pairs.last.map { $0.product / dot($0.change, $0.change) } ?? 1 }
}
