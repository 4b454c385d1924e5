import Documents
import Tables

/// Builds a `Preparation` one column at a time.
struct PreparationLearner {
    let weights: [Double]?
    let minimumLevelCount: Int
    let terms: NumericTerms
    let levels: Preparation.LevelCoding
    /// Predictors whose terms must be monotone.
    let directed: Set<String>
    private(set) var predictors: [(name: String, kind: Preparation.Predictor)] = []
    private(set) var columns: [DesignColumn] = []
    private(set) var notes: [String] = []
    /// Indicator patterns that already have a column.
    private var patterns: [[UInt64]: String] = [:]

    init(
        weights: [Double]?, minimumLevelCount: Int, terms: NumericTerms,
        levels: Preparation.LevelCoding = .treatment, directed: Set<String> = []
    ) {
        (self.weights, self.minimumLevelCount, self.terms) = (weights, minimumLevelCount, terms)
        (self.levels, self.directed) = (levels, directed)
    }

    mutating func add(_ column: FrameColumn) {
        switch column.values {
        case .numbers(let values): addNumber(column.name, values)
        case .categories(let values): addCategory(column.name, values)
        }
    }

    private mutating func addNumber(_ name: String, _ values: [Double]) {
        let moments = Moments(values, weights)
        addLine(name, moments)
        guard moments.weight > 0 else { return }
        if !moments.isConstant {
            let sources = terms.sources(values, weights, fill: moments.mean, isMonotone: directed.contains(name))
            for source in sources { addCurved(name, source, values) }
        }
        let isMissing = values.map { $0.isNaN ? 1.0 : 0 }
        let flagged = Moments(isMissing, weights)
        if !flagged.isConstant { addIndicator(name, flagged, pattern: packed(isMissing)) }
    }

    /// A numeric predictor by its moments, and its own column.
    mutating func addLine(_ name: String, _ moments: Moments) {
        predictors.append((name, .number))
        guard moments.weight > 0 else { return notes.append("\(name): no value in training, dropped") }
        guard !moments.isConstant else { return notes.append("\(name): constant in training, dropped") }
        columns.append(
            DesignColumn(
                name: name, predictor: name, source: .number(fill: moments.mean), mean: moments.mean,
                scale: moments.deviation * moments.knownShare.squareRoot()))
    }

    private mutating func addCurved(_ name: String, _ source: DesignColumn.Source, _ values: [Double]) {
        if let column = PreparationLearner.column(name, source, values, weights) { columns.append(column) }
    }

    /// The column of a source that bends.
    static func column(
        _ name: String, _ source: DesignColumn.Source, _ values: [Double], _ weights: [Double]?
    ) -> DesignColumn? {
        guard let function = source.function, let title = title(name, source) else { return nil }
        let moments = Moments(values.map(function), weights)
        return DesignColumn(
            name: title, predictor: name, source: source, mean: moments.mean, scale: moments.deviation)
    }

    /// Knots are numbered, edges named: both differ within a predictor.
    private static func title(_ name: String, _ source: DesignColumn.Source) -> String? {
        switch source {
        case .spline(_, let place, _): "\(name) spline \(place)"
        case .step(let edge, _): "\(name) > \(JSON.text(of: edge))"
        case .monotone(_, let place, _): "\(name) rise \(place)"
        case .number, .isMissing, .level, .otherLevels, .product: nil
        }
    }

    /// - Parameters:
    ///   - moments: of the indicator, 1 where the value is missing.
    ///   - pattern: says which rows are flagged; equal only for equal rows.
    mutating func addIndicator(_ name: String, _ moments: Moments, pattern: [UInt64]) {
        guard !moments.isConstant else { return }
        let missing = moments.mean * moments.weight
        guard missing >= Preparation.minimumMissing else {
            return notes.append(
                "\(name): \(JSON.text(of: missing.rounded())) missing, set to the mean (too few to learn an indicator from)"
            )
        }
        if let twin = patterns[pattern] {
            return notes.append("\(name): missing exactly where \(twin) is, one indicator serves both")
        }
        patterns[pattern] = name
        columns.append(
            DesignColumn(
                name: "\(name) is missing", predictor: name, source: .isMissing, mean: moments.mean,
                scale: moments.deviation))
    }

