import Health
import Tables
import Testing

/// Laws over random scorecards and accounts.
@Suite struct ScorecardPropertyTests {
    @Test(arguments: 0..<40) func lawsHold(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<25 {
            let card = try Cards.read(RandomCard.text(&random))
            let frame = RandomCard.frame(&random, rows: 10)
            let scores = HealthScores(card, frame)
            #expect(abs(HealthScores.weights(card).reduce(0, +) - 1) < 1e-12)
            #expect(scores.totals.allSatisfy { $0.isNaN || (0...100).contains($0) })
            #expect(scores.coverage.allSatisfy { (0...1).contains($0) })
            #expect(Set(scores.unscored.keys) == Set(scores.totals.indices.filter { scores.totals[$0].isNaN }))
            let parts = Array(scores.dimensions.values.joined()) + Array(scores.categories.values.joined())
            #expect(parts.allSatisfy { $0.isNaN || (-1e-9...100.000001).contains($0) })
            expectMonotone(card, frame, scores, &random)
            expectRowsStandAlone(card, frame, scores)
        }
    }

    /// A known value moved the good way never lowers the score; other measures' points do not move.
    private func expectMonotone(
        _ card: Scorecard, _ frame: Frame, _ before: HealthScores, _ random: inout SeededGenerator
    ) {
        for (place, measure) in card.measures.enumerated() where measure.rule.direction != 0 {
            let step = Double(measure.rule.direction) * 6 * random.uniform()
            let moved = RandomCard.adding(step, to: measure.feature, of: frame)
            let after = HealthScores(card, moved)
            for row in before.totals.indices where !before.totals[row].isNaN {
                #expect(after.totals[row] >= before.totals[row] - 1e-9, "\(measure.name) row \(row)")
            }
            for other in card.measures.indices where other != place {
                #expect(expectClose(after.points[other], before.points[other]))
            }
        }
    }

    private func expectRowsStandAlone(_ card: Scorecard, _ frame: Frame, _ scores: HealthScores) {
        let order = Array((0..<frame.rowCount).reversed())
        let reversed = HealthScores(card, frame.rows(order))
        #expect(expectClose(reversed.totals, order.map { scores.totals[$0] }))
    }
}

/// Scorecards over the tests' numeric features, with every kind of map and policy.
private enum RandomCard {
    static let features = ["logins", "seats", "tickets", "late"]

    static func text(_ random: inout SeededGenerator) -> String {
        let split = 1 + random.below(3)
        let groups = [Array(features[..<split]), Array(features[split...])].enumerated().map { place, names in
            let measures = names.map { "      \($0): {weight: \(1 + random.below(50)), \(map(&random))}\n" }.joined()
            return "  g\(place):\n    weight: \(1 + random.below(50))\n    measures:\n\(measures)"
        }
        return "version: 1\nweights: normalised\ngroups:\n" + groups.joined()
    }

    private static func map(_ random: inout SeededGenerator) -> String {
        let missing = MissingPolicy.allCases[random.below(4)].rawValue
        let (low, high) = (Double(random.below(5)), Double(5 + random.below(5)))
        let points = (0..<3).map { _ in random.below(101) }
        let rule =
            switch random.below(4) {
            case 0: "map: linear, worst: \(low), best: \(high)"
            case 1: "map: linear, worst: \(high), best: \(low)"
            case 2:
                "map: step, below: \(points[0]), steps: [{from: \(low), points: \(points[1])}, {from: \(high), points: \(points[2])}]"
            default:
                "map: inverted-u, worst_low: \(low - 1), best_from: \(low), best_to: \(high), worst_high: \(high + 2)"
            }
        return rule + ", missing: \(missing)"
    }

    static func frame(_ random: inout SeededGenerator, rows: Int) -> Frame {
        let columns = features.map { name in
            FrameColumn(name, .numbers((0..<rows).map { _ in random.below(4) == 0 ? .nan : 12 * random.uniform() }))
        }
        return Frame(columns: columns, rowCount: rows)
    }

    static func adding(_ step: Double, to name: String, of frame: Frame) -> Frame {
        let columns = frame.columns.map { column in
            guard column.name == name, case .numbers(let values) = column.values else { return column }
            return FrameColumn(name, .numbers(values.map { $0 + step }))
        }
        return Frame(columns: columns, rowCount: frame.rowCount)
    }
}
