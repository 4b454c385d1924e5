import LinearAlgebra

/// Whether some columns say anything about the outcome, beside an intercept, where rows of a cluster move together.
///
/// With u_c = Σ_{i∈c} wᵢ (xᵢ - x̄)(yᵢ - ȳ) and U = Σ u_c, the statistic is Uᵀ (Σ u_c u_cᵀ)⁻¹ U, χ² with one degree a column
/// (Rao's score test with the clustered variance; Boos, The American Statistician 46, 1992). The variance is taken where the
/// hypothesis holds, so the statistic is at most the number of clusters: in small or skewed data, and where outcomes are
/// separated, it errs to the safe side, where Wald's test with the same variance cries too often.
public enum ClusteredScoreTest {
    /// - Parameters:
    ///   - columns: one value a row, finite.
    ///   - clusters: nil where every row stands alone.
    /// - Returns: nil where the columns do not vary, or not by themselves.
    public static func test(_ columns: [[Double]], outcome: [Double], clusters: [Int32]? = nil) -> ChiSquaredTest? {
        guard !columns.isEmpty, !outcome.isEmpty else { return nil }
        let residual = centered(outcome)
        let places = clusters.map(numbered)
        let sums = columns.map { column in clusterSums(centered(column), residual, places) }
        let total = sums.map { $0.reduce(0, +) }
        var variance = Matrix(rows: columns.count, columns: columns.count)
        for j in columns.indices {
            for i in columns.indices { variance[i, j] = zip(sums[i], sums[j]).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        guard let factor = Cholesky(variance), !factor.unexplainedShares.contains(where: { $0 < 1e-9 }) else { return nil }
        let way = factor.solve(total)
        return ChiSquaredTest(
            statistic: zip(total, way).reduce(0) { $0 + $1.0 * $1.1 }, degreesOfFreedom: columns.count)
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
