import Documents
import Features
import Signals
import Testing

@Suite struct FeatureSetTests {
    private func read(_ text: String) throws -> FeatureSet {
        try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml"))
    }

    private func read(features: String) throws -> FeatureSet {
        try read(FeatureExamples.declarations + "features:\n" + features)
    }

    @Test func severalWindowsMakeSeveralFeatures() throws {
        let set = try read(features: "  n: {kind: count, signal: login, windows: [30, 90]}\n")
        #expect(set.features.map(\.name) == ["n_30d", "n_90d"])
        #expect(set.features[0].definition == "count(signal: login, window: 30, per: 0, min_history: 1)")
        #expect(set.features[1].description == "number of login in 90 days")
    }

    @Test func theDefinitionHoldsDefaultsAndIgnoresOrder() throws {
        let set = try read(
            features: """
                  a: {kind: count, signal: login, tags: [b, a]}
                  b: {tags: [a, b], window: 90, kind: count, signal: login, per: 0, description: other words}
                  c: {kind: count, signal: login, tags: [a]}
                  d: {kind: count, signal: login, tags: [a, b], log: true}
                """ + "\n")
        let definitions = set.features.map(\.definition)
        #expect(definitions[0] == definitions[1])
        #expect(Set(definitions).count == 3)
    }

    @Test func signalsClassifyAndEntriesOverride() throws {
        let set = try read(
            features: """
                  a: {kind: count, signal: login}
                  b: {kind: recency, signal: login}
                  c: {kind: recency, signal: login, direction: none, category: payment, dimension: fit, status: pilot, actionable: false, unit: d}
                  d: {kind: tenure}
                """ + "\n")
        #expect(set.features.map(\.direction) == [.good, .bad, .none, .none])
        #expect(set.features[0].category == .usage && set.features[0].isActionable && set.features[0].signal == "login")
        #expect(set.features[2].category == .payment && set.features[2].dimension == .fit)
        #expect(set.features[2].status == .pilot && !set.features[2].isActionable && set.features[2].unit == "d")
        #expect(set.features[3].signal == nil && set.features[3].category == .organisation)
        #expect(set.selecting(["d", "a"])?.features.map(\.name) == ["d", "a"])
        #expect(set.selecting(["e"]) == nil)
    }

    @Test(arguments: [
        ("  a: {kind: cuont, signal: login}", "did you mean \"count\"?"),
        ("  a: {kind: count, signal: logn}", "did you mean \"login\"?"),
        ("  a: {kind: count, signal: login, widnow: 30}", "did you mean \"window\"?"),
        ("  a: {kind: count, signal: login, window: 0}", "out of range"),
        ("  a: {kind: count, signal: login, window: 30, windows: [30]}", "exclude each other"),
        ("  a: {kind: count, signal: login, windows: [30, 30]}", "different"),
        ("  a: {kind: count, signal: login, tags: []}", "different texts"),
        ("  a: {signal: login}", "\"kind\" is missing"),
        ("  a: {kind: fact, fact: seat}", "did you mean \"seats\"?"),
        ("  a: {kind: fact, fact: plan, log: true}", "no logarithm"),
        ("  a: {kind: attribute, attribute: notes}", "unknown \"notes\""),
        ("  a: {kind: trend, signal: login, window: 100, period: 30}", "not 3 or more periods"),
        ("  a_30d: {kind: tenure}\n  a: {kind: count, signal: login, windows: [30]}", "stands above"),
        ("  a: {kind: ratio, numerator: {kind: arr, log: true}, denominator: {kind: tenure}}", "unknown name \"log\""),
    ]) func refusesWithTheNearestName(features: String, message: String) {
        let error = #expect(throws: DocumentError.self) { try read(features: features + "\n") }
        let lines =
            FeatureExamples.declarations.split(separator: "\n").count + features.split(separator: "\n").count + 1
        #expect(error?.description.hasPrefix("signals.yaml:\(lines):") == true, "\(error?.description ?? "")")
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("features: {}", "\"version\" is missing"), ("version: 2", "expected version 1"),
        ("version: 1\nfeature: {}", "did you mean \"features\"?"),
        ("version: 1\ntimezone: Europe/Berln", "did you mean \"Europe/Berlin\"?"),
    ]) func refusesTheWholeDocument(text: String, message: String) {
        let error = #expect(throws: DocumentError.self) { try read(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func attributesNeedAWordOfTrust() {
        let text = """
            version: 1
            attributes:
              region: {values: category, category: organisation, dimension: fit}
            features:
              region: {kind: attribute, attribute: region}
            """
        let error = #expect(throws: DocumentError.self) { try read(text) }
        #expect(error?.description.contains("undated: allowed") == true)
    }

    @Test func theSchemaNamesEveryKindAndOption() {
        let text = FeatureSet.jsonSchema().text()
        for kind in FeatureKinds.all {
            #expect(text.contains("\"const\": \"\(kind.name)\""))
            for option in kind.options { #expect(text.contains("\"\(option.name)\": ")) }
        }
    }
}
