/// How many events probabilities promise, and where chance puts the number.
public enum ExpectedCount {
    /// Σ w p with the range that holds at least 95% of the numbers that come if each event comes with just its probability, on its
    /// own (`PoissonBinomial`). Rows with weights are counted by the normal approximation of Σ w y. Independent: too narrow where one
    /// cause moves many accounts.
    public static func estimate(_ scored: ScoredOutcomes) -> Estimate {
        let p = scored.probabilities
        guard scored.weights.contains(where: { $0 != 1 }) else { return estimate(p) }
        let mean = zip(scored.weights, p).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = zip(scored.weights, p).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * (1 - $1.1) }
        return Estimate(mean, standardError: variance.squareRoot(), in: 0...max(mean, scored.totalWeight))
    }

    /// The same of probabilities of rows that count alike. Precondition: each lies from 0 to 1.
    public static func estimate(_ probabilities: [Double]) -> Estimate {
        let range = PoissonBinomial(probabilities).interval()
        return Estimate(
            probabilities.reduce(0, +), low: Double(range.lowerBound), high: Double(range.upperBound))
    }
}
