import Documents
import Health
import Scoring
import Tables
import Testing

@Suite struct ConcessionsTests {
    private func concessions(_ actions: String, logins: Int = 1) throws -> (Concessions, [AccountScore]) {
        let base = try Base()
        let text = Base.scorecard.replacing(
            "critical: [{action: save, text: Save, owner: customer-success, due_days: 5}]",
            with: "critical: [\(actions)]")
        let card = try Scorecard(Field.yaml(Array(text.utf8), file: "scorecard.yaml"), features: base.set.features)
        let table = base.table((0..<6).map { (id: "a\($0)", logins: $0 == 5 ? 20 : logins, ticket: Double(2)) })
        let scores = try BatchScorer(model: base.model(), scorecard: card).score(table)
        return (Concessions(card, table.frame, scores), scores)
    }

    private static func offer(_ name: String, _ rest: String) -> String {
        "{action: \(name), text: t, owner: sales, due_days: 1, \(rest)}"
    }

    /// P × ARR × effect - cost by hand, the most valuable first; the healthy account is not asked.
    @Test func rankedByWhatTheyAreWorth() throws {
        let (all, scores) = try concessions(ConcessionsTests.offer("discount", "effect: 0.5, cost: 400"))
        let byID = Dictionary(uniqueKeysWithValues: scores.map { ($0.accountID, $0) })
        let expected = (0..<5).map { place -> (String, Double) in
            let score = byID["a\(place)"]!
            return ("a\(place)", score.pChurn * Double(1000 * (place + 1)) * 0.5 - 400)
        }.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
        #expect(expected.count < 5 && expected.count > 1)
        #expect(all.proposals.map(\.score.accountID) == expected.map(\.0))
        for (proposal, (_, value)) in zip(all.proposals, expected) {
            #expect(abs(proposal.value - value) < 1e-9)
            #expect(proposal.low <= proposal.value && proposal.value <= proposal.high)
        }
        #expect(all.notWorthIt == 5 - expected.count && all.notAsked == 0 && all.band == "critical")
        #expect(all.words.contains("their effect is an assumption of the scorecard until it is measured"))
    }

    @Test func theBestOfSeveralCounts() throws {
        let (all, _) = try concessions(
            [
                ConcessionsTests.offer("dear", "effect: 0.5, cost_share: 0.4"),
                ConcessionsTests.offer("cheap", "effect: 0.4, cost: 1"),
                ConcessionsTests.offer("not for them", "effect: 1, cost: 1, when: {feature: logins, above: 5}"),
                ConcessionsTests.offer("no concession", "when: {feature: logins, above: 0}"),
            ].joined(separator: ", "))
        #expect(Set(all.proposals.map(\.action)) == ["cheap"] && all.proposals.count == 5)
    }

    @Test func whatIsNotWorthItsCostIsNotProposed() throws {
        let (all, _) = try concessions(ConcessionsTests.offer("gift", "effect: 0.1, cost: 100000"))
        #expect(all.proposals.isEmpty && all.notWorthIt == 5)
        #expect(all.words.hasPrefix("concessions for 0 of 5 critical accounts"))
    }
}
