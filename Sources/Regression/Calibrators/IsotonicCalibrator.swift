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
        /// The highest score of the run.
        public let high: Double
        /// Share of events among its rows.
        public let probability: Double
        /// Weight of its rows.
        public let weight: Double
    }

    /// By rising score; probabilities rise strictly.
    public let blocks: [Block]

    public static func fit(_ data: CalibrationData) -> IsotonicCalibrator {
        let ties = TiedScores(data)
        let runs = zip(ties.scores, ties.pools).map { Run(low: $0, high: $0, pool: $1) }
        return IsotonicCalibrator(
            blocks: merged(runs).map {
                Block(low: $0.low, high: $0.high, probability: $0.mean, weight: $0.pool.weight)
            })
    }

    private struct Run {
        var low: Double
        var high: Double
        var pool: ScorePool
        var mean: Double { min(pool.mean, 1) }

        mutating func absorb(_ next: Run) {
            high = next.high
            pool.absorb(next.pool)
        }
    }

    /// Merges neighbours until means rise.
    private static func merged(_ runs: [Run]) -> [Run] {
        var stack: [Run] = []
        for run in runs {
            stack.append(run)
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
