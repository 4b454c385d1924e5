import LinearAlgebra
import Regression
import Tables

/// Training rows made ready once, to be fitted under several penalties.
struct PreparedFit {
    let data: Observations
    let preparation: Preparation
    let design: Matrix

    init(_ data: Observations, options: TrainingOptions) throws(TrainingError) {
        guard data.eventCount > 0, data.eventCount < data.count else {
            throw .regression(.oneClass(value: data.eventCount > 0 ? 1 : 0))
        }
        self.data = data
        preparation = Preparation.learned(data.predictors, weights: data.weights, minimumLevelCount: options.minimumLevelCount)
        do {
            design = try preparation.matrix(data.predictors)
        } catch { throw .preparation(error) }
    }

    func design(_ frame: Frame) throws(TrainingError) -> Matrix {
        do { return try preparation.matrix(frame) } catch { throw .preparation(error) }
    }

    /// Ridge penalises the coefficient of one standard deviation: λ/2 Σ (sⱼ bⱼ)².
    /// - Parameter weights: instead of the rows' own.
    func fit(
        lambda: Double?, errors: ErrorKind, weights: [Double]? = nil
    ) throws(TrainingError) -> LogisticFit {
        let factors = preparation.columns.map { $0.scale * $0.scale }
        let penalty: any Penalty = lambda.map { RidgePenalty(lambda: $0, factors: factors) } ?? NoPenalty()
        do {
            return try LogisticRegression(penalty: penalty, errors: errors).fit(
                design, outcome: data.outcomes, names: preparation.columns.map(\.name), weights: weights ?? data.weights,
                clusters: errors == .cluster ? data.groups : nil)
        } catch { throw .regression(error) }
    }

    /// Weights (intercept first) of refits on clusters (accounts; rows where there are none) drawn with replacement, the
    /// penalty held. Replicates that cannot be fitted are left out; replicate r uses stream r of the seed.
    func bootstrap(lambda: Double?, replicates: Int, seed: UInt64) -> [[Double]] {
        let groups = data.groups ?? (0..<Int32(data.count)).map { $0 }
        let members = Set(groups).sorted()
        return concurrentMap(replicates) { replicate -> [Double]? in
            var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
            var drawn: [Int32: Double] = [:]
            for _ in members { drawn[members[generator.below(members.count)], default: 0] += 1 }
            let weights = groups.indices.map { (data.weights?[$0] ?? 1) * (drawn[groups[$0]] ?? 0) }
            return try? fit(lambda: lambda, errors: .model, weights: weights).weights
        }.compactMap(\.self)
    }
}
