import Foundation

/// Intervals that metrics share.
public enum Intervals {
    /// 0.975 quantile of the standard normal distribution.
    public static let z95 = 1.959963984540054

    /// Wilson score interval of a share (Wilson 1927): does not collapse where no event, or nothing else, was seen.
    /// - Returns: nil where `total` is not positive.
    public static func wilson(events: Double, total: Double, z: Double = z95) -> ClosedRange<Double>? {
        guard total > 0 else { return nil }
        let share = events / total
        let z2 = z * z
        let centre = (share + z2 / (2 * total)) / (1 + z2 / total)
        let half = z / (1 + z2 / total) * (share * (1 - share) / total + z2 / (4 * total * total)).squareRoot()
        return max(0, min(share, centre - half))...min(1, max(share, centre + half))
    }

    /// Interval of a survival probability S by its variance on log(-log S), which stays within 0 and 1: S^e to S^(1/e) with
    /// e = exp(z √v / |log S|), v the variance of log S (Kalbfleisch and Prentice 2002, 1.4).
    /// - Returns: nil where S is 0 or 1, of which the variance says nothing.
    package static func survival(
        _ survival: Double, logVariance: Double, z: Double = z95
    ) -> (low: Double, high: Double)? {
        guard survival > 0, survival < 1 else { return nil }
        let stretch = exp(z * logVariance.squareRoot() / abs(log(survival)))
        return (pow(survival, stretch), pow(survival, 1 / stretch))
    }

    /// Standard error of Σ influence where rows of a cluster move together: √(C/(C-1) Σ_c (Σ_{i∈c} influenceᵢ)²).
    /// Without clusters every row stands alone.
    static func clusteredStandardError(_ influence: [Double], clusters: [Int32]?) -> Double {
        let sums = clusters.map { clusterSums(influence, $0) } ?? influence
        guard sums.count > 1 else { return .nan }
        let total = sums.reduce(0) { $0 + $1 * $1 }
        return (Double(sums.count) / Double(sums.count - 1) * total).squareRoot()
    }

    private static func clusterSums(_ values: [Double], _ clusters: [Int32]) -> [Double] {
        var numbers: [Int32: Int] = [:]
        var sums: [Double] = []
        for (value, cluster) in zip(values, clusters) {
            if let number = numbers[cluster] {
                sums[number] += value
            } else {
                numbers[cluster] = sums.count
                sums.append(value)
            }
        }
        return sums
    }

    /// A weighted mean with its clustered standard error (linearisation): Σwx/Σw.
    static func mean(_ values: [Double], weights: [Double], clusters: [Int32]?) -> (
        value: Double, standardError: Double
    ) {
        let total = weights.reduce(0, +)
        let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        let influence = zip(values, weights).map { ($0 - mean) * $1 / total }
        return (mean, clusteredStandardError(influence, clusters: clusters))
    }
}
