import Foundation
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
    public let index: Double
    public let p: Double
    public let bins: Int

    static let mostBins = 10
    /// Cochran (Biometrics 10, 1954).
    static let minimumExpected = 5.0
    static let minimumCount = 20

    /// nil where a half has fewer than 20 accounts, or nothing varies.
    init?(_ values: FrameValues, cutoffs: [Day], groups: [Int32]?) {
        guard let halves = FeatureDrift.halves(cutoffs, groups) else { return nil }
        let rows = halves.first + halves.second
        let codes = FeatureDrift.codes(values.rows(rows))
        let (n, m) = (halves.first.count, halves.second.count)
        let counts = FeatureDrift.pooled(
            FeatureDrift.counts(codes, firstCount: n), atLeast: Self.minimumExpected * Double(n + m) / Double(min(n, m))
        )
        guard counts.count > 1 else { return nil }
        bins = counts.count
        p = FeatureDrift.homogeneity(counts, n, m).p
        index = FeatureDrift.stabilityIndex(counts, n, m)
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
            let sorted = numbers.filter { !$0.isNaN }.sorted()
            let edges = (1..<mostBins).map { place in sorted.isEmpty ? 0 : sorted[sorted.count * place / mostBins] }
            return numbers.map { value in value.isNaN ? -1 : edges.count { $0 <= value } }
        case .categories(let levels):
            var counts = [Int](repeating: 0, count: levels.levels.count)
            for code in levels.codes where code >= 0 { counts[Int(code)] += 1 }
            let order = counts.indices.sorted { (counts[$1], levels.levels[$0]) < (counts[$0], levels.levels[$1]) }
            var rank = counts
            for (place, level) in order.enumerated() { rank[level] = place }
            return levels.codes.map { $0 < 0 ? -1 : rank[Int($0)] }
        }
    }

    private typealias Counts = [(first: Double, second: Double)]

    /// The counts of each bin, missing first.
    private static func counts(_ codes: [Int], firstCount: Int) -> Counts {
        var counts = Counts(repeating: (0, 0), count: (codes.max() ?? -1) + 2)
        for (row, code) in codes.enumerated() {
            if row < firstCount { counts[code + 1].first += 1 } else { counts[code + 1].second += 1 }
        }
        return counts
    }

    /// Joins neighbours until each bin holds enough; decided by both halves together, so chance is not favoured.
    private static func pooled(_ counts: Counts, atLeast least: Double) -> Counts {
        var pooled: Counts = []
        var (first, second) = (0.0, 0.0)
        for bin in counts {
            (first, second) = (first + bin.first, second + bin.second)
            guard first + second >= least else { continue }
            pooled.append((first, second))
            (first, second) = (0, 0)
        }
        if let last = pooled.indices.last {
            pooled[last] = (pooled[last].first + first, pooled[last].second + second)
        }
        return pooled
    }

    private static func homogeneity(_ counts: Counts, _ n: Int, _ m: Int) -> ChiSquaredTest {
        let all = Double(n + m)
        let (firstShare, secondShare) = (Double(n) / all, Double(m) / all)
        var statistic = 0.0
        for bin in counts {
            let total = bin.first + bin.second
            let (a, b) = (total * firstShare, total * secondShare)
            let (offFirst, offSecond) = (bin.first - a, bin.second - b)
            statistic += offFirst * offFirst / a + offSecond * offSecond / b
        }
        return ChiSquaredTest(statistic: statistic, degreesOfFreedom: counts.count - 1)
    }

    /// Half a row in each bin keeps empty ones finite.
    private static func stabilityIndex(_ counts: Counts, _ n: Int, _ m: Int) -> Double {
        let extra = Double(counts.count) / 2
        let (first, second) = (Double(n) + extra, Double(m) + extra)
        var index = 0.0
        for bin in counts {
            let (a, b) = ((bin.first + 0.5) / first, (bin.second + 0.5) / second)
            index += (a - b) * log(a / b)
        }
        return index
    }
}
