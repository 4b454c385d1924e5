import Documents
import Signals

extension FeatureSet {
    /// The JSON Schema (draft 2020-12) of `signals.yaml`, made of the registry's kinds and their options, so that it can
    /// not fall behind what the strict reader takes. Two rules are the reader's alone: that a name is declared, and that
    /// numbers fit together.
    public static func jsonSchema(kinds: [any FeatureKind.Type] = FeatureKinds.all) -> JSON {
        let members: [JSON.Member] = [
            .init("version", .members(["const": .integer(version)])),
            .init("timezone", Schema.text("the business time zone (IANA), in which days begin; default UTC")),
            .init("signals", Schema.map(Schema.evidence(extra: [], required: []))),
            .init(
                "facts",
                Schema.map(Schema.evidence(extra: [.init("values", Schema.choice(FactDeclaration.Values.self))]))),
            .init(
                "attributes",
                Schema.map(
                    Schema.evidence(extra: [
                        .init("values", Schema.choice(AttributeDeclaration.Values.self)),
                        .init("undated", Schema.choice(["allowed", "refused"])),
                    ]))),
            .init("features", Schema.map(.members(["oneOf": .array(kinds.map { Schema.entry($0, isNested: false) })]))),
        ]
        return .object(
            [
                .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
                .init("title", .string("signals.yaml")),
            ] + Schema.closed(members, required: ["version"])
                + [.init("$defs", .members(["number_feature": Schema.nested(kinds)]))])
    }
}

/// The pieces of the schema.
private enum Schema {
    static func text(_ description: String) -> JSON {
        .members(["type": .string("string"), "description": .string(description)])
    }

    static func choice(_ words: [String]) -> JSON { .members(["enum": .strings(words)]) }

    static func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> JSON
    where Choice.RawValue == String {
        choice(Choice.allCases.map(\.rawValue))
    }

    static func map(_ value: JSON) -> JSON { .members(["type": .string("object"), "additionalProperties": value]) }

    /// The members of an object that takes no others.
    static func closed(_ properties: [JSON.Member], required: [String]) -> [JSON.Member] {
        [
            .init("type", .string("object")), .init("properties", .object(properties)),
            .init("required", .strings(required)),
            .init("additionalProperties", .bool(false)),
        ]
    }

    /// A declared signal, fact or attribute.
    static func evidence(extra: [JSON.Member], required: [String] = ["values"]) -> JSON {
        let properties: [JSON.Member] = [
            .init("category", choice(Signal.Category.self)), .init("dimension", choice(Signal.Dimension.self)),
            .init("direction", choice(Signal.Direction.self)), .init("unit", text("of the values")),
            .init("actionable", .members(["type": .string("boolean")])), .init("status", choice(Signal.Status.self)),
            .init("description", text("words for people")),
            .init(
                "range",
                .members(["type": .string("array"), "items": number, "minItems": .integer(2), "maxItems": .integer(2)])),
            .init("tracked_since", .members(["type": .string("string"), "format": .string("date")])),
        ]
        return .object(closed(extra + properties, required: required + ["category", "dimension"]))
    }

    static let number = JSON.members(["type": .string("number")])

    static func integer(_ range: ClosedRange<Int>) -> [JSON.Member] {
        [
            .init("type", .string("integer")), .init("minimum", .integer(range.lowerBound)),
            .init("maximum", .integer(range.upperBound)),
        ]
    }

    static func list(_ item: [JSON.Member], least: Int = 1) -> [JSON.Member] {
        [.init("type", .string("array")), .init("items", .object(item)), .init("minItems", .integer(least))]
    }

    static func shape(_ shape: FeatureOption.Shape) -> [JSON.Member] {
        switch shape {
        case .days: integer(1...3660)
        case .number: [.init("type", .string("number"))]
        case .count(let range): integer(range)
        case .flag: [.init("type", .string("boolean"))]
        case .choice(let words): [.init("enum", .strings(words))]
        case .text, .signal, .fact, .attribute: [.init("type", .string("string"))]
        case .texts: list([.init("type", .string("string"))])
        case .feature: [.init("$ref", .string("#/$defs/number_feature"))]
        case .span: list(integer(0...3660), least: 2) + [.init("maxItems", .integer(2))]
        }
    }

    static func property(_ option: FeatureOption) -> JSON.Member {
        .init(option.name, .object(shape(option.shape) + [.init("description", .string(option.summary))]))
    }

    static func entry(_ kind: any FeatureKind.Type, isNested: Bool) -> JSON {
        let windows: [JSON.Member] =
            kind.options.contains { $0.shape == .feature || $0.name == "window" }
            ? [.init("windows", .object(list(integer(1...3660))))] : []
        let common = isNested ? [] : FeatureOption.common.map(property) + windows
        let kindMember = JSON.Member("kind", .members(["const": .string(kind.name)]))
        let required = ["kind"] + kind.options.filter(\.isRequired).map(\.name)
        return .object(
            [.init("title", .string(kind.name)), .init("description", .string(kind.summary + ". " + kind.details))]
                + closed([kindMember] + kind.options.map(property) + common, required: required))
    }

    /// An entry inside another: no options that are common to features.
    static func nested(_ kinds: [any FeatureKind.Type]) -> JSON {
        .members(["oneOf": .array(kinds.map { entry($0, isNested: true) })])
    }
}
