import LinearAlgebra

/// Whether some columns say anything about the outcome, beside an intercept, where rows of a cluster move together.
///
/// With u_c = Σ_{i∈c} (xᵢ - x̄)(yᵢ - ȳ), U = Σ u_c, C = Σ u_c u_cᵀ and the information I = ȳ (1 - ȳ) Σ (xᵢ - x̄)(xᵢ - x̄)ᵀ, the
/// statistic is the smaller of
/// - Uᵀ C⁻¹ U, Rao's score test with the clustered variance (Boos, The American Statistician 46, 1992), and
/// - Uᵀ I⁻¹ U / max(1, tr(I⁻¹ C) / k), the plain score test divided by the mean design effect (Rao and Scott, Annals of
///   Statistics 12, 1984),
///
/// χ² with k degrees for k columns. For one column that is U² / max(C, I). Each alone cries too often somewhere: the first
/// where a value is rare and no event, or hardly any, met it, so that C knows no spread; the second where few rare rows met
/// many events. Both err to the safe side where outcomes are separated. Wald's test with clustered errors does worst in such
/// data, which is why screens of many columns use this one.
public enum ClusteredScoreTest {
    /// - Parameters:
    ///   - columns: one value a row, finite.
    ///   - outcome: 0 or 1 a row.
    ///   - clusters: nil where every row stands alone.
    /// - Returns: nil where the outcome or a column does not vary, or a column not by itself.
    public static func test(_ columns: [[Double]], outcome: [Double], clusters: [Int32]? = nil) -> ChiSquaredTest? {
        guard !columns.isEmpty, !outcome.isEmpty else { return nil }
        let mean = outcome.reduce(0, +) / Double(outcome.count)
        let residual = outcome.map { $0 - mean }
        let places = clusters.map(numbered)
        let centred = columns.map(centered)
        let sums = centred.map { clusterSums($0, residual, places) }
        let total = sums.map { $0.reduce(0, +) }
        let clustered = gram(sums, times: 1)
        guard let information = factor(gram(centred, times: mean * (1 - mean))) else { return nil }
        let effect = columns.indices.reduce(0) { $0 + information.solve(clustered.column($1))[$1] }
        var statistic = form(information, total) / max(1, effect / Double(columns.count))
        if let factor = factor(clustered) { statistic = min(statistic, form(factor, total)) }
        return ChiSquaredTest(statistic: statistic, degreesOfFreedom: columns.count)
    }

    private static func factor(_ matrix: Matrix) -> Cholesky? {
        guard let factor = Cholesky(matrix) else { return nil }
        return factor.unexplainedShares.contains { $0 < 1e-9 } ? nil : factor
    }

    /// bᵀ H⁻¹ b.
    private static func form(_ factor: Cholesky, _ b: [Double]) -> Double {
        zip(b, factor.solve(b)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func gram(_ columns: [[Double]], times share: Double) -> Matrix {
        var gram = Matrix(rows: columns.count, columns: columns.count)
        for j in columns.indices {
            for i in columns.indices { gram[i, j] = share * zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        return gram
    }

    private static func centered(_ values: [Double]) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
    }

    /// The cluster of each row, counted from 0 by first appearance.
    private static func numbered(_ clusters: [Int32]) -> [Int] {
        var places: [Int32: Int] = [:]
        return clusters.map { cluster in
            let place = places[cluster] ?? places.count
            places[cluster] = place
            return place
        }
    }

    private static func clusterSums(_ values: [Double], _ residual: [Double], _ places: [Int]?) -> [Double] {
        guard let places else { return values.indices.map { values[$0] * residual[$0] } }
        var sums = [Double](repeating: 0, count: (places.max() ?? -1) + 1)
        for row in values.indices { sums[places[row]] += values[row] * residual[row] }
        return sums
    }
}
