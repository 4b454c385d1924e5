/// Labels beside each other without overlap.
package enum Apart {
    /// The places nearest to the `wanted` ones, in the sense of least squares, that keep `gap` between neighbours and stay
    /// within `low...high` where they fit: p[i] - i gap must not fall, which is isotonic regression; pooled by adjacent
    /// violators.
    package static func places(_ wanted: [Double], gap: Double, low: Double, high: Double) -> [Double] {
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        let pooled = pool(order.enumerated().map { wanted[$1] - Double($0) * gap })
        let (top, bottom) = (low, high - Double(max(0, wanted.count - 1)) * gap)
        var places = wanted
        for (rank, index) in order.enumerated() {
            places[index] = max(top, min(bottom, pooled[rank])) + Double(rank) * gap
        }
        return places
    }

    /// The non-falling sequence nearest to `values`.
    private static func pool(_ values: [Double]) -> [Double] {
        var blocks: [(sum: Double, count: Int)] = []
        for value in values {
            blocks.append((value, 1))
            while blocks.count > 1 {
                let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
                guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
                blocks.removeLast()
                blocks[blocks.count - 1] = (before.sum + last.sum, before.count + last.count)
            }
        }
        return blocks.flatMap { [Double](repeating: $0.sum / Double($0.count), count: $0.count) }
    }
}
