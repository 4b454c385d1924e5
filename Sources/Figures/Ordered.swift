/// Names and values in order.
enum Ordered {
    /// Each once, in the order of appearance.
    static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    /// Which fifth of the sorted values a value belongs to, 0 to 4, by the share of those below it; equal values share one.
    static func fifth(of value: Double, in sorted: [Double]) -> Int {
        guard let first = sorted.first, let last = sorted.last, first < last else { return 2 }
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return min(4, low * 5 / max(1, sorted.count))
    }

    /// The sum, the same to the last bit whatever the order of the values.
    static func sum(_ values: [Double]) -> Double { values.sorted().reduce(0, +) }

    /// Which of five equal steps from `low` to `high` a value lies in, 0 to 4.
    static func step(of value: Double, from low: Double, to high: Double) -> Int {
        guard high > low else { return 2 }
        return max(0, min(4, Int((value - low) / (high - low) * 5)))
    }
}
