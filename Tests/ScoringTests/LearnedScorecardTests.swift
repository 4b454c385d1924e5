import Documents
import Features
import Foundation
import Health
import Modeling
import Scoring
import Tables
import Testing

@Suite struct LearnedScorecardTests {
    private static let names = ["a", "b", "c", "d", "e"]

    private static func features() throws -> [Feature] {
        let lines = names.map { "  \($0): {kind: count, signal: s, window: 30}\n" }.joined()
        let text = "version: 1\nsignals:\n  s: {category: usage, dimension: interest}\nfeatures:\n\(lines)"
        return try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml")).features
    }

    private static let line = "map: linear, worst: 0, best: 100"

    private static func card(_ more: String = "", top: String = "version: 1") -> String {
        """
        \(top)  # kept
        name: möglich  # ü before the weights
        groups:
          one:
            weight: 60
            measures:
              a: {weight: 50, \(line)}
              "b": {\(line), weight: 50}  # half
          two:
            measures:
              c: {weight: 100, \(line)}
              d:
                weight: 0
                map: linear
                worst: 0
                best: 100
              e: {weight: 0, pilot: true, \(line)}
            weight: 40
        \(more)
        """
    }

    /// Losses fall with a, three times as much with d, and rise with c; b says nothing.
    private static func data(_ count: Int = 4000) -> Observations {
        var random = SeededGenerator(seed: 9)
        let columns = names.map { _ in (0..<count).map { _ in 100 * random.uniform() } }
        let outcomes = (0..<count).map { row in
            let sum = 2 - 0.02 * columns[0][row] + 0.02 * columns[2][row] - 0.06 * columns[3][row]
            return random.uniform() < 1 / (1 + exp(-sum)) ? 1.0 : 0
        }
        return Observations(
            predictors: Frame(columns: zip(names, columns).map { FrameColumn($0, .numbers($1)) }, rowCount: count),
            outcomes: outcomes)
    }

    private static func learned(_ text: String, origin: String? = nil) throws -> LearnedScorecard {
        try LearnedScorecard(
            Array(text.utf8), file: "scorecard.yaml", features: features(), learnedOn: data(), origin: origin)
    }

    @Test func aPlantedTruthIsWrittenAndReadBack() throws {
        let learned = try Self.learned(Self.card(), origin: "Weights learned.")
        let again = try Scorecard(
            Field.yaml(Array(learned.text.utf8), file: "learned.yaml"), features: Self.features())
        #expect(HealthScores.weights(again) == HealthScores.weights(learned.card))
        // a a quarter, d three quarters; c would be negative and is nothing.
        let shares = HealthScores.weights(again)
        for (share, truth) in zip(shares, [0.25, 0, 0, 0.75, 0]) { #expect(abs(share - truth) < 0.06, "\(shares)") }
        #expect(learned.groups.values.reduce(0, +) == 100)
        #expect(again.groups.map(\.weight) == again.groups.map { Double(learned.groups[$0.name]!) })
        let isFair = learned.measures.values.allSatisfy { $0 >= 0 }
        #expect(isFair && learned.measures["c"] == 0)
        #expect(learned.measures["e"] == nil)
    }

    /// Nothing but the weights is another text.
    @Test func everythingElseStays() throws {
        let card = Self.card("caps:\n  - {when: {feature: a, below: 1}, limit: 40, reason: none}  # row 5\n")
        func skeleton(_ text: String) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.replacing(/weight: [0-9]+/, with: "weight: N")
            }.joined(separator: "\n")
        }
        let text = try Self.learned(card).text
        #expect(skeleton(text) == skeleton(card) && text != card)
        let marked = try Self.learned("\u{FEFF}" + card, origin: "learned").text
        #expect(marked == "# learned\n" + text)
    }

    /// A profile changes some of the weights: what is learned is weighed among them, in either form of the file.
    @Test(arguments: ["version: 1", "version: 1\nweights: strict", "version: 1\nweights: normalised"])
    func profilesAreWeighedAmongWhatIsLearned(top: String) throws {
        let profiles = """
            profiles:
              - {name: young, when: {feature: a, below: 5}, groups: {one: {weight: 60, measures: {a: {weight: 30}, b: {weight: 70}}}}}
              - {name: standard}
            """
        let learned = try Self.learned(Self.card(profiles, top: top))
        #expect(learned.text.contains("weights: normalised") && !learned.text.contains("strict"))
        #expect(learned.card.profiles.count == 2)
        let sums = learned.card.profiles.map { $0.measures.count }
        #expect(sums == [5, 5])
    }

    /// One number at two places cannot become two.
    @Test func aWeightThatIsNoPlainNumberIsRefused() throws {
        let card = Self.card().replacing("a: {weight: 50", with: "a: {weight: &half 50")
            .replacing("weight: 50}", with: "weight: *half}")
        #expect(card.contains("&half 50") && card.contains("*half}"))
        do {
            _ = try Self.learned(card)
            Issue.record("an alias was replaced")
        } catch { #expect("\(error)".contains("cannot be replaced"), "\(error)") }
    }

    /// More points, more losses, in every measure: nothing to write.
    @Test func weightsThatAreAllWrongAreNotWritten() throws {
        let rows = Self.data(1000).predictors
        var (random, sums) = (SeededGenerator(seed: 3), [Double](repeating: 0, count: 1000))
        for column in rows.columns {
            if case .numbers(let values) = column.values { sums = zip(sums, values).map { $0 + $1 } }
        }
        let losses = sums.map { random.uniform() < 1 / (1 + exp(10 - 0.04 * $0)) ? 1.0 : 0 }
        let data = Observations(predictors: rows, outcomes: losses)
        #expect(throws: TrainingError.self) {
            try LearnedScorecard(
                Array(Self.card().utf8), file: "scorecard.yaml", features: Self.features(), learnedOn: data)
        }
    }
}
