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
                "weights": choice(["strict", "normalised"]), "groups": map(of: group),
                "bands": list(of: closed(["name": type("string"), "from": type("integer"), "to": type("integer")])),
                "caps": list(of: closed(["when": condition, "limit": type("number"), "reason": type("string")])),
                "states": closed(DerivedState.names.map { ($0, list(of: word)) }),
                "playbooks": map(of: list(of: action)),
            ]),
        ])
    }

    private static var group: JSON { closed(["weight": type("number"), "measures": map(of: measure)]) }

    private static var measure: JSON {
        let options = Set(RuleKinds.all.flatMap { $0.optionNames }).sorted()
        let own: [(String, JSON)] = [
            ("feature", type("string")), ("weight", type("number")), ("map", choice(RuleKinds.all.map { $0.name })),
            ("missing", choice(MissingPolicy.allCases.map(\.rawValue))), ("pilot", type("boolean")),
            ("dimension", choice(Signal.Dimension.allCases.map(\.rawValue))),
            ("category", choice(Signal.Category.allCases.map(\.rawValue))),
        ]
        return closed(own + options.map { ($0, .object([])) }, required: ["weight", "map"])
    }

    private static var condition: JSON {
        let bounds = ConditionTest.boundNames.map { ($0, type("number")) }
        return closed(
            [("feature", type("string"))] + bounds + [("equals", .object([])), ("missing", type("boolean"))],
            required: ["feature"])
    }

    private static var word: JSON { closed([("word", type("string")), ("when", condition)], required: ["word"]) }

    private static var action: JSON {
        closed(
            [
                ("action", type("string")), ("text", type("string")),
                ("owner", choice(PlaybookAction.Owner.allCases.map(\.rawValue))), ("due_days", type("integer")),
                ("when", condition),
            ], required: ["action", "text", "owner", "due_days"])
    }

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
