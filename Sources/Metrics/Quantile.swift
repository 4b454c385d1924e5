public enum Quantile {
    /// Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). Precondition: sorted, not empty.
    public static func of(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
    }
}
