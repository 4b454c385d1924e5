import Documents
import Features
import Foundation
import Health
import Modeling
import Scoring
import Tables
import Testing

@Suite struct WeightComparisonTests {
    private static let names = ["a", "b", "c", "d", "e"]

    /// Equal hand-set weights on a, b, c; d a pilot; e never known. All 0-100 points as they are.
    private func card() throws -> Scorecard {
        let features = WeightComparisonTests.names.map { "  \($0): {kind: count, signal: s, window: 30}\n" }.joined()
        let signals = "version: 1\nsignals:\n  s: {category: usage, dimension: interest}\nfeatures:\n\(features)"
        let line = "map: linear, worst: 0, best: 100"
        let card = """
            version: 1
            groups:
              all:
                weight: 100
                measures:
                  a: {weight: 30, \(line)}
                  b: {weight: 30, \(line)}
                  c: {weight: 30, \(line)}
                  d: {weight: 0, \(line), pilot: true}
                  e: {weight: 10, \(line)}
            """
        let set = try FeatureSet(Field.yaml(Array(signals.utf8), file: "signals.yaml"))
        return try Scorecard(Field.yaml(Array(card.utf8), file: "scorecard.yaml"), features: set.features)
    }

    /// Losses that fall with a, rise with c, and fall with d, three times as much as with a; b says nothing.
    private func data(_ count: Int, seed: UInt64 = 9) -> Observations {
        var random = SeededGenerator(seed: seed)
        let columns = (0..<4).map { _ in (0..<count).map { _ in 100 * random.uniform() } }
        let outcomes = (0..<count).map { row in
            let sum = -0.02 * columns[0][row] + 0.02 * columns[2][row] - 0.06 * columns[3][row] + 2
            return random.uniform() < 1 / (1 + exp(-sum)) ? 1.0 : 0
        }
        let frame = Frame(
            columns: zip(WeightComparisonTests.names, columns + [[Double](repeating: .nan, count: count)]).map {
                FrameColumn($0, .numbers($1))
            }, rowCount: count)
        return Observations(predictors: frame, outcomes: outcomes)
    }

    @Test func aPlantedTruthIsFound() throws {
        let weights = try WeightComparison(card(), data(6000), replicates: 100).weights
        #expect(weights.map(\.measure) == WeightComparisonTests.names)
        #expect(zip(weights.map(\.handSet), [0.3, 0.3, 0.3, 0, 0.1]).allSatisfy { abs($0 - $1) < 1e-12 })
        for (weight, truth) in zip(weights, [0.2, 0, -0.2, 0.6]) {
            #expect(abs(weight.learned - truth) < 0.06, "\(weight)")
            #expect(weight.low < weight.learned && weight.learned < weight.high)
        }
        #expect(abs(weights.prefix(4).reduce(0) { $0 + abs($1.learned) } - 1) < 1e-9)
        #expect(
            weights.map(\.verdict)[1...] == [
                "hand-set weight too high", "sign conflict: more points, more losses", "missing from the scorecard",
                "nothing to learn from",
            ])
        #expect(weights[4].learned.isNaN && !weights[4].disagrees)
    }

    /// A strong penalty would draw the shares together; where there are losses enough its pull is taken out, and the interval holds the
    /// truth, which lies far from equal shares. Where they are few it is told.
    @Test func theIntervalIsOfTheTrueShares() throws {
        let weights = try WeightComparison(card(), data(1200, seed: 31), replicates: 300)
        #expect(!weights.isShrunken)
        for (weight, truth) in zip(weights.weights, [0.2, 0, -0.2, 0.6]) {
            #expect(weight.low <= truth && truth <= weight.high, "\(weight)")
        }
        #expect(try WeightComparison(card(), data(60), replicates: 20).isShrunken)
    }

    @Test func theSameSeedGivesTheSame() throws {
        let (card, data) = (try card(), data(400))
        let (a, b) = (
            try WeightComparison(card, data, replicates: 20), try WeightComparison(card, data, replicates: 20)
        )
        let other = try WeightComparison(card, data, seed: 43, replicates: 20)
        #expect(a.weights.map(\.low).dropLast() == b.weights.map(\.low).dropLast())
        #expect(a.table.rows.dropLast() == b.table.rows.dropLast())
        #expect(a.weights.map(\.low).dropLast() != other.weights.map(\.low).dropLast())
    }

    /// What was held out cannot matter: only the rows that are handed over are learned from.
    @Test func onlyTheGivenRowsAreLearnedFrom() throws {
        let all = data(800)
        let half = all.rows(Array(0..<400))
        let a = try WeightComparison(card(), half, replicates: 5)
        let b = try WeightComparison(card(), data(800).rows(Array(0..<400)), replicates: 5)
        #expect(a.weights.map(\.learned).dropLast() == b.weights.map(\.learned).dropLast())
        let c = try WeightComparison(card(), all, replicates: 5)
        #expect(a.weights[0].learned != c.weights[0].learned)
    }

    @Test func theTableHasTheLargestDifferencesFirst() throws {
        let table = try WeightComparison(card(), data(6000), replicates: 20).table
        #expect(table.columns.map(\.name) == ["measure", "hand_set", "learned", "low", "high", "verdict"])
        #expect(table.rows.map { $0[0] } == ["d", "c", "b", "a", "e"].map { .text($0) })
        #expect(table.text(row: 4, column: 2) == "-")
    }

    @Test(arguments: [
        (0.3, 0.2, 0.4, "agrees"), (0.3, 0.3, 0.5, "agrees"), (0.3, 0.1, 0.31, "too uncertain to move"),
        (0.3, 0.4, 0.5, "hand-set weight too low"), (0.3, 0.0, 0.2, "hand-set weight too high"),
        (0.3, -0.2, 0.1, "hand-set weight too high"), (0.3, -0.2, -0.01, "sign conflict: more points, more losses"),
        (0, 0.1, 0.2, "missing from the scorecard"), (0, -0.1, 0.1, "agrees"),
        (0.3, .nan, .nan, "nothing to learn from"),
    ])
    func verdictsStandAtTheirThresholds(handSet: Double, low: Double, high: Double, verdict: String) {
        let weight = WeightComparison.Weight(
            measure: "m", handSet: handSet, learned: (low + high) / 2, low: low, high: high)
        #expect(weight.verdict == verdict)
        #expect(weight.disagrees == !["agrees", "too uncertain to move", "nothing to learn from"].contains(verdict))
    }

    @Test func `what a scorecard says through its features adds up to the points that are missing`() throws {
        let (card, rows) = (try card(), data(50))
        let said = try #require(rows.weighed(by: card).handSet)
        // d is a pilot; e is never known, so it says nothing.
        #expect(said.keys.sorted() == ["a", "b", "c", "e"])
        let silent = try #require(said["e"]).allSatisfy { $0.isNaN }
        #expect(silent)
        for row in 0..<50 {
            let sum = ["a", "b", "c"].reduce(0) { $0 + said[$1]![row] }
            guard case .numbers(let a)? = rows.predictors["a"]?.values,
                case .numbers(let b)? = rows.predictors["b"]?.values,
                case .numbers(let c)? = rows.predictors["c"]?.values
            else { throw CancellationError() }
            #expect(abs(sum - 0.3 * (300 - a[row] - b[row] - c[row]) / 10) < 1e-9)
        }
    }
}
