import Documents
import Features
import Health
import Signals
import Tables
import Testing

/// Triggers, capacity, tracked features and concessions, as the scorecard declares them.
@Suite struct TriggerTests {
    private static let signals =
        Cards.signals + """
              ratio: {kind: baseline_ratio, signal: login, window: 30}
              ratio_log: {kind: baseline_ratio, signal: login, window: 30, log: true}

            """

    private func card(_ rest: String) throws -> Scorecard {
        let text = """
            version: 1
            groups: {all: {weight: 100, measures: {logins: {weight: 100, map: linear, worst: 0, best: 4}}}}
            \(rest)
            """
        return try Scorecard(
            Field.yaml(Array(text.utf8), file: "scorecard.yaml"), features: Cards.features(TriggerTests.signals))
    }

    private func trigger(_ options: String) throws -> Trigger {
        try card("triggers: [{trigger: t, \(options), action: call, owner: sales, due_days: 3}]").triggers[0]
    }

    private let frame = Cards.frame(
        ["late": [4, 5, 6, .nan], "ratio": [0.2, 0.5, 3, .nan], "tickets": [1, 1, 0, 1]],
        plan: ["basic", "plus", nil, "basic"])

    @Test(arguments: [
        ("when: {feature: late, at_least: 5}", [1, 2]), ("when: {feature: late, missing: true}", [3]),
        ("when: [{feature: late, at_least: 5}, {feature: tickets, above: 0}]", [1]),
        ("normal: {feature: ratio, at_most: 0.5}", [0, 1]), ("normal: {feature: ratio, at_least: 3}", [2]),
        ("normal: {feature: ratio, at_least: 3.1}", []),
        ("when: {feature: tickets, above: 0}, normal: {feature: ratio, at_most: 0.3}", [0]),
        ("when: {feature: plan, equals: basic}", [0, 3]), ("when: {feature: seats, above: 0}", []),
    ])
    func holdsWhereItShould(options: String, expected: [Int]) throws {
        #expect(try trigger(options).rows(frame) == expected)
    }

    @Test func theCoolDownEndsAfterItsDays() throws {
        let day = Day("2026-06-01")!
        let plain = try trigger("when: {feature: late, above: 1}")
        #expect(plain.coolDownDays == 28 && plain.dueDays == 3 && plain.owner == .sales)
        #expect(plain.mayFire(on: day, last: nil))
        #expect(plain.mayFire(on: day + 28, last: day) && !plain.mayFire(on: day + 27, last: day))
        let short = try trigger("when: {feature: late, above: 1}, cooldown_days: 7")
        #expect(short.mayFire(on: day + 7, last: day) && !short.mayFire(on: day + 6, last: day))
    }

    @Test func evidenceSaysWhatWasSeen() throws {
        let both = try trigger("when: {feature: plan, equals: basic}, normal: {feature: ratio, at_most: 0.3}")
        #expect(both.evidence(frame, row: 0) == "plan basic, ratio 0.200 (at most 0.3 x normal)")
        #expect(both.evidence(frame, row: 3) == "plan basic, ratio - (at most 0.3 x normal)")
        // As people count, not as the rule does.
        let quiet = try trigger("when: {feature: quiet_log, at_least: 1}")
        #expect(quiet.evidence(Cards.frame(["quiet_log": [4.511]]), row: 0) == "quiet_log 90.0")
    }

