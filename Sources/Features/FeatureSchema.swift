import Documents
import Signals

extension FeatureSet {
    /// The JSON Schema (draft 2020-12) of `signals.yaml`, made of the registry's kinds and their options, so that it can
    /// not fall behind what the strict reader takes. Two rules are the reader's alone: that a name is declared, and that
    /// numbers fit together.
    public static func jsonSchema(kinds: [any FeatureKind.Type] = FeatureKinds.all) -> JSON {
        let members: [JSON.Member] = [
            .init("version", .members(["const": .integer(version)])),
            .init("timezone", Schema.text(DeclarationField.timezone)),
            .init("signals", Schema.map(Schema.evidence(DeclarationField.ofSignals))),
            .init("facts", Schema.map(Schema.evidence(DeclarationField.ofFacts))),
            .init("attributes", Schema.map(Schema.evidence(DeclarationField.ofAttributes))),
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
    static func evidence(_ fields: [DeclarationField]) -> JSON {
        let properties = fields.map { field in
            JSON.Member(field.name, .object(shape(field.shape) + [.init("description", .string(field.summary))]))
        }
        return .object(closed(properties, required: fields.filter(\.isRequired).map(\.name)))
    }

    static func shape(_ shape: DeclarationField.Shape) -> [JSON.Member] {
        switch shape {
        case .choice(let words): [.init("enum", .strings(words))]
        case .flag: [.init("type", .string("boolean"))]
        case .text: [.init("type", .string("string"))]
        case .range: list([.init("type", .string("number"))], least: 2) + [.init("maxItems", .integer(2))]
        case .day: [.init("type", .string("string")), .init("format", .string("date"))]
        }
    }

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
