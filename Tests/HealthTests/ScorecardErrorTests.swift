import Health
import Testing

/// A scorecard that does not say what it should is refused with the place and the nearest name.
@Suite struct ScorecardErrorTests {
    static let cases: [(text: String, message: String)] = [
        // C01: the sums of weights
        (
            "a: {weight: 100, measures: {logins: {weight: 98, RULE}}}",
            "3:30: groups.a.measures: the weights sum to 98, expected 100"
        ),
        (
            "a: {weight: 20, measures: {logins: {weight: 100, RULE}}}\n  b: {weight: 100, measures: {seats: {weight: 100, RULE}}}",
            "groups: the weights sum to 120, expected 100 (or say `weights: normalised`)"
        ),
        ("a: {weight: 100, measures: {}}", "the weights sum to 0"),
        ("a: {weight: 100, measures: {rumour: {weight: 100, RULE}}}", "the weights sum to 0"),
        // C02
        ("a: {weight: 100, measures: {logins: {weight: -1, RULE}}}", "-1 is out of range (expected 0 to 1000000)"),
        // C05
        (
            "a: {weight: 100, measures: {logins: {wieght: 100, RULE}}}",
            "groups.a.measures.logins.wieght: unknown name \"wieght\", did you mean \"weight\"?"
        ),
        (
            "a: {weight: 100, measure: {logins: {weight: 100, RULE}}}",
            "unknown name \"measure\", did you mean \"measures\"?"
        ),
        // C06
        (
            "a: {weight: 100, measures: {logins: {weight: 100, RULE}}}\n  a: {weight: 100, measures: {}}",
            "stands twice"
        ),
        // C07
        (
            "a: {weight: 100, measures: {logins: {weight: \"100\", RULE}}}",
            "groups.a.measures.logins.weight: expected a number, found the text \"100\""
        ),
        // C16
        (
            "a: {weight: 50, measures: {logins: {weight: 100, RULE}}}\n  b: {weight: 50, measures: {logins: {feature: seats, weight: 100, RULE}}}",
            "4:38: groups.b.measures.logins: measure \"logins\" stands twice (first in line 3)"
        ),
        (
            "a: {weight: 100, measures: {logins: {weight: 50, RULE}, again: {feature: logins, weight: 50, RULE}}}",
            "feature \"logins\" is counted twice (by \"logins\" in line 3)"
        ),
        // names
        (
            "a: {weight: 100, measures: {login: {weight: 100, RULE}}}",
            "unknown feature \"login\", did you mean \"logins\"?"
        ),
        (
            "a: {weight: 100, measures: {x: {feature: ticket, weight: 100, RULE}}}",
            "x.feature: unknown feature \"ticket\", did you mean \"tickets\"?"
        ),
        // what a measure may read
        ("a: {weight: 100, measures: {idea: {weight: 100, RULE}}}", "idea is a draft: no rule may use it yet"),
        (
            "a: {weight: 100, measures: {rumour: {weight: 100, pilot: false, RULE}}}",
            "rumour is a pilot: it is shown, but never counted"
        ),
        (
            "a: {weight: 100, measures: {plan: {weight: 100, RULE}}}",
            "plan holds levels, which linear does not map (those that do: category)"
        ),
        (
            "a: {weight: 100, measures: {logins: {weight: 100, missing: worse, RULE}}}",
            "unknown \"worse\", did you mean \"worst\"?"
        ),
    ]

    @Test(arguments: cases) func groupsAreRefused(text: String, message: String) {
        let rule = "map: linear, worst: 0, best: 4"
        expectRefusal("version: 1\ngroups:\n  \(text.replacing("RULE", with: rule))\n", message)
    }

    @Test(arguments: [
        ("bnads: []", "7:8: bnads: unknown name \"bnads\", did you mean \"bands\"?"),
        (
            "playbooks: {critcal: []}",
            "7:22: playbooks.critcal: no band is called \"critcal\", did you mean \"critical\"?"
        ),
        (
            "playbooks: {critical: [{action: a, text: b, owner: finance, due_days: 1}]}",
            "unknown \"finance\" (known: customer-success, marketing, sales)"
        ),
        ("playbooks: {critical: [{action: a, text: b, owner: sales}]}", "\"due_days\" is missing"),
        (
            "playbooks: {critical: [{action: a, text: b, owner: sales, due_days: -1}]}",
            "-1 is out of range (expected 0 to 730)"
        ),
        ("states: {payment_stats: []}", "unknown name \"payment_stats\", did you mean \"payment_status\"?"),
        ("states: {payment_status: [{when: {feature: late, above: 1}}]}", "\"word\" is missing"),
        ("caps: [{when: {feature: late, above: 1}, limit: 120, reason: x}]", "120 is out of range (expected 0 to 100)"),
        ("caps: [{when: {feature: late, above: 1}, limit: 10}]", "\"reason\" is missing"),
        ("caps: [{when: {feature: late}, limit: 10, reason: x}]", "a condition needs one of above, at_least, below"),
        (
            "caps: [{when: {feature: lates, above: 1}, limit: 10, reason: x}]",
            "unknown feature \"lates\", did you mean \"late\"?"
        ),
        (
            "caps: [{when: {feature: plan, above: 1}, limit: 10, reason: x}]",
            "plan holds levels: use `equals` or `missing`"
        ),
        ("caps: [{when: {feature: late, equals: many}, limit: 10, reason: x}]", "expected a number, found many"),
        ("caps: [{when: {feature: late, missing: yes}, limit: 10, reason: x}]", "expected true or false, found yes"),
        (
            "caps: [{when: {feature: late, missing: true, above: 1}, limit: 10, reason: x}]",
            "`missing: true` excludes every other test"
        ),
        ("weights: normalized", "unknown \"normalized\", did you mean \"normalised\"?"),
    ])
    func theRestIsRefused(text: String, message: String) {
        let group =
            "  a:\n    weight: 100\n    measures:\n      logins: {weight: 100, map: linear, worst: 0, best: 4}\n"
        expectRefusal("version: 1\ngroups:\n\(group)\(text)\n", message)
    }

    @Test(arguments: [
        ("groups: {}", "1:1: \"version\" is missing"), ("version: 2\ngroups: {}", "version: 2 is out of range"),
        ("version: 1", "\"groups\" is missing"), ("version: 1\ngroups: []", "groups: expected a mapping, found a list"),
        ("version: 1\ngroups: {}", "groups: the weights sum to 0"),
    ])
    func theHeadIsRefused(text: String, message: String) { expectRefusal(text, message) }

    private func expectRefusal(_ text: String, _ message: String) {
        let found = refusal { try Cards.read(text) }
        #expect(found.hasPrefix("scorecard.yaml:") && found.contains(message), "\(found)")
    }
}
