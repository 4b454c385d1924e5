import Foundation
import Metrics
import Modeling
import Scoring
import Tables
import Testing

@Suite struct LearningCurveTests {
    /// Losses that follow two signals; the hand-set score knows one of them, or both.
    private static func curve(
        _ count: Int, knowsBoth: Bool, draws: Int = 4, seed: UInt64 = 7
    ) throws -> LearningCurve {
        func drawn(_ count: Int, seed: UInt64) -> Observations {
            var random = SeededGenerator(seed: seed)
            let (a, b) = ((0..<count).map { _ in random.uniform() }, (0..<count).map { _ in random.uniform() })
            let losses = zip(a, b).map { random.uniform() < 1 / (1 + exp(3 - 2.5 * $0 - 2.5 * $1)) ? 1.0 : 0 }
            return Observations(
                predictors: Frame(
                    columns: [FrameColumn("a", .numbers(a)), FrameColumn("b", .numbers(b))], rowCount: count),
                outcomes: losses, groups: (0..<Int32(count)).map { $0 / 2 })
        }
        let checked = drawn(1500, seed: 99)
        guard case .numbers(let a)? = checked.predictors["a"]?.values,
            case .numbers(let b)? = checked.predictors["b"]?.values
        else { throw CancellationError() }
        let handSet = try ScoredOutcomes(
            logOdds: knowsBoth ? zip(a, b).map { $0 + $1 } : a, outcomes: checked.outcomes, clusters: checked.groups)
        return LearningCurve(
            learned: drawn(count, seed: seed), checked: checked, handSet: handSet,
            options: TrainingOptions(penalty: .ridge, lambda: 1), draws: draws)
    }

    @Test func sizesDoubleUpToAll() throws {
        let curve = try Self.curve(500, knowsBoth: false)
        #expect(curve.points.map(\.renewals) == [50, 100, 200, 400, 500])
        #expect(curve.points.map(\.draws) == [4, 4, 4, 4, 1] && curve.rowCount == 500)
        for point in curve.points {
            #expect(point.lowest <= point.auc && point.auc <= point.highest)
            #expect(abs(point.difference.value - (point.auc - curve.handSet)) < 1e-9)
            #expect(point.losses > 5 && point.losses < point.renewals)
        }
    }

    /// A score that misses a signal is beaten; the number is the first size that stays above it.
    @Test func aScoreThatMissesASignalIsBeaten() throws {
        let curve = try Self.curve(800, knowsBoth: false)
        let crossing = try #require(curve.crossing)
        #expect(crossing.difference.low! > 0 && crossing.renewals <= 800)
        #expect(curve.verdict.contains("from about \(crossing.renewals) renewals on"))
        let before = curve.points.last { $0.renewals < crossing.renewals }
        if let before { #expect((before.difference.low ?? -1) <= 0) }
    }

    /// The best weights that there are cannot be beaten.
    @Test func theTruthIsNotBeaten() throws {
        for seed in UInt64(1)...5 {
            let curve = try Self.curve(400, knowsBoth: true, seed: seed)
            #expect(curve.crossing == nil && curve.verdict.hasPrefix("not reached: with all 400 renewals"))
        }
    }

    /// The same figures whatever ran beside them, and draws of a seed of their own.
    @Test func figuresRepeat() throws {
        let (a, b) = (try Self.curve(200, knowsBoth: false), try Self.curve(200, knowsBoth: false))
        #expect(a.table == b.table && a.points[0].lowest < a.points[0].highest)
    }

    @Test func tooFewRowsAreSaid() throws {
        let curve = try Self.curve(8, knowsBoth: false)
        #expect(curve.points.isEmpty && curve.verdict.hasPrefix("too few"))
    }
}