    @Test(arguments: [
        ("triggers: [{trigger: t, action: a, owner: sales, due_days: 1}]", "a trigger needs `when`, `normal` or both"),
        (
            "triggers: [{trigger: t, wen: {feature: late, above: 1}, action: a, owner: sales, due_days: 1}]",
            "unknown name \"wen\", did you mean \"when\"?"
        ),
        (
            "triggers: [{trigger: t, when: {feature: lates, above: 1}, action: a, owner: sales, due_days: 1}]",
            "unknown feature \"lates\", did you mean \"late\"?"
        ),
        (
            "triggers: [{trigger: t, when: [], action: a, owner: sales, due_days: 1}]",
            "an empty list of conditions holds for everyone"
        ),
        (
            "triggers: [{trigger: t, when: {feature: late, above: 1}, action: a, owner: sale, due_days: 1}]",
            "unknown \"sale\", did you mean \"sales\"?"
        ),
        (
            "triggers: [{trigger: t, when: {feature: late, above: 1}, action: a, owner: sales}]",
            "\"due_days\" is missing"
        ),
        (
            "triggers: [{trigger: t, when: {feature: late, above: 1}, action: a, owner: sales, due_days: 1, cooldown_days: 0}]",
            "0 is out of range (expected 1 to 366)"
        ),
        (
            "triggers: [{trigger: t, normal: {feature: late, at_least: 2}, action: a, owner: sales, due_days: 1}]",
            "late is no multiple of the account's own normal (expected a feature of kind baseline_ratio without log"
        ),
        (
            "triggers: [{trigger: t, normal: {feature: ratio_log, at_least: 2}, action: a, owner: sales, due_days: 1}]",
            "ratio_log is no multiple of the account's own normal"
        ),
        (
            "triggers: [{trigger: t, normal: {feature: ratio, at_least: 0.5}, action: a, owner: sales, due_days: 1}]",
            "1 is normal: a rise is above 1 times the normal"
        ),
        (
            "triggers: [{trigger: t, normal: {feature: ratio, at_most: 1}, action: a, owner: sales, due_days: 1}]",
            "1 is normal: a fall is 0 to below 1 times the normal"
        ),
        (
            "triggers: [{trigger: t, normal: {feature: ratio}, action: a, owner: sales, due_days: 1}]",
            "expected exactly one of at_least, at_most"
        ),
        ("capacity: {sale: 3}", "unknown name \"sale\", did you mean \"sales\"?"),
        ("capacity: {customer_success: 3}", "did you mean \"customer-success\"?"),
        ("capacity: {sales: -1}", "-1 is out of range"),
        ("tracking: {payments: [late]}", "unknown name \"payments\", did you mean \"payment\"?"),
        ("tracking: {payment: [lates]}", "unknown feature \"lates\", did you mean \"late\"?"),
        ("tracking: {payment: [late], usage: [late]}", "late stands twice"),
        (
            "playbooks: {critical: [{action: a, text: b, owner: sales, due_days: 1, cost: 5}]}",
            "a cost needs an `effect` to be held against"
        ),
        (
            "playbooks: {critical: [{action: a, text: b, owner: sales, due_days: 1, effect: 0.2}]}",
            "an effect needs a `cost` or a `cost_share` to be held against"
        ),
        (
            "playbooks: {critical: [{action: a, text: b, owner: sales, due_days: 1, effect: 20, cost: 1}]}",
            "20 is out of range (expected 0 to 1)"
        ),
    ])
    func whatMakesNoSenseIsRefused(text: String, message: String) {
        let found = refusal { try card(text) }
        #expect(found.hasPrefix("scorecard.yaml:3:") && found.contains(message), "\(found)")
    }

    @Test func oneNameIsOneTrigger() {
        let one = "{trigger: t, when: {feature: late, above: 1}, action: a, owner: sales, due_days: 1}"
        let found = refusal { try card("triggers: [\(one), \(one)]") }
        #expect(found.contains("a trigger named \"t\" stands above"), "\(found)")
    }

    @Test func capacityIsUnlimitedWhereNothingIsSaid() throws {
        let capacity = try card("capacity: {sales: 0, marketing: 3}").capacity
        #expect(capacity[.sales] == 0 && capacity[.marketing] == 3 && capacity[.customerSuccess] == nil)
        #expect(try card("").capacity[.sales] == nil)
    }

    @Test func trackedFeaturesFollowTheCategories() throws {
        let tracked = try card("tracking: {usage: [seats, logins], payment: [late]}").tracked
        #expect(tracked.features.map(\.name) == ["late", "seats", "logins"])
        #expect(tracked.all.map(\.category) == [.payment, .usage])
    }

    /// P × ARR × effect - cost - share of ARR, by hand.
    @Test func aConcessionIsWorthWhatItSavesLessWhatItCosts() throws {
        let all = try card(
            "playbooks: {critical: [{action: a, text: b, owner: sales, due_days: 1, effect: 0.4, cost: 500, cost_share: 0.05}]}"
        ).playbooks
        let concession = try #require(all["critical"]?[0].concession)
        #expect(abs(concession.value(probability: 0.5, arr: 10_000) - 1000) < 1e-9)
        #expect(abs(concession.value(probability: 0.1, arr: 10_000) + 600) < 1e-9)
    }

    @Test func namesEveryFeatureItReads() throws {
        let card = try card(
            """
            triggers: [{trigger: t, when: {feature: late, above: 1}, normal: {feature: ratio, at_most: 0.3}, action: a, owner: sales, due_days: 1}]
            tracking: {usage: [seats]}
            """)
        #expect(card.featureNames == ["logins", "late", "ratio", "seats"])
    }
}
