import Signals
import Tables

/// Scores of some rows before caps.
struct PartialScores: Sendable {
    private(set) var profiles: [Int] = []
    private(set) var uncapped: [Double] = []
    private(set) var coverage: [Double] = []
    private(set) var points: [[Double]] = []
    private(set) var dimensions: [[Double]] = []
    private(set) var categories: [[Double]] = []
    private(set) var unscored: [Int: HealthScores.Unscored] = [:]

    /// Every row by its own profile.
    init(_ scorecard: Scorecard, _ frame: Frame) {
        guard scorecard.profiles.count > 1, frame.rowCount > 0 else {
            self.init(scorecard.profiles[0], index: 0, frame)
            return
        }
        let indices = scorecard.profileIndices(frame)
        let used = Set(indices).sorted()
        var (parts, rows): ([PartialScores], [Int]) = ([], [])
        for index in used {
            let own = indices.indices.filter { indices[$0] == index }
            parts.append(PartialScores(scorecard.profiles[index], index: index, frame.rows(own)))
            rows += own
        }
        self = PartialScores(joining: parts).moved(to: rows)
    }

    private init(_ profile: Profile, index: Int, _ frame: Frame) {
        let (measures, weights) = (profile.measures, profile.weights)
        let known = measures.map { MeasureReadings($0, frame).known }
        let filled = zip(measures, known).map { $0.filled($1) }
        func mean(_ belongs: (Measure) -> Bool) -> PointMeans {
            var mean = PointMeans(frame.rowCount)
            for place in measures.indices where weights[place] > 0 && belongs(measures[place]) {
                mean.add(filled[place], weight: weights[place], known: known[place])
            }
            return mean
        }
        profiles = [Int](repeating: index, count: frame.rowCount)
        points = filled
        coverage = mean { _ in true }.known.map { min(1, $0) }
        uncapped = profile.totals(filled, rowCount: frame.rowCount)
        dimensions = Signal.Dimension.allCases.map { value in mean { $0.dimension == value }.valuesWhereKnown }
        categories = Signal.Category.allCases.map { value in mean { $0.category == value }.valuesWhereKnown }
        for row in coverage.indices where !(coverage[row] > 0) { unscored[row] = .nothingKnown }
        for place in measures.indices where measures[place].missing == .block && weights[place] > 0 {
            for row in known[place].indices where known[place][row].isNaN && unscored[row] == nil {
                unscored[row] = .blocked(measure: measures[place].name)
            }
        }
    }

    /// The rows of all, one behind the other.
    init(joining all: [PartialScores]) {
        guard let first = all.first else { return }
        if all.count == 1 {
            self = first
            return
        }
        profiles = all.flatMap(\.profiles)
        uncapped = all.flatMap(\.uncapped)
        coverage = all.flatMap(\.coverage)
        points = PartialScores.joined(all.map(\.points))
        dimensions = PartialScores.joined(all.map(\.dimensions))
        categories = PartialScores.joined(all.map(\.categories))
        var start = 0
        for part in all {
            for (row, why) in part.unscored { unscored[start + row] = why }
            start += part.profiles.count
        }
    }

    private static func joined(_ parts: [[[Double]]]) -> [[Double]] {
        concurrentMap(parts[0].count) { column in Array(parts.map { $0[column] }.joined()) }
    }

    /// Row i as row `rows[i]`.
    private func moved(to rows: [Int]) -> PartialScores {
        var order = rows
        for (place, row) in rows.enumerated() { order[row] = place }
        func sorted<Value>(_ values: [Value]) -> [Value] { order.map { values[$0] } }
        var moved = self
        (moved.profiles, moved.uncapped, moved.coverage) = (sorted(profiles), sorted(uncapped), sorted(coverage))
        moved.points = points.map(sorted)
        moved.dimensions = dimensions.map(sorted)
        moved.categories = categories.map(sorted)
        moved.unscored = Dictionary(uniqueKeysWithValues: unscored.map { (rows[$0.key], $0.value) })
        return moved
    }
}
