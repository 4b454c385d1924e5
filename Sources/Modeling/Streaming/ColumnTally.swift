import Tables

/// What a column of numbers is learned by, a piece of the table at a time: moments put together as Chan, Golub and LeVeque do
/// (The American Statistician 37, 1983).
package struct NumberTally: Sendable {
    private var (weight, mean, squares) = (0.0, 0.0, 0.0)
    private var (low, high) = (Double.infinity, -Double.infinity)
    private var missing = 0.0
    /// Sums of a random number for each row whose value is missing: equal for equal sets of rows, and for no others but by a
    /// chance of 2⁻¹²⁸.
    private var pattern: [UInt64] = [0, 0]

    /// Moments that were summed elsewhere.
    /// - Parameters:
    ///   - squares: Σ w (x - mean)².
    ///   - pattern: two numbers that are those of another column where the same rows are missing.
    package init(
        weight: Double, mean: Double, squares: Double, range: (low: Double, high: Double), missing: Double,
        pattern: [UInt64]
    ) {
        (self.weight, self.mean, self.squares, self.missing) = (weight, mean, squares, missing)
        ((low, high), self.pattern) = (range, pattern)
    }

    /// - Parameters:
    ///   - weights: nil means ones; rows of weight 0 count nowhere.
    ///   - firstRow: number of the first row within the table.
    init(_ values: [Double], _ weights: [Double]?, firstRow: Int) {
        var sum = 0.0
        for (row, value) in values.enumerated() {
            let w = weights?[row] ?? 1
            guard w > 0 else { continue }
            guard !value.isNaN else {
                flag(firstRow + row, w)
                continue
            }
            weight += w
            sum += w * value
            (low, high) = (min(low, value), max(high, value))
        }
        guard weight > 0 else { return }
        let center = sum / weight
        var drift = 0.0
        for (row, value) in values.enumerated() where !value.isNaN {
            let (w, offset) = (weights?[row] ?? 1, value - center)
            squares += w * offset * offset
            drift += w * offset
        }
        mean = center + drift / weight
    }

    private mutating func flag(_ row: Int, _ weight: Double) {
        missing += weight
        var generator = SeededGenerator(seed: 0, stream: UInt64(row))
        pattern[0] &+= generator.next()
        pattern[1] &+= generator.next()
    }

    mutating func add(_ other: NumberTally) {
        missing += other.missing
        pattern[0] &+= other.pattern[0]
        pattern[1] &+= other.pattern[1]
        guard other.weight > 0 else { return }
        let (total, gap) = (weight + other.weight, other.mean - mean)
        squares += other.squares + gap * gap * weight / total * other.weight
        mean += gap * other.weight / total
        weight = total
        (low, high) = (min(low, other.low), max(high, other.high))
    }

    func learn(_ name: String, _ learner: inout PreparationLearner) {
        let total = weight + missing
        let share = total > 0 ? missing / total : 0
        learner.addLine(
            name,
            Moments(
                weight: weight, mean: mean, deviation: weight > 0 ? (squares / weight).squareRoot() : 0,
                knownShare: total > 0 ? weight / total : 0, isConstant: !(low < high)))
        guard weight > 0 else { return }
        learner.addIndicator(
            name,
            Moments(
                weight: total, mean: share, deviation: (share * (1 - share)).squareRoot(), knownShare: 1,
                isConstant: missing == 0), pattern: pattern)
    }
}

/// The weight of every level of a column of categories, a piece of the table at a time.
package struct LevelTally: Sendable {
    private(set) var weightOf: [String: Double] = [:]

    /// A column with more distinct texts names rows rather than describing them, and would fill the memory.
    package static let limit = 100_000

    /// Weights that were summed elsewhere; a missing one under `Preparation.missingLevel`.
    package init(weightOf: [String: Double]) { self.weightOf = weightOf }

    init(_ values: Categories, _ weights: [Double]?) {
        var byCode = [Double](repeating: 0, count: values.levels.count)
        var missing = 0.0
        for (row, code) in values.codes.enumerated() {
            let w = weights?[row] ?? 1
            if code < 0 { missing += w } else { byCode[Int(code)] += w }
        }
        for (level, weight) in zip(values.levels, byCode) where weight > 0 { weightOf[level] = weight }
        if missing > 0 { weightOf[Preparation.missingLevel, default: 0] += missing }
    }

    mutating func add(_ other: LevelTally) { weightOf.merge(other.weightOf, uniquingKeysWith: +) }

    var isTooLong: Bool { weightOf.count > LevelTally.limit }
}
