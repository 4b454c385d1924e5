import Metrics
import Modeling
import Tables

/// What losses at the next renewals may come to, in number and ARR, for groups of accounts and for all.
///
/// Values are Σ p and Σ p · ARR. Their 95% intervals hold chance, outcomes being independent given the probabilities, and where
/// `LogOddsDraws` are given the uncertainty of the weights, which moves all accounts together and does not shrink with their number:
/// the number of losses is the mixture over `weightDraws` draws of the exact `PoissonBinomial` under each; the ARR, whose amounts have
/// no common unit to convolve by, is simulated, `outcomeDraws` times under each (4 000 futures in all, as `RevenueForecast` has).
/// A percentile of so many futures is off by about a hundredth of the interval's width. Not in it: common shocks (`RevenueForecast`
/// has them), and what the covariance of the weights leaves out.
package struct LossOutlook: Sendable {
    package struct Sums: Sendable {
        package let losses: Estimate
        package let arr: Estimate
    }

    package let groups: [Sums]
    package let all: Sums

    static let weightDraws = 200
    static let outcomeDraws = 20

    /// - Parameter groups: rows of each, in no two.
    init(_ scores: [AccountScore], groups: [[Int]], weights: LogOddsDraws?, seed: UInt64) {
        let (p, arr) = (scores.map(\.pChurn), scores.map { $0.arr ?? 0 })
        let parts = groups + [Array(scores.indices)]
        guard !p.contains(where: \.isNaN) else {
            self.groups = groups.map { _ in Sums(losses: .undefined, arr: .undefined) }
            all = Sums(losses: .undefined, arr: .undefined)
            return
        }
        let logOdds = p.map(Logit.of)
        let drawn = concurrentMap(LossOutlook.weightDraws) { draw in
            let moved = weights.map { LossOutlook.moved(p, logOdds, $0.deviations(draw)) } ?? p
            return Draw(moved, arr, parts, isCounted: weights != nil || draw == 0, seed: seed, stream: UInt64(draw))
        }
        let sums = parts.indices.map { part in
            LossOutlook.sums(parts[part], p, arr, drawn.compactMap { $0.counts?[part] }, drawn.flatMap { $0.arr[part] })
        }
        (self.groups, all) = (Array(sums.dropLast()), sums[parts.count - 1])
    }

    private static func moved(_ p: [Double], _ logOdds: [Double], _ deviations: [Double]) -> [Double] {
        p.indices.map { row in
            // What is certain stays so: ∞ - ∞ is none.
            logOdds[row].isFinite ? Sigmoid.probability(logOdds[row] + deviations[row]) : p[row]
        }
    }

    private static func sums(
        _ rows: [Int], _ p: [Double], _ arr: [Double], _ counts: [PoissonBinomial], _ futures: [Double]
    ) -> Sums {
        let (losses, lost) = (rows.reduce(0) { $0 + p[$1] }, rows.reduce(0) { $0 + p[$1] * arr[$1] })
        let (range, money) = (
            PoissonBinomial(mixtureOf: counts).interval(), Quantile.percentileInterval(futures)
        )
        return Sums(
            losses: Estimate(losses, low: Double(range.lowerBound), high: Double(range.upperBound)),
            arr: Estimate(lost, low: min(lost, money.lowerBound), high: max(lost, money.upperBound)))
    }

    /// Under one draw of the weights.
    private struct Draw: Sendable {
        /// By part; nil where the draw is like the others.
        let counts: [PoissonBinomial]?
        /// Lost ARR by part and future.
        let arr: [[Double]]

        init(
            _ p: [Double], _ amounts: [Double], _ parts: [[Int]], isCounted: Bool, seed: UInt64, stream: UInt64
        ) {
            counts = isCounted ? parts.map { rows in PoissonBinomial(rows.map { p[$0] }) } : nil
            var random = SeededGenerator(seed: seed, stream: stream)
            var futures = parts.map { _ in [Double]() }
            for _ in 0..<LossOutlook.outcomeDraws {
                let lost = p.indices.map { random.uniform() < p[$0] ? amounts[$0] : 0 }
                for part in parts.indices { futures[part].append(parts[part].reduce(0) { $0 + lost[$1] }) }
            }
            arr = futures
        }
    }
}
