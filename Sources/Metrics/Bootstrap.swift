import Tables

/// Clustered bootstrap by reweighting: each replicate draws clusters (accounts; rows where there are none) with
/// replacement and counts how often each was drawn. Percentile interval. Seeded: replicate r uses stream r, so that the
/// result does not depend on the number of threads. Rows are sorted once; a replicate is one pass over them.
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 13 and 23.
/// Of a figure that samples inflate (`Metric.isInflated`) the replicates are inflated twice, once as samples and once as samples of a
/// sample. Noise adds to the square of such a figure, so the squares of the ends are lowered by twice what the squared mean of the
/// replicates lies above the squared figure, to 0 at the least, and the interval is stretched to hold the figure.
public struct Bootstrap: Sendable {
    /// How many samples are drawn; 500 settles a 95% limit to about a tenth of its distance.
    public let replicates: Int
    /// Replicate r draws from stream r of it.
    public let seed: UInt64

    /// 500 samples under a fixed seed, so that every figure repeats.
    public init(replicates: Int = 500, seed: UInt64 = 42) {
        self.replicates = replicates
        self.seed = seed
    }

    /// The figure on the data, with the 2.5% and 97.5% points of its replicates; no interval where more than a tenth of
    /// the replicates leave the figure undefined.
    public func estimate(_ scored: ScoredOutcomes, of figure: @Sendable (ScoredOutcomes) -> Double) -> Estimate {
        estimates(scored) { [figure($0)] }[0]
    }

    /// The same of a figure that is made of the rows' weights, which it gets in the rows' own order.
    package func estimate(_ scored: ScoredOutcomes, ofWeights figure: @Sendable ([Double]) -> Double) -> Estimate {
        let numbers = ClusterNumbers(scored)
        let drawn = concurrentMap(replicates) { replicate in
            figure(weights(replicate, scored.weights, numbers.ofRow, clusters: numbers.count))
        }
        return estimate(figure(scored.weights), drawn, isInflated: false)
    }

    /// As many figures, from the same replicates.
    /// - Parameter scored: scores with their outcomes.
    /// - Parameter figures: what is computed of each sample.
    /// - Parameter inflated: which of them lie above the truth in samples.
    public func estimates(
        _ scored: ScoredOutcomes, inflated: Set<Int> = [], of figures: @Sendable (ScoredOutcomes) -> [Double]
    ) -> [Estimate] {
        let values = figures(scored)
        let drawn = self.values(scored, of: figures)
        return values.indices.map { figure in
            estimate(values[figure], drawn.map { $0[figure] }, isInflated: inflated.contains(figure))
        }
    }

    private func estimate(_ value: Double, _ drawn: [Double], isInflated: Bool) -> Estimate {
        guard value.isFinite else { return .undefined }
        let finite = drawn.filter(\.isFinite).sorted()
        guard finite.count * 10 >= replicates * 9, finite.count > 1 else { return Estimate(value) }
        let (low, high) = (Quantile.of(finite, 0.025), Quantile.of(finite, 0.975))
        guard isInflated else { return Estimate(value, low: low, high: high) }
        let mean = finite.reduce(0, +) / Double(finite.count)
        let excess = 2 * max(0, mean * mean - value * value)
        func lowered(_ end: Double) -> Double { max(0, end * end - excess).squareRoot() }
        return Estimate(value, low: min(value, lowered(low)), high: max(value, lowered(high)))
    }

    /// The figure on every replicate, in replicate order. Its rows are sorted by score: they do not stand as in `scored`.
    public func values<Figure: Sendable>(
        _ scored: ScoredOutcomes, of figure: @Sendable (ScoredOutcomes) -> Figure
    ) -> [Figure] {
        let sorted = scored.sorted()
        // Numbered by first appearance among the rows as given, so that the draw does not depend on the scores.
        let numbers = ClusterNumbers(scored)
        let ofSorted = scored.levels.order.map { numbers.ofRow[Int($0)] }
        return concurrentMap(replicates) { replicate in
            figure(sorted.reweighted(weights(replicate, sorted.weights, ofSorted, clusters: numbers.count)))
        }
    }

    private func weights(_ replicate: Int, _ weights: [Double], _ ofRow: [Int32], clusters: Int) -> [Double] {
        var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
        var drawn = [Int32](repeating: 0, count: clusters)
        for _ in 0..<clusters { drawn[generator.below(clusters)] += 1 }
        var weighted = weights
        for row in weighted.indices { weighted[row] *= Double(drawn[Int(ofRow[row])]) }
        return weighted
    }
}

/// Clusters numbered 0..<count by first appearance.
struct ClusterNumbers: Sendable {
    let ofRow: [Int32]
    let count: Int

    init(_ scored: ScoredOutcomes) {
        guard let clusters = scored.clusters else {
            ofRow = Array(0..<Int32(scored.count))
            count = scored.count
            return
        }
        var numbers: [Int32: Int32] = [:]
        ofRow = clusters.map { cluster in
            if let number = numbers[cluster] { return number }
            let number = Int32(numbers.count)
            numbers[cluster] = number
            return number
        }
        count = numbers.count
    }
}
