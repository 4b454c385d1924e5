import LinearAlgebra

/// The minimum of g·d + ½ dᵀHd + penalty over a step d: what a proximal Newton iteration asks for.
///
/// Coordinate descent with covariance updates (Friedman, Hastie and Tibshirani, J. Statistical Software 33, 2010) finds which
/// coefficients are held at a kink or a bound; a Cholesky solve over the others then makes the minimum exact to rounding.
struct QuadraticModel {
    /// H with the penalty's curvature, intercept first, column-major.
    private let h: [Double]
    private let size: Int
    private let penalty: PenaltyTerms
    /// Where the model's minimum is sought, intercept first.
    private(set) var point: [Double]
    /// The model's smooth derivative at `point`.
    private var slope: [Double]

    /// - Parameter gradient: of the objective at `point`, kinks included as `PenaltyTerms.gradient` has it.
    init(hessian: Matrix, gradient: [Double], point: [Double], penalty: PenaltyTerms) {
        h = hessian.values
        size = hessian.rows
        self.penalty = penalty
        self.point = point
        slope = gradient
        for j in 1..<max(1, size) { slope[j] -= penalty.kinkSlope(j - 1, at: point[j]) }
    }

    /// False where the model is flat and no kink or bound ends it.
    mutating func minimise() -> Bool {
        if penalty.isSmooth { return polish() }
        for _ in 0..<100 {
            descend(sweeps: 20)
            if polish() { return true }
        }
        descend(sweeps: 10_000)
        return point.allSatisfy(\.isFinite)
    }

    /// Cycles over the coefficients until no step matters beside the first sweep's, or beside rounding.
    private mutating func descend(sweeps: Int) {
        var first = 0.0
        for _ in 0..<sweeps {
            var largest = 0.0
            for j in 0..<size { largest = max(largest, update(j)) }
            first = max(first, largest)
            if largest <= 1e-4 * first || largest < 1e-26 { return }
        }
    }

    /// Moves one coefficient to its minimum; returns the square of its step in units of curvature.
    private mutating func update(_ j: Int) -> Double {
        let curvature = h[j + j * size]
        guard curvature > 0 else { return 0 }
        let old = point[j]
        // A coefficient leaves its kink only where the slope is above rounding.
        if j > 0, penalty.isHeld(j - 1, at: old), penalty.residual(j - 1, at: old, smooth: slope[j]) <= slack(j) {
            return 0
        }
        let pull = curvature * old - slope[j]
        let new = j == 0 ? pull / curvature : penalty.minimum(j - 1, curvature: curvature, pull: pull)
        guard new != old else { return 0 }
        move(j, by: new - old)
        point[j] = new
        return (new - old) * (new - old) * curvature
    }

    private func slack(_ j: Int) -> Double { 1e-12 * penalty.absolute[j - 1] }

    private mutating func move(_ j: Int, by step: Double) {
        let start = j * size
        for i in 0..<size { slope[i] += step * h[start + i] }
    }

    /// Solves exactly for the coefficients that are not held, walking to the nearest kink or bound where the solution lies
    /// beyond it. True where the held ones then want to stay.
    private mutating func polish() -> Bool {
        for _ in 0..<2 * size {
            let moving = [0] + (1..<size).filter { !penalty.isHeld($0 - 1, at: point[$0]) }
            guard let step = step(moving) else { return false }
            let (share, blocking) = reach(moving, step)
            for (k, j) in moving.enumerated() where step[k] != 0 {
                move(j, by: share * step[k])
                point[j] += share * step[k]
            }
            guard let blocking else { return isOptimal }
            point[blocking.j] = blocking.value
        }
        return false
    }

    private func step(_ moving: [Int]) -> [Double]? {
        let part = Matrix(rows: moving.count, columnCount: moving.count) { b in
            moving.map { h[$0 + moving[b] * size] }
        }
        let pull = moving.map { j in -slope[j] - (j > 0 ? penalty.kinkSlope(j - 1, at: point[j]) : 0) }
        let factor = Cholesky(part)
        // Shares are squared lengths: below this they are rounding errors of H.
        guard let factor, penalty.isSmooth || !factor.unexplainedShares.contains(where: { $0 < 1e-13 }) else {
            return penalty.isSmooth ? nil : flatStep(moving, part, pull)
        }
        return factor.solve(pull)
    }

    /// Columns that are combinations of others leave a direction in which the model is flat: a step along it, not uphill, that
    /// brings one of their coefficients just beyond a kink or bound.
    private func flatStep(_ moving: [Int], _ part: Matrix, _ pull: [Double]) -> [Double]? {
        let scale = part.diagonal.map { $0 > 0 ? $0.squareRoot() : 1 }
        let unit = Matrix(rows: moving.count, columnCount: moving.count) { b in
            moving.indices.map { part[$0, b] / scale[$0] / scale[b] }
        }
        let qr = PivotedQR(unit)
        let space = qr.nullSpace(rank: min(qr.rank(tolerance: 1e-12), moving.count - 1))
        let direction = zip(space.column(0), scale).map { $0 / $1 }
        let rises = zip(direction, pull).reduce(0) { $0 + $1.0 * $1.1 } < 0
        for sign in rises ? [-1.0, 1] : [1, -1] {
            let crossings = moving.indices.flatMap { k in
                edges(moving[k]).map { ($0 - point[moving[k]]) / (sign * direction[k]) }
            }
            guard let nearest = crossings.filter({ $0 > 0 && $0.isFinite }).min() else { continue }
            return direction.map { $0 * sign * nearest * (1 + 1e-9) }
        }
        return nil
    }

    /// Where the coefficient can be held.
    private func edges(_ j: Int) -> [Double] {
        guard j > 0 else { return [] }
        return (penalty.absolute[j - 1] > 0 ? [0] : []) + [penalty.lower[j - 1], penalty.upper[j - 1]]
    }

    /// The share of the step up to the first kink or bound on its way, and which that is.
    private func reach(_ moving: [Int], _ step: [Double]) -> (share: Double, blocking: (j: Int, value: Double)?) {
        var (share, blocking) = (1.0, (j: Int, value: Double)?.none)
        for (k, j) in moving.enumerated() where j > 0 {
            let (from, to) = (point[j], point[j] + step[k])
            let crosses = penalty.absolute[j - 1] > 0 && from != 0 && (to == 0 || (to > 0) != (from > 0))
            let edge = crosses ? 0 : penalty.clamped(j - 1, to)
            guard crosses || edge != to, abs(edge - from) < share * abs(step[k]) else { continue }
            (share, blocking) = ((edge - from) / step[k], (j, edge))
        }
        return (share, blocking)
    }

    private var isOptimal: Bool {
        (1..<max(1, size)).allSatisfy { j in
            !penalty.isHeld(j - 1, at: point[j])
                || penalty.residual(j - 1, at: point[j], smooth: slope[j]) <= max(slack(j), 1e-13 * abs(slope[j]))
        }
    }
}
