import LinearAlgebra

/// Finds free columns that are constant or combinations of the columns before them, in the order of the columns (R's rule:
/// the later one is left out).
struct Aliases {
    /// Places among the objective's columns that stay.
    let kept: [Int]
    let aliased: [AliasedColumn]

    /// - Parameters:
    ///   - hessian: the objective's at any point, intercept and free columns alone; a quick look at it settles almost every
    ///     design.
    init(_ objective: Objective, hessian: Matrix, names: [String], tolerance: Double) {
        let all = Array(0..<names.count)
        let free = objective.penalty.unboundedColumns
        guard Aliases.isSuspect(hessian) else {
            self.init(kept: all, aliased: [])
            return
        }
        let roots = (objective.weights ?? [Double](repeating: 1, count: objective.design.rows)).map { $0.squareRoot() }
        let r = objective.design.keeping(free).triangularFactor(roots: roots)
        var basis = Basis(first: r.column(0))
        var aliased: [AliasedColumn] = []
        var dropped: Set<Int> = []
        for (k, j) in free.enumerated() {
            guard let combination = basis.append(r.column(k + 1), label: j, tolerance: tolerance) else { continue }
            dropped.insert(j)
            aliased.append(AliasedColumn(name: names[j], combinationOf: combination.map { names[$0] }))
        }
        self.init(kept: all.filter { !dropped.contains($0) }, aliased: aliased)
    }

    private init(kept: [Int], aliased: [AliasedColumn]) {
        self.kept = kept
        self.aliased = aliased
    }

    /// Whether some free column is nearly explained by those before it. A Gram matrix holds squared lengths, so shares below
    /// 1e-11 drown in rounding; those designs are looked at by QR.
    static func isSuspect(_ hessian: Matrix) -> Bool {
        guard let shares = Cholesky(hessian)?.unexplainedShares else { return true }
        return shares.contains { !($0 > 1e-11) }
    }
}

/// Orthonormal vectors grown one column at a time (modified Gram-Schmidt, twice), with the way back to the columns.
private struct Basis {
    private var directions: [[Double]] = []
    /// `weights[k]`: direction k as a combination of the accepted columns, the intercept first.
    private var weights: [[Double]] = []
    private var lengths: [Double] = []
    private var labels: [Int] = []

    init(first: [Double]) {
        let length = Basis.length(first)
        directions = [first.map { $0 / length }]
        weights = [[1 / length]]
        lengths = [length]
    }

    /// Adds a column, or returns the labels of the columns that explain it.
    mutating func append(_ column: [Double], label: Int, tolerance: Double) -> [Int]? {
        var rest = column
        var projections = [Double](repeating: 0, count: directions.count)
        for _ in 0..<2 {
            for (k, direction) in directions.enumerated() {
                let share = zip(direction, rest).reduce(0) { $0 + $1.0 * $1.1 }
                projections[k] += share
                for i in rest.indices { rest[i] -= share * direction[i] }
            }
        }
        let (length, left) = (Basis.length(column), Basis.length(rest))
        guard left > tolerance * length, left > 0 else { return explanation(projections, length: length) }
        directions.append(rest.map { $0 / left })
        weights.append(combination(projections).map { -$0 / left } + [1 / left])
        lengths.append(length)
        labels.append(label)
        return nil
    }

    /// Σ projections · directions, as coefficients of the accepted columns.
    private func combination(_ projections: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: projections.count)
        for (share, weight) in zip(projections, weights) {
            for (k, value) in weight.enumerated() { sums[k] += share * value }
        }
        return sums
    }

    /// Columns that contribute more than rounding to the explained column.
    private func explanation(_ projections: [Double], length: Double) -> [Int] {
        guard length > 0 else { return [] }
        let shares = zip(combination(projections), lengths).map { abs($0 * $1) / length }
        return labels.indices.filter { shares[$0 + 1] > 1e-6 }.map { labels[$0] }
    }

    private static func length(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
