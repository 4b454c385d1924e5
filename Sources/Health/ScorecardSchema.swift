import Documents
import Signals

extension Scorecard {
    /// JSON Schema (2020-12) of `scorecard.yaml`, made of the registry of rules.
    public static func jsonSchema() -> JSON {
        .members([
            "$schema": .string("https://json-schema.org/draft/2020-12/schema"), "title": .string("scorecard.yaml"),
            "type": .string("object"), "additionalProperties": .bool(false),
            "required": .strings(["version", "groups"]),
            "properties": .members([
                "version": .members(["const": .integer(1)]), "name": type("string"),
                "weights": choice(["strict", "normalised"]), "groups": map(of: group()),
                "profiles": list(of: profile),
                "bands": list(of: closed(["name": type("string"), "from": type("integer"), "to": type("integer")])),
                "caps": list(of: closed(["when": condition, "limit": type("number"), "reason": type("string")])),
                "overrides": list(of: override), "rollup": choice(RollUp.allCases.map(\.rawValue)),
                "states": closed(DerivedState.names.map { ($0, list(of: word)) }),
                "playbooks": map(of: list(of: action)), "triggers": list(of: trigger), "capacity": capacity,
                "tracking": tracking,
            ]),
        ])
    }

    /// - Parameter isPart: of a profile, which names only what it changes.
    private static func group(isPart: Bool = false) -> JSON {
        let members = [("weight", type("number")), ("measures", map(of: measure(isPart: isPart)))]
        return closed(members, required: isPart ? [] : members.map { $0.0 })
    }

    private static func measure(isPart: Bool) -> JSON {
        let options = Set(RuleKinds.all.flatMap { $0.optionNames }).sorted()
        let own: [(String, JSON)] = [
            ("feature", type("string")), ("weight", type("number")), ("map", choice(RuleKinds.all.map { $0.name })),
            ("by", type("string")), ("missing", choice(MissingPolicy.allCases.map(\.rawValue))),
            ("pilot", type("boolean")), ("dimension", choice(Signal.Dimension.allCases.map(\.rawValue))),
            ("category", choice(Signal.Category.allCases.map(\.rawValue))), ("age", type("string")),
            ("half_life", type("number")), ("expires", type("number")),
        ]
        guard isPart else { return closed(own + options.map { ($0, .object([])) }, required: ["weight", "map"]) }
        return closed(
            own.filter { ProfiledField.measureNames.contains($0.0) } + options.map { ($0, .object([])) }, required: [])
    }

    private static var profile: JSON {
        closed(
            [("name", type("string")), ("when", condition), ("groups", map(of: group(isPart: true)))],
            required: ["name"])
    }

    private static var override: JSON {
        let members: [(String, JSON)] = [
            ("account", type("string")), ("score", type("integer")), ("band", type("string")), ("cap", type("integer")),
            ("author", type("string")), ("reason", type("string")), ("from", day), ("expires", day),
        ]
        return closed(members, required: ["account", "author", "reason", "from", "expires"])
    }

    private static var day: JSON { .members(["type": .string("string"), "format": .string("date")]) }

    private static var condition: JSON {
        let bounds = ConditionTest.boundNames.map { ($0, type("number")) }
        return closed(
            [("feature", type("string"))] + bounds + [("equals", .object([])), ("missing", type("boolean"))],
            required: ["feature"])
    }

    private static var word: JSON {
        closed(
            [
                ("word", type("string")), ("when", condition),
                ("colour", choice(DerivedState.Colour.allCases.map(\.rawValue))),
            ], required: ["word"])
    }

    private static var action: JSON {
        closed(
            [
                ("action", type("string")), ("text", type("string")),
                ("owner", choice(PlaybookAction.Owner.allCases.map(\.rawValue))), ("due_days", type("integer")),
                ("when", condition), ("effect", type("number")), ("cost", type("number")),
                ("cost_share", type("number")),
            ], required: ["action", "text", "owner", "due_days"])
    }

    private static var trigger: JSON {
        let bounds = OwnDeviation.fieldNames.dropFirst().map { ($0, type("number")) }
        return closed(
            [
                ("trigger", type("string")),
                ("when", .members(["anyOf": .array([condition, list(of: condition)])])),
                ("normal", closed([("feature", type("string"))] + bounds, required: ["feature"])),
                ("cooldown_days", type("integer")), ("action", type("string")),
                ("owner", choice(PlaybookAction.Owner.allCases.map(\.rawValue))), ("due_days", type("integer")),
            ], required: ["trigger", "action", "owner", "due_days"])
    }

    private static var capacity: JSON { closed(PlaybookAction.Owner.allCases.map { ($0.rawValue, type("integer")) }) }
    private static var tracking: JSON { closed(TrackedFeatures.fieldNames.map { ($0, list(of: type("string"))) }) }

    private static func type(_ name: String) -> JSON { .members(["type": .string(name)]) }
    private static func choice(_ words: [String]) -> JSON { .members(["enum": .strings(words)]) }
    private static func list(of items: JSON) -> JSON { .members(["type": .string("array"), "items": items]) }

    private static func map(of values: JSON) -> JSON {
        .members(["type": .string("object"), "additionalProperties": values])
    }

    private static func closed(_ members: KeyValuePairs<String, JSON>) -> JSON {
        closed(members.map { ($0.key, $0.value) }, required: members.map(\.key))
    }

    private static func closed(_ members: [(String, JSON)], required: [String] = []) -> JSON {
        .members([
            "type": .string("object"), "additionalProperties": .bool(false), "required": .strings(required),
            "properties": .object(members.map { JSON.Member($0.0, $0.1) }),
        ])
    }
}
