import LinearAlgebra

/// The minimum of a smooth objective on a plane cᵀβ = value, for one or a few c: damped Newton steps within the plane (Boyd
/// and Vandenberghe, Convex Optimization, 2004, 10.2).
struct ConstrainedNewton {
    let objective: Objective
    /// One c a constraint, none a combination of others.
    let normals: [[Double]]
    let stopping: StoppingRule

    struct Minimum {
        let point: [Double]
        let evaluation: Objective.Evaluation
        /// The derivative of the minimum by each constraint's value.
        let multipliers: [Double]
    }

    /// nil where it does not converge.
    /// - Parameter evaluation: at `start`, with its Hessian.
    func minimum(values: [Double], from start: [Double], _ evaluation: Objective.Evaluation) -> Minimum? {
        guard var (point, now) = plane(values, start, evaluation) else { return nil }
        var last = Double.infinity
        for _ in 0..<stopping.maxIterations {
            guard let (step, multipliers) = step(now, gaps: normals.map { _ in 0 }) else { return nil }
            let slope = dot(now.gradient, step)
            let decrement = max(-slope, 0).squareRoot()
            let found = Minimum(point: point, evaluation: now, multipliers: multipliers)
            if decrement <= stopping.tolerance || (decrement < 1e-6 && decrement > last / 2) { return found }
            last = decrement
            guard let next = Backtracking(objective, from: point, now, step: step, fall: slope, hessian: true) else {
                return decrement < 1e-6 ? found : nil
            }
            (point, now) = (next.point, next.evaluation)
        }
        return nil
    }

    /// The start moved onto the plane, where the quadratic model is least. A move too far to be evaluated is none.
    private func plane(
        _ values: [Double], _ start: [Double], _ evaluation: Objective.Evaluation
    ) -> (point: [Double], evaluation: Objective.Evaluation)? {
        let gaps = zip(values, normals).map { $0 - dot($1, start) }
        guard let (step, _) = step(evaluation, gaps: gaps) else { return nil }
        var point = zip(start, step).map { $0 + $1 }
        // A second correction takes away what rounding left.
        for (normal, value) in zip(normals, values) where normals.count == 1 {
            let left = (value - dot(normal, point)) / dot(normal, normal)
            point = zip(point, normal).map { $0 + left * $1 }
        }
        let next = objective.evaluate(at: point, hessian: true)
        return next.value.isFinite ? (point, next) : nil
    }

    /// -H⁻¹(g - C ν) with ν such that the constraints close their gaps.
    private func step(
        _ now: Objective.Evaluation, gaps: [Double]
    ) -> (step: [Double], multipliers: [Double])? {
        guard let factor = now.factor else { return nil }
        let free = factor.solve(now.gradient)
        let ways = normals.map(factor.solve)
        let schur = Matrix(rows: normals.count, columnCount: normals.count) { j in normals.map { dot($0, ways[j]) } }
        guard let small = Cholesky(schur) else { return nil }
        let multipliers = small.solve(zip(gaps, normals).map { $0 + dot($1, free) })
        var step = free.map { -$0 }
        for (way, share) in zip(ways, multipliers) { for j in step.indices { step[j] += share * way[j] } }
        return (step, multipliers)
    }
}