    /// Which learned rows are flagged, a bit a row.
    private func packed(_ flags: [Double]) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: (flags.count + 63) / 64)
        for (index, flag) in flags.enumerated() where flag == 1 && weights?[index] != 0 {
            words[index / 64] |= 1 << UInt64(index % 64)
        }
        return words
    }

    private mutating func addCategory(_ name: String, _ values: Categories) {
        addCategory(name, weightOf: levelWeights(values))
    }

    /// A predictor of categories by the weight of its levels.
    mutating func addCategory(_ name: String, weightOf: [String: Double]) {
        let frequent = weightOf.keys.filter { weightOf[$0]! >= Double(minimumLevelCount) }.sorted()
        let rare = weightOf.keys.filter { weightOf[$0]! < Double(minimumLevelCount) }.sorted()
        // A lone rare level has nothing to be pooled with, and pooling must leave a reference.
        let (levels, pooled) =
            rare.count > 1 || (rare.count == 1 && frequent.count > 1)
            ? (frequent, rare) : ((frequent + rare).sorted(), [])
        predictors.append((name, .category(levels: levels, pooled: pooled)))
        let total = weightOf.values.reduce(0, +)
        if !pooled.isEmpty {
            notes.append("\(name): \(pooled.count) rare levels pooled into \(Preparation.otherLevel)")
        }
        let count = levels.count + (pooled.isEmpty ? 0 : 1)
        for level in levels.dropFirst(self.levels == .shrunken && count >= Preparation.minimumPooledLevels ? 0 : 1) {
            let share = weightOf[level]! / total
            columns.append(indicatorColumn("\(name)=\(level)", name, .level(level, share: share), share))
        }
        if !pooled.isEmpty, !levels.isEmpty {
            let share = pooled.reduce(0) { $0 + weightOf[$1]! } / total
            columns.append(
                indicatorColumn("\(name)=\(Preparation.otherLevel)", name, .otherLevels(share: share), share))
        }
        if count < 2 { notes.append("\(name): one level in training, dropped") }
    }

    private func indicatorColumn(
        _ name: String, _ predictor: String, _ source: DesignColumn.Source, _ share: Double
    ) -> DesignColumn {
        DesignColumn(
            name: name, predictor: predictor, source: source, mean: share, scale: (share * (1 - share)).squareRoot())
    }

    private func levelWeights(_ values: Categories) -> [String: Double] {
        var weightOf: [String: Double] = [:]
        for row in values.codes.indices {
            let weight = weights?[row] ?? 1
            guard weight > 0 else { continue }
            let level = values.level(at: row) ?? Preparation.missingLevel
            weightOf[level, default: 0] += weight
        }
        return weightOf
    }
}

/// Weighted mean and standard deviation (divisor: the weight) of the known values, in two passes over the column.
struct Moments {
    let weight: Double
    let mean: Double
    let deviation: Double
    /// Share of the weight whose value is known.
    let knownShare: Double
    let isConstant: Bool

    init(weight: Double, mean: Double, deviation: Double, knownShare: Double, isConstant: Bool) {
        (self.weight, self.mean, self.deviation) = (weight, mean, deviation)
        (self.knownShare, self.isConstant) = (knownShare, isConstant)
    }

    init(_ values: [Double], _ weights: [Double]?) {
        var (weight, all, sum) = (0.0, 0.0, 0.0)
        var (low, high) = (Double.infinity, -Double.infinity)
        for (row, value) in values.enumerated() {
            let w = weights?[row] ?? 1
            all += w
            guard !value.isNaN, w > 0 else { continue }
            weight += w
            sum += w * value
            (low, high) = (min(low, value), max(high, value))
        }
        let mean = weight > 0 ? sum / weight : 0
        var (square, drift) = (0.0, 0.0)
        for (row, value) in values.enumerated() where !value.isNaN {
            let (w, offset) = (weights?[row] ?? 1, value - mean)
            square += w * offset * offset
            drift += w * offset
        }
        self.weight = weight
        self.mean = weight > 0 ? mean + drift / weight : 0
        deviation = weight > 0 ? (square / weight).squareRoot() : 0
        knownShare = all > 0 ? weight / all : 0
        isConstant = !(low < high)
    }
}
