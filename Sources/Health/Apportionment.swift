import Foundation

/// Whole parts of a whole: the largest-remainder method (Hamilton 1792), so that what is shown adds up to what is shown.
public enum Apportionment {
    /// Integers next to `values` that sum to `total`: every value is rounded down, and the units that are left go to the
    /// largest fractions, the first among equals. Where `total` is the sum of the values rounded, or differs from the sum by
    /// less than 1, each part is its value rounded up or down, and whole values stay. Any other total is met too, by going
    /// round again.
    public static func integers(_ values: [Double], total: Int) -> [Int] {
        guard !values.isEmpty else { return [] }
        let whole = values.map { snapped($0).rounded(.down) }
        var parts = whole.map { Int($0) }
        let fractions = zip(values, whole).map { snapped($0) - $1 }
        let order = values.indices.sorted { (fractions[$1], $0) < (fractions[$0], $1) }
        let left = total - parts.reduce(0, +)
        for unit in 0..<abs(left) {
            parts[left > 0 ? order[unit % order.count] : order[order.count - 1 - unit % order.count]] += left.signum()
        }
        return parts
    }

    /// The same in steps of `unit`: values with two decimals that sum to a total with two decimals, say.
    public static func rounded(_ values: [Double], total: Double, unit: Double) -> [Double] {
        integers(values.map { $0 / unit }, total: Int((total / unit).rounded())).map { Double($0) * unit }
    }

    /// What is whole but for the last bits of a sum is whole.
    private static func snapped(_ value: Double) -> Double {
        abs(value - value.rounded()) < 1e-9 ? value.rounded() : value
    }
}
