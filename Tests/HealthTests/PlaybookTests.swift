import Health
import Tables
import Testing

@Suite struct PlaybookTests {
    private func card() throws -> Scorecard {
        try Cards.one(
            "logins: {weight: 100, map: linear, worst: 0, best: 4}",
            rest: """
                states:
                  usage_trend:
                    - {word: falling, when: {feature: seats, below: 3}}
                    - {word: low, when: {feature: seats, below: 10}}
                    - {word: high, when: {feature: seats, at_least: 10}}
                  payment_status:
                    - {word: late, when: {feature: late, at_least: 1}}
                    - {word: on time}
                playbooks:
                  critical:
                    - {action: call, text: Call, owner: sales, due_days: 2, when: {feature: tickets, above: 5}}
                    - {action: write, text: Write, owner: customer-success, due_days: 9}
                    - {action: never, text: Never reached, owner: marketing, due_days: 1}
                  healthy:
                    - {action: ask, text: Ask, owner: marketing, due_days: 0, when: {feature: tickets, missing: true}}
                """)
    }

    private let frame = Cards.frame(["seats": [2, 5, 10, .nan], "late": [0, 1, .nan, 3], "tickets": [6, 5, .nan, 0]])

    @Test func theFirstWordThatHoldsCounts() throws {
        let states = try card().states
        // In the order of the output columns, whatever the file's.
        #expect(states.map(\.name) == ["payment_status", "usage_trend"])
        #expect((0..<4).map { states[0].word(frame, row: $0) } == ["on time", "late", "on time", "late"])
        #expect((0..<4).map { states[1].word(frame, row: $0) } == ["falling", "low", "high", "unknown"])
    }

    @Test func theFirstActionThatHoldsCounts() throws {
        let card = try card()
        #expect(
            (0..<4).map { card.action(band: "critical", frame, row: $0)?.name } == ["call", "write", "write", "write"])
        #expect((0..<4).map { card.action(band: "healthy", frame, row: $0)?.name } == [nil, nil, "ask", nil])
        #expect(card.action(band: "at-risk", frame, row: 0) == nil)
        #expect(card.playbooks["critical"]?.map(\.owner) == [.sales, .customerSuccess, .marketing])
        #expect(card.playbooks["critical"]?.map(\.dueDays) == [2, 9, 1])
    }

    @Test func namesEveryFeatureItReads() throws {
        #expect(try card().featureNames == ["logins", "seats", "late", "tickets"])
    }
}
