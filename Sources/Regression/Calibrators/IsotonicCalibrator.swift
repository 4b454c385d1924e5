/// The non-decreasing step function nearest to the outcomes in weighted squares, joined by straight lines between steps.
///
/// Pool adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955), after pooling equal scores, so that ties
/// do not depend on the order of rows. Between two blocks the probability is interpolated on the score, outside it stays. It
/// may be exactly 0 or 1; it overfits below about 1,000 rows.
public struct IsotonicCalibrator: Calibrator {
    public static let name = "isotonic"
    public static let summary = "any rising shape; for 1,000 rows and more"

    /// A run of scores with one probability.
    public struct Block: Sendable, Codable, Equatable {
        /// First and last score of the run.
        public let low: Double
        public let high: Double
        public let probability: Double
        /// Weight of its rows.
        public let weight: Double
    }

    /// By rising score; probabilities rise strictly.
    public let blocks: [Block]

    public static func fit(_ data: CalibrationData) -> IsotonicCalibrator {
        let order = data.logOdds.indices.filter { data.weights?[$0] ?? 1 > 0 }.sorted {
            data.logOdds[$0] < data.logOdds[$1]
        }
        var pools: [Pool] = []
        for i in order {
            let weight = data.weights?[i] ?? 1
            let next = Pool(
                low: data.logOdds[i], high: data.logOdds[i], weight: weight, events: weight * data.outcomes[i])
            if let last = pools.last, last.high == next.low {
                pools[pools.count - 1].absorb(next)
            } else {
                pools.append(next)
            }
        }
        return IsotonicCalibrator(
            blocks: merged(pools).map { Block(low: $0.low, high: $0.high, probability: $0.mean, weight: $0.weight) })
    }

    private struct Pool {
        var low: Double
        var high: Double
        var weight: Double
        var events: Double
        var mean: Double { min(events / weight, 1) }

        mutating func absorb(_ next: Pool) {
            high = next.high
            weight += next.weight
            events += next.events
        }
    }

    /// Merges neighbours until means rise.
    private static func merged(_ pools: [Pool]) -> [Pool] {
        var stack: [Pool] = []
        for pool in pools {
            stack.append(pool)
            while stack.count > 1, stack[stack.count - 2].mean >= stack[stack.count - 1].mean {
                let top = stack.removeLast()
                stack[stack.count - 1].absorb(top)
            }
        }
        return stack
    }

    public func probability(forLogOdds score: Double) -> Double {
        guard !score.isNaN else { return score }
        // The first block that ends at or above the score.
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].high < score { low = middle + 1 } else { high = middle }
        }
        guard low < blocks.count else { return blocks[low - 1].probability }
        let block = blocks[low]
        guard score < block.low, low > 0 else { return block.probability }
        let before = blocks[low - 1]
        let share = (score - before.high) / (block.low - before.high)
        return before.probability + share * (block.probability - before.probability)
    }

    public func probabilities(forLogOdds scores: [Double]) -> [Double] { scores.map(probability(forLogOdds:)) }
}
