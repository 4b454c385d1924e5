import Metrics
import Tables

/// A column of two samples cut into bins that the reference decides: ten of about equal count for numbers, the levels of a
/// category from the commonest down (those the reference never saw behind, together); missing is a bin of its own, the first.
struct StabilityBins {
    let reference: [Double]
    let current: [Double]
    /// Shares (0-1).
    let missing: (reference: Double, current: Double)

    static let mostBins = 10
    /// Rows that chance would put into each bin of each sample: with five, alarms are too many (`PopulationStability`).
    static let leastRows = 10.0

    init(_ reference: FrameValues, _ current: FrameValues) {
        let codes: (reference: [Int], current: [Int])
        switch (reference, current) {
        case (.numbers(let a), .numbers(let b)): codes = Self.codes(a, b)
        case (.categories(let a), .categories(let b)): codes = Self.codes(a, b)
        // A column without any value is read as numbers or as a category by chance.
        case (.numbers(let a), .categories(let b)): codes = ([Int](repeating: 0, count: a.count), Self.codes(b, b).1)
        case (.categories(let a), .numbers(let b)): codes = (Self.codes(a, a).0, [Int](repeating: 0, count: b.count))
        }
        let bins = max(codes.reference.max() ?? 0, codes.current.max() ?? 0) + 1
        (self.reference, self.current) = (
            Self.counts(codes.reference, bins), Self.counts(codes.current, bins)
        )
        missing = (Self.missingShare(reference), Self.missingShare(current))
    }

    /// nil where nothing varies, or there are too few rows to tell.
    var stability: PopulationStability? {
        let pooled = PopulationStability.pooled(reference: reference, current: current, atLeast: Self.leastRows)
        return PopulationStability(reference: pooled.reference, current: pooled.current)
    }

    private static func missingShare(_ values: FrameValues) -> Double {
        Double(values.missingCount) / Double(max(1, values.count))
    }

    private static func counts(_ codes: [Int], _ bins: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: bins)
        for code in codes { counts[code] += 1 }
        return counts
    }

    private static func codes(_ reference: [Double], _ current: [Double]) -> ([Int], [Int]) {
        let edges = edges(reference)
        func code(_ value: Double) -> Int { value.isNaN ? 0 : 1 + edges.count { $0 <= value } }
        return (reference.map(code), current.map(code))
    }

    /// Tenths of the known values, each once. Where one value fills the last tenths, as 0 does of most counts, what lies above it is
    /// a bin of its own. Not where nothing does, as with days since what most never did: there the value itself moves by the day.
    static func edges(_ values: [Double]) -> [Double] {
        let sorted = values.filter { !$0.isNaN }.sorted()
        guard let least = sorted.first, let most = sorted.last else { return [] }
        let tenths = (1..<mostBins).map { sorted[sorted.count * $0 / mostBins] }
        let last = tenths[mostBins - 2]
        let isFull = last == tenths[mostBins - 3] && (most > last || least == most)
        return Set(tenths + (isFull ? [last.nextUp] : [])).sorted()
    }

    private static func codes(_ reference: Categories, _ current: Categories) -> ([Int], [Int]) {
        let counts = LevelCounts(reference)
        func codes(_ values: Categories) -> [Int] {
            let ofLevel = values.levels.map { 1 + (counts.rank[$0] ?? counts.rank.count) }
            return values.codes.map { $0 < 0 ? 0 : ofLevel[Int($0)] }
        }
        return (codes(reference), codes(current))
    }
}

/// How often each level occurs; levels without a row are none.
struct LevelCounts {
    let counts: [String: Int]
    /// From the commonest down, ties by name.
    let rank: [String: Int]

    init(_ values: Categories) {
        var tally = [Int](repeating: 0, count: values.levels.count)
        for code in values.codes where code >= 0 { tally[Int(code)] += 1 }
        let found = zip(values.levels, tally).filter { $0.1 > 0 }
        counts = Dictionary(uniqueKeysWithValues: found.map { ($0.0, $0.1) })
        let order = found.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
        rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.0, $0) })
    }
}
