/// Whether figures of separate groups of rows differ by more than chance.
public enum Heterogeneity {
    /// Cochran's Q = Σ wᵢ (xᵢ - x̄)², wᵢ = 1 / SEᵢ², x̄ the weighted mean: χ² with one degree of freedom less than figures where
    /// they share one truth (Cochran, "The combination of estimates from different experiments", Biometrics 10, 1954). Figures
    /// that move together (accounts in several groups) are found different less often.
    /// - Returns: nil for fewer than two figures, or where one has no positive error.
    public static func test(_ figures: [(value: Double, standardError: Double)]) -> ChiSquaredTest? {
        guard figures.count > 1, figures.allSatisfy({ $0.value.isFinite && $0.standardError > 0 }) else { return nil }
        let weights = figures.map { 1 / ($0.standardError * $0.standardError) }
        let total = weights.reduce(0, +)
        guard total.isFinite, total > 0 else { return nil }
        let mean = zip(figures, weights).reduce(0) { $0 + $1.0.value * $1.1 } / total
        let statistic = zip(figures, weights).reduce(0) { $0 + $1.1 * ($1.0.value - mean) * ($1.0.value - mean) }
        return ChiSquaredTest(statistic: statistic, degreesOfFreedom: figures.count - 1)
    }

    /// Of several AUC, on the logit scale on which their intervals are made.
    public static func test(ofAreas areas: [Estimate]) -> ChiSquaredTest? {
        let figures = areas.compactMap { area -> (value: Double, standardError: Double)? in
            guard let low = area.low, let high = area.high else { return nil }
            return (Logit.of(area.value), (Logit.of(high) - Logit.of(low)) / (2 * Intervals.z95))
        }
        return figures.count == areas.count ? test(figures) : nil
    }
}
