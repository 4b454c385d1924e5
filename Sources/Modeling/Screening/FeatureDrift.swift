import Metrics
import Regression
import Signals
import Tables

/// Whether the values of a column moved from the first half of the rows to the second, by cut-off.
///
/// Values are put into at most ten bins of about equal count (levels of a category by frequency; missing is a bin of its
/// own), so wide that chance alone would put `minimumExpected` into each half; the two halves' counts are then compared by
/// Pearson's χ² test of homogeneity. Each account counts once a half, with its last row: its several lead times are not
/// independent. Where an account stands in both halves the test errs to the safe side.
///
/// `index` is the population stability index Σ (a - b) log(a / b) over the bins' shares, for its size. It has no fixed
/// threshold: under no drift it is about (1/n + 1/m) χ², so 0.2 is nothing in small samples and much in large ones.
public struct FeatureDrift: Sendable, Equatable {
    /// The population stability index between both halves.
    public let index: Double
    /// Against chance; see the type for how.
    public let p: Double
    /// Bins that values were put into.
    public let bins: Int

    /// Cochran (Biometrics 10, 1954).
    static let minimumExpected = 5.0
    static let minimumCount = 20

    /// nil where a half has fewer than 20 accounts, or nothing varies.
    init?(_ values: FrameValues, cutoffs: [Day], groups: [Int32]?) {
        guard let halves = FeatureDrift.halves(cutoffs, groups) else { return nil }
        let rows = halves.first + halves.second
        let codes = FeatureDrift.codes(values.rows(rows))
        let counts = FeatureDrift.counts(codes, firstCount: halves.first.count)
        let pooled = PopulationStability.pooled(
            reference: counts.first, current: counts.second, atLeast: Self.minimumExpected)
        guard let stability = PopulationStability(reference: pooled.reference, current: pooled.current) else {
            return nil
        }
        (bins, index) = (stability.bins, stability.index)
        p = FeatureDrift.homogeneity(pooled.reference, pooled.current).p
    }

    /// The last row of each account before the middle cut-off, and from it on.
    private static func halves(_ cutoffs: [Day], _ groups: [Int32]?) -> (first: [Int], second: [Int])? {
        guard !cutoffs.isEmpty else { return nil }
        let middle = cutoffs.sorted()[cutoffs.count / 2]
        func half(_ isWanted: (Day) -> Bool) -> [Int] {
            let rows = cutoffs.indices.filter { isWanted(cutoffs[$0]) }.sorted { (cutoffs[$0], $0) < (cutoffs[$1], $1) }
            guard let groups else { return rows }
            var last: [Int32: Int] = [:]
            for row in rows { last[groups[row]] = row }
            return last.values.sorted()
        }
        let (first, second) = (half { $0 < middle }, half { $0 >= middle })
        return min(first.count, second.count) < minimumCount ? nil : (first, second)
    }

    /// A bin number a row, neighbours side by side; -1 where missing.
    private static func codes(_ values: FrameValues) -> [Int] {
        switch values {
        case .numbers(let numbers):
            let edges = StabilityBins.edges(numbers)
            return numbers.map { value in value.isNaN ? -1 : edges.count { $0 <= value } }
        case .categories(let levels):
            let rank = LevelCounts(levels).rank
            return levels.codes.map { $0 < 0 ? -1 : rank[levels.levels[Int($0)]] ?? 0 }
        }
    }

    /// The counts of each bin, missing first.
    private static func counts(_ codes: [Int], firstCount: Int) -> (first: [Double], second: [Double]) {
        var first = [Double](repeating: 0, count: (codes.max() ?? -1) + 2)
        var second = first
        for (row, code) in codes.enumerated() {
            if row < firstCount { first[code + 1] += 1 } else { second[code + 1] += 1 }
        }
        return (first, second)
    }

    private static func homogeneity(_ first: [Double], _ second: [Double]) -> ChiSquaredTest {
        let (n, m) = (first.reduce(0, +), second.reduce(0, +))
        let (firstShare, secondShare) = (n / (n + m), m / (n + m))
        var statistic = 0.0
        for bin in first.indices {
            let total = first[bin] + second[bin]
            let (a, b) = (total * firstShare, total * secondShare)
            let (offFirst, offSecond) = (first[bin] - a, second[bin] - b)
            statistic += offFirst * offFirst / a + offSecond * offSecond / b
        }
        return ChiSquaredTest(statistic: statistic, degreesOfFreedom: first.count - 1)
    }
}
