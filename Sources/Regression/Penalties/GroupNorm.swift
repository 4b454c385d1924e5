import LinearAlgebra

/// strength · ‖(scaleⱼ bⱼ)‖₂ over the columns of one group: it has one kink, where all of them are 0.
public struct GroupNorm: Sendable, Equatable {
    /// Places of the columns, without the intercept.
    public let columns: [Int]
    /// Above 0.
    public let strength: Double
    /// Above 0, one a column.
    public let scales: [Double]

    /// The columns of one group, with their strength and scales.
    public init(columns: [Int], strength: Double, scales: [Double]) {
        precondition(columns.count == scales.count, "a scale a column")
        (self.columns, self.strength, self.scales) = (columns, strength, scales)
    }

    func norm(at coefficients: [Double]) -> Double {
        zip(columns, scales).reduce(0) { $0 + ($1.1 * coefficients[$1.0]) * ($1.1 * coefficients[$1.0]) }.squareRoot()
    }

    func value(at coefficients: [Double]) -> Double { strength * norm(at: coefficients) }

    func addGradient(at coefficients: [Double], to slopes: inout [Double]) {
        let norm = norm(at: coefficients)
        guard norm > 0 else { return }
        for (j, scale) in zip(columns, scales) { slopes[j] += strength * scale * scale * coefficients[j] / norm }
    }

    /// strength (D²/‖Db‖ - (D²b)(D²b)ᵀ/‖Db‖³), rows counted from the intercept's.
    func addHessian(at coefficients: [Double], to hessian: inout Matrix, sign: Double) {
        let norm = norm(at: coefficients)
        guard norm > 0 else { return }
        let pulls = zip(columns, scales).map { $1 * $1 * coefficients[$0] / norm }
        for (a, i) in columns.enumerated() {
            hessian[i + 1, i + 1] += sign * strength * scales[a] * scales[a] / norm
            for (b, j) in columns.enumerated() {
                hessian[i + 1, j + 1] -= sign * strength * pulls[a] * pulls[b] / norm
            }
        }
    }

    func times(_ factor: Double) -> GroupNorm {
        GroupNorm(columns: columns, strength: strength * factor, scales: scales)
    }

    /// For columns divided by `all`, whose coefficients are that much larger.
    func scaled(by all: [Double]) -> GroupNorm {
        GroupNorm(columns: columns, strength: strength, scales: zip(columns, scales).map { $1 / all[$0] })
    }

    /// Among the columns `kept`, counted anew; nil where none is left.
    func keeping(_ kept: [Int]) -> GroupNorm? {
        let left = columns.indices.compactMap { k in kept.firstIndex(of: columns[k]).map { ($0, scales[k]) } }
        guard !left.isEmpty else { return nil }
        return GroupNorm(columns: left.map(\.0), strength: strength, scales: left.map(\.1))
    }
}
