import Tables

/// Clustered bootstrap by reweighting: each replicate draws clusters (accounts; rows where there are none) with
/// replacement and counts how often each was drawn. Percentile interval. Seeded: replicate r uses stream r, so that the
/// result does not depend on the number of threads.
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 13 and 23.
/// Not promised: coverage for a figure bounded at its optimum (the expected calibration error is biased upwards).
public struct Bootstrap: Sendable {
    public let replicates: Int
    public let seed: UInt64

    public init(replicates: Int = 500, seed: UInt64 = 42) {
        self.replicates = replicates
        self.seed = seed
    }

    /// The figure on the data, with the 2.5% and 97.5% points of its replicates; no interval where more than a tenth of
    /// the replicates leave the figure undefined.
    public func estimate(_ scored: ScoredOutcomes, of figure: @Sendable (ScoredOutcomes) -> Double) -> Estimate {
        let value = figure(scored)
        guard value.isFinite else { return .undefined }
        let drawn = values(scored, of: figure).filter(\.isFinite).sorted()
        guard drawn.count * 10 >= replicates * 9, drawn.count > 1 else { return Estimate(value) }
        return Estimate(value, low: Quantile.of(drawn, 0.025), high: Quantile.of(drawn, 0.975))
    }

    /// The figure on every replicate, in replicate order.
    public func values(_ scored: ScoredOutcomes, of figure: @Sendable (ScoredOutcomes) -> Double) -> [Double] {
        let numbers = ClusterNumbers(scored)
        return concurrentMap(replicates) { replicate in
            figure(scored.reweighted(weights(replicate, scored, numbers)))
        }
    }

    private func weights(_ replicate: Int, _ scored: ScoredOutcomes, _ numbers: ClusterNumbers) -> [Double] {
        var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
        var drawn = [Double](repeating: 0, count: numbers.count)
        for _ in 0..<numbers.count { drawn[generator.below(numbers.count)] += 1 }
        return scored.weights.indices.map { scored.weights[$0] * drawn[Int(numbers.ofRow[$0])] }
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
