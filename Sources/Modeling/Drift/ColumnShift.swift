import Metrics
import Regression
import Tables

/// How far a column of one sample lies from that of a reference, and whether by more than chance.
public struct ColumnShift: Sendable {
    /// The column; `(score)` is the model's own.
    public let name: String
    /// nil where nothing varies, or bins of ten rows cannot be made of it.
    public let stability: PopulationStability?
    /// Whether all rows of both are one value.
    public let isConstant: Bool
    /// Shares (0-1) of rows without a value.
    public let missing: (reference: Double, current: Double)
    /// Of numbers: mean now less that of the reference, in the reference's standard deviations. nil where it has none.
    public let difference: Double?
    /// Of a category: the level whose share moved most, with its shares.
    public let level: (name: String, reference: Double, current: Double)?
    /// Levels that the reference does not have, with their rows now, the commonest first.
    public let newLevels: [(name: String, rows: Int)]
    /// What it moves the mean calibrated log-odds by; half of a product's is each of its columns'. nil where no model says.
    public let effect: Double?
    /// Fisher's exact test of the missing shares, two-sided; NaN where no value is missing.
    let missingP: Double
    /// p of `stability` and of the missing shares, adjusted for all tests made (Holm); NaN where there was none.
    public internal(set) var p = Double.nan
    /// p of the change of missing values after Holm's correction over all tests.
    public internal(set) var missingAdjustedP = Double.nan
    /// The index that chance passes, after the same adjustment: `hasMoved` says just whether the index lies above it.
    public internal(set) var threshold: Double?

    init(_ name: String, _ reference: FrameValues, _ current: FrameValues, effect: Double?) {
        let bins = StabilityBins(reference, current)
        (self.name, self.effect) = (name, effect)
        (stability, missing) = (bins.stability, bins.missing)
        isConstant = zip(bins.reference, bins.current).count { $0 + $1 > 0 } < 2
        missingP = Self.missingP(reference, current)
        difference = Self.difference(reference, current)
        let levels = Self.levels(reference, current)
        (level, newLevels) = (levels.moved, levels.new)
    }

    /// Whether its values lie elsewhere, by more than chance explains.
    public var hasMoved: Bool { p <= PopulationDrift.familyLevel }
    /// Whether more, or fewer, values are missing than chance explains.
    public var isMissingOtherwise: Bool { missingAdjustedP <= PopulationDrift.familyLevel }
    /// Either of both.
    public var hasDrifted: Bool { hasMoved || isMissingOtherwise }

    /// The smallest p before adjustment: what the evidence is ordered by.
    var evidence: Double { [stability?.p, missingP].compactMap(\.self).filter { !$0.isNaN }.min() ?? 2 }

    private static func missingP(_ reference: FrameValues, _ current: FrameValues) -> Double {
        let (before, now) = (reference.missingCount, current.missingCount)
        guard before + now > 0 else { return .nan }
        let more = FisherExact.upperTail(hits: now, of: current.count, otherHits: before, of: reference.count)
        let less = FisherExact.upperTail(hits: before, of: reference.count, otherHits: now, of: current.count)
        return min(1, 2 * min(more, less))
    }

    private static func difference(_ reference: FrameValues, _ current: FrameValues) -> Double? {
        guard case .numbers(let a) = reference, case .numbers(let b) = current,
            let before = Moments(a), let now = Moments(b), before.deviation > 0
        else { return nil }
        return (now.mean - before.mean) / before.deviation
    }

    private struct Moments {
        let mean: Double
        let deviation: Double

        init?(_ values: [Double]) {
            let known = values.filter(\.isFinite)
            guard !known.isEmpty else { return nil }
            let mean = known.reduce(0, +) / Double(known.count)
            let squares = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            (self.mean, deviation) = (mean, (squares / Double(max(1, known.count - 1))).squareRoot())
        }
    }

    private static func levels(
        _ reference: FrameValues, _ current: FrameValues
    ) -> (moved: (name: String, reference: Double, current: Double)?, new: [(name: String, rows: Int)]) {
        guard case .categories(let a) = reference, case .categories(let b) = current else { return (nil, []) }
        let (before, now) = (LevelCounts(a), LevelCounts(b))
        let shares = Set(before.rank.keys).union(now.rank.keys).sorted().map { level in
            (
                name: level, reference: Double(before.counts[level] ?? 0) / Double(max(1, a.codes.count)),
                current: Double(now.counts[level] ?? 0) / Double(max(1, b.codes.count))
            )
        }
        let moved = shares.max { abs($0.current - $0.reference) < abs($1.current - $1.reference) }
        let new = now.rank.filter { before.counts[$0.key] == nil }.sorted { $0.value < $1.value }
        return (moved, new.map { ($0.key, now.counts[$0.key] ?? 0) })
    }
}
