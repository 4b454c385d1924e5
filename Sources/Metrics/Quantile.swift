/// Quantiles of a sample.
public enum Quantile {
    /// Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). Precondition: sorted, not empty.
    public static func of(_ sorted: [Double], _ share: Double) -> Double {
        between(sorted, share * Double(sorted.count - 1))
    }

    /// At a place from 0 to count - 1, on the straight line between two neighbours.
    private static func between(_ sorted: [Double], _ place: Double) -> Double {
        let low = Int(place)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
    }

    /// The share `tail` cut off at either end of a bootstrap's replicates, at the places tail · (B + 1) (Hyndman and Fan's
    /// type 6): a further value falls below the lower end with probability `tail` exactly, where type 7 gives it 2.7% for 2.5%
    /// of 400 (Davison and Hinkley, Bootstrap Methods and their Application, 1997, 5.2.1).
    /// Precondition: not empty.
    public static func percentileInterval(_ replicates: [Double], tail: Double = 0.025) -> ClosedRange<Double> {
        let sorted = replicates.sorted()
        func at(_ share: Double) -> Double {
            between(sorted, min(max(share * Double(sorted.count + 1) - 1, 0), Double(sorted.count - 1)))
        }
        return at(tail)...at(1 - tail)
    }
}
