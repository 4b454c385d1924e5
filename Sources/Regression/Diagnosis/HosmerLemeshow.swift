import LinearAlgebra

/// Whether as many outcomes happened as a fit expects, group by group of its probabilities (Hosmer and Lemeshow,
/// Communications in Statistics A9, 1980): Σ (observed - expected)² / expected over events and the rest of every group, χ²
/// with two degrees of freedom fewer than groups.
///
/// For comparison with other programs, not for decisions: its verdict hangs on the number of groups and on how ties fall, it
/// misses most bent terms in a few hundred rows, and with many rows it refuses every model that is not perfect. It
/// says neither which way predictions are off nor by how much. Calibration slope and intercept on rows that were not learned
/// from, with their intervals, do (Van Calster et al., BMC Medicine 17, 2019); `linkTest` finds bent terms.
///
/// The degrees of freedom are for maximum likelihood and the rows that it was fitted to; with a penalty p is too small.
public struct HosmerLemeshow: Sendable, Equatable {
    /// One group of rows of like probability: expected and observed events.
    public struct Group: Sendable, Equatable {
        /// The largest probability in it.
        public let upTo: Double
        /// Summed weight of its rows, of its events, and the events that the fit expects.
        public let weight: Double
        /// Events that came, weighted.
        public let observed: Double
        /// Events that the fit expects, weighted.
        public let expected: Double

        fileprivate var surprise: Double {
            let gap = observed - expected
            return gap * gap / expected + gap * gap / (weight - expected)
        }
    }

    /// From the lowest probabilities to the highest; none is empty.
    public let groups: [Group]

    /// The statistic against χ² with groups - 2 degrees of freedom.
    public var test: ChiSquaredTest {
        ChiSquaredTest(statistic: groups.reduce(0) { $0 + $1.surprise }, degreesOfFreedom: groups.count - 2)
    }
}

extension FitDiagnosis {
    /// Groups end at the 1/count, 2/count... quantiles of the probabilities (Hyndman and Fan's type 7, a weight of 2 being
    /// the row twice) and hold what is at most that: rows of one probability stay together, and ends that coincide are
    /// one, which leaves fewer groups and degrees of freedom. R's `ResourceSelection::hoslem.test` where no ends coincide.
    /// - Throws: `FitError.invalid` where fewer than three groups are left.
    public func hosmerLemeshow(groups count: Int = 10) throws(FitError) -> HosmerLemeshow {
        let predictor = rowTerms.predictor
        let rows = predictor.indices.filter { data.weights?[$0] ?? 1 > 0 }.sorted { predictor[$0] < predictor[$1] }
        let probabilities = VectorMath.sigmoid(rows.map { predictor[$0] })
        let weights = rows.map { data.weights?[$0] ?? 1 }
        var groups: [HosmerLemeshow.Group] = []
        var row = 0
        for end in FitDiagnosis.ends(probabilities, weights, count) {
            let first = row
            while row < rows.count, probabilities[row] <= end { row += 1 }
            guard row > first else { continue }
            let members = first..<row
            groups.append(
                .init(
                    upTo: probabilities[row - 1], weight: members.reduce(0) { $0 + weights[$1] },
                    observed: members.reduce(0) { $0 + weights[$1] * data.outcome[rows[$1]] },
                    expected: members.reduce(0) { $0 + weights[$1] * probabilities[$1] }))
        }
        guard groups.count >= 3 else {
            throw .invalid("the Hosmer-Lemeshow test needs 3 groups, the probabilities make \(groups.count)")
        }
        return HosmerLemeshow(groups: groups)
    }

    /// Quantiles k / count of sorted values, k from 1 to count, each between the copies that stand at its place.
    private static func ends(_ sorted: [Double], _ weights: [Double], _ count: Int) -> [Double] {
        var through: [Double] = []
        for weight in weights { through.append((through.last ?? 0) + weight) }
        func copy(_ place: Double) -> Double {
            sorted[through.firstIndex { $0 > place } ?? sorted.count - 1]
        }
        return (1..<max(count, 1)).map { k in
            let place = Double(k) * (through[through.count - 1] - 1) / Double(count)
            let low = place.rounded(.down)
            return copy(low) + (place - low) * (copy(low + 1) - copy(low))
        } + [.infinity]
    }
}
