import Documents
import Health
import Testing

/// The JSON Schema says what the decoder accepts: the same names at every place.
@Suite struct ScorecardSchemaTests {
    private let schema = Scorecard.jsonSchema()

    @Test func everyNameOfTheDecoderIsInTheSchema() {
        let group = ["properties", "groups", "additionalProperties"]
        let measure = group + ["properties", "measures", "additionalProperties"]
        let options = Set(RuleKinds.all.flatMap { $0.optionNames })
        #expect(names() == Scorecard.fieldNames.sorted())
        #expect(names(at: group) == MeasureGroup.fieldNames.sorted())
        #expect(names(at: measure) == (Measure.fieldNames + options).sorted())
        #expect(names("properties", "bands", "items") == Band.fieldNames.sorted())
        #expect(names("properties", "caps", "items") == ScoreCap.fieldNames.sorted())
        #expect(names("properties", "caps", "items", "properties", "when") == Condition.fieldNames.sorted())
        #expect(names("properties", "overrides", "items") == ScoreOverride.fieldNames.sorted())
        let profile = ["properties", "profiles", "items"]
        let changes = profile + ["properties", "groups", "additionalProperties"]
        #expect(names(at: profile) == Profile.fieldNames.sorted())
        #expect(names(at: changes) == MeasureGroup.fieldNames.sorted())
        let changed = changes + ["properties", "measures", "additionalProperties"]
        #expect(names(at: changed) == (ProfiledField.measureNames + options).sorted())
        #expect(names("properties", "states") == DerivedState.names.sorted())
        let states = ["properties", "states", "properties", "usage_trend", "items"]
        #expect(names(at: states) == DerivedState.Word.fieldNames.sorted())
        let playbook = ["properties", "playbooks", "additionalProperties", "items"]
        #expect(names(at: playbook) == PlaybookAction.fieldNames.sorted())
        let trigger = ["properties", "triggers", "items"]
        #expect(names(at: trigger) == Trigger.fieldNames.sorted())
        #expect(names(at: trigger + ["properties", "normal"]) == OwnDeviation.fieldNames.sorted())
        #expect(names("properties", "capacity") == PlaybookAction.Owner.allCases.map(\.rawValue).sorted())
        #expect(names("properties", "tracking") == TrackedFeatures.fieldNames.sorted())
    }

    private func names(_ path: String...) -> [String] { names(at: path) }

    /// The names that the schema allows in the object at a path of schema keywords.
    private func names(at path: [String]) -> [String] {
        let place = path.reduce(schema) { $0[$1] ?? .null }
        #expect(place["additionalProperties"] == .bool(false), "\(path)")
        return place["properties"]?.memberNames.sorted() ?? []
    }

    @Test func choicesAreTheDecoders() {
        let measure = [
            "properties", "groups", "additionalProperties", "properties", "measures", "additionalProperties",
        ]
        let place = (measure + ["properties"]).reduce(schema) { $0[$1] ?? .null }
        #expect(place["map"]?["enum"] == .strings(RuleKinds.all.map { $0.name }))
        #expect(place["missing"]?["enum"] == .strings(MissingPolicy.allCases.map(\.rawValue)))
    }

    /// What the decoder requires the schema requires: without it there is an error.
    @Test func requiredNamesAreRequired() {
        #expect(schema["required"] == .strings(["version", "groups"]))
        #expect(schema["$schema"] == .string("https://json-schema.org/draft/2020-12/schema"))
    }
}

extension JSON {
    subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var memberNames: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }
}
