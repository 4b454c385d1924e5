import LinearAlgebra

/// The covariance of the coefficients at the final estimate, on centred and scaled columns.
struct Inference {
    let objective: Objective
    let data: TrainingData
    let coefficients: [Double]
    let hessian: Matrix
    /// H⁻¹.
    let bread: Matrix
    /// Clusters with a row of positive weight; nil for other kinds of errors.
    private(set) var clusterCount: Int?
    private(set) var covariance: Matrix

    /// nil where the Hessian cannot be inverted.
    init?(
        _ objective: Objective, _ data: TrainingData, coefficients: [Double], hessian: Matrix, errors: ErrorKind
    ) {
        guard let bread = Inference.factor(objective, hessian, coefficients)?.inverse else { return nil }
        self.objective = objective
        self.data = data
        self.coefficients = coefficients
        self.hessian = hessian
        self.bread = bread
        covariance = bread
        covariance = estimate(errors)
    }

    /// Where columns nearly explain each other H has lost the digits that its inverse shows, so the weighted design is
    /// orthogonalised; a share of 1e-6 costs plain Cholesky about six of sixteen digits.
    static func factor(_ objective: Objective, _ hessian: Matrix, _ coefficients: [Double]) -> Cholesky? {
        guard let plain = Cholesky(hessian) else { return nil }
        // Norms of groups bend coefficients together, which no ridge of single columns does.
        guard objective.penalty.groups.isEmpty, plain.unexplainedShares.contains(where: { $0 < 1e-6 }) else {
            return plain
        }
        let curvatures = objective.rowTerms(at: coefficients).curvature
        let ridge = [0] + objective.penalty.curvature
        if let refined = objective.design.refined(
            plain, curvatures: curvatures, ridge: ridge, threads: objective.threads)
        {
            return refined
        }
        let roots = curvatures.map { $0.squareRoot() }
        return Cholesky(
            triangular: objective.design.triangularFactor(roots: roots, ridge: ridge.map { $0.squareRoot() }))
    }

    /// tr(H⁻¹ I): the number of coefficients without a penalty, fewer with one.
    var effectiveDegreesOfFreedom: Double {
        var penalty = Matrix(rows: objective.size, columns: objective.size)
        objective.penalty.addHessian(at: coefficients.dropFirst(), to: &penalty)
        return Double(objective.size) - zip(penalty.values, bread.values).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private mutating func estimate(_ errors: ErrorKind) -> Matrix {
        let (n, k) = (Double(data.observations), Double(objective.size))
        switch errors {
        case .model: return objective.penalty.isNone ? bread : sandwich(information)
        case .hc0: return sandwich(scoreGram { _ in 1 })
        case .hc1: return sandwich(scoreGram { _ in n / (n - k) })
        case .hc2: return sandwich(scoreGram { 1 / (1 - $0) })
        case .hc3: return sandwich(scoreGram { 1 / ((1 - $0) * (1 - $0)) })
        case .cluster:
            let (gram, count) = clusteredGram()
            clusterCount = count
            let groups = Double(count)
            return sandwich(gram, times: groups / (groups - 1) * ((n - 1) / (n - k)))
        }
    }

    /// The Fisher information: the Hessian without the penalty's part.
    private var information: Matrix {
        var matrix = hessian
        objective.penalty.addHessian(at: coefficients.dropFirst(), to: &matrix, sign: -1)
        return matrix
    }

    /// Σ s sᵀ with each row's part multiplied by a function of its leverage.
    private func scoreGram(_ factor: (Double) -> Double) -> Matrix {
        let rows = objective.rowTerms(at: coefficients)
        let forms = objective.design.quadraticForms(factor: SemidefiniteFactor.of(bread), threads: objective.threads)
        let squares = rows.residual.indices.map { i in
            rows.residual[i] * rows.residual[i] * factor(min(rows.curvature[i] * forms[i], 1 - 1e-12))
        }
        return objective.design.gram(curvatures: squares, threads: objective.threads)
    }

    private func clusteredGram() -> (gram: Matrix, count: Int) {
        var places: [Int32: Int] = [:]
        var groups: [[Int32]] = []
        for (i, cluster) in (data.clusters ?? []).enumerated() where data.weights?[i] ?? 1 > 0 {
            let place = places[cluster, default: groups.count]
            if place == groups.count {
                places[cluster] = place
                groups.append([])
            }
            groups[place].append(Int32(i))
        }
        let residuals = objective.rowTerms(at: coefficients).residual
        return (objective.design.groupedGram(residuals: residuals, groups: groups), groups.count)
    }

    /// H⁻¹ M H⁻¹ · factor.
    private func sandwich(_ meat: Matrix, times factor: Double = 1) -> Matrix {
        let size = objective.size
        let half = product(bread, meat)
        var result = product(half, bread)
        for j in 0..<size { for i in 0...j { result[i, j] *= factor } }
        // Rounding must not make it asymmetric.
        for j in 0..<size { for i in 0..<j { result[j, i] = result[i, j] } }
        return result
    }

    private func product(_ a: Matrix, _ b: Matrix) -> Matrix {
        var values: [Double] = []
        values.reserveCapacity(a.rows * b.columns)
        Parallel.accumulate(count: b.columns, threads: objective.threads, held: 16, into: &values) { j in
            var sums = [Double](repeating: 0, count: a.rows)
            for k in 0..<a.columns {
                let share = b[k, j]
                for i in 0..<a.rows { sums[i] += a[i, k] * share }
            }
            return sums
        } add: {
            $0.append(contentsOf: $1)
        }
        return Matrix(rows: a.rows, columns: b.columns, columnMajor: values)
    }
}
