import Documents
import Foundation
import Health
import Testing

/// Laws over the whole registry: a kind added there is held to them without a line here.
@Suite struct RuleKindConformanceTests {
    static let examples = RuleKinds.all.flatMap { kind in kind.examples.map { (kind.name, $0.yaml) } }

    private func rule(_ kind: String, _ yaml: String) throws -> any RuleKind {
        let kind = try #require(RuleKinds.named(kind))
        return try kind.init(Field.yaml(Array(yaml.utf8), file: "rule").fields(kind.optionNames))
    }

    @Test func namesDifferAndEveryKindIsDescribed() {
        #expect(Set(RuleKinds.all.map { $0.name }).count == RuleKinds.all.count)
        for kind in RuleKinds.all {
            #expect(!kind.summary.isEmpty && !kind.examples.isEmpty && !kind.optionNames.isEmpty, "\(kind.name)")
            #expect(Set(kind.optionNames).isDisjoint(with: Measure.fieldNames), "\(kind.name)")
        }
    }

    @Test func everyFileOfKindsIsRegistered() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Health/Kinds")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        #expect(Set(files) == Set(RuleKinds.all.map { "\($0).swift" }))
    }

    @Test func examplesGiveTheirPoints() throws {
        for kind in RuleKinds.all {
            for example in kind.examples {
                let rule = try rule(kind.name, example.yaml)
                for (value, points) in example.points {
                    let found = Double(value).map { rule.points($0, at: example.context) } ?? rule.points(value)
                    #expect(abs(found - points) < 1e-9, "\(kind.name) \(example.yaml) \(value)")
                    if kind.takesLevels { #expect(rule.points(value) == found, "\(kind.name) \(value)") }
                }
            }
        }
    }

    @Test(arguments: examples) func lawsHold(kind: String, yaml: String) throws {
        #expect(RuleLaws.broken(by: try rule(kind, yaml)) == [])
    }

    @Test(arguments: examples) func anUnknownOptionIsRefused(kind: String, yaml: String) throws {
        let error = #expect(throws: DocumentError.self) { try rule(kind, "{colour: red, " + yaml.dropFirst()) }
        #expect(error?.description.contains("unknown name \"colour\"") == true)
    }

    @Test(arguments: RuleKinds.all.map { $0.name }) func someOptionIsRequired(kind: String) {
        let error = #expect(throws: DocumentError.self) { try rule(kind, "{}") }
        #expect(error?.description.contains("is missing") == true)
    }

    /// A law counts once a mutant has failed it.
    @Test func theLawsCatchMutants() {
        #expect(RuleLaws.broken(by: Mutant(direction: 1) { 1.2 * $0 }) == ["range"])
        #expect(RuleLaws.broken(by: Mutant(direction: 1) { 100 - $0 }) == ["direction"])
        #expect(RuleLaws.broken(by: Mutant(direction: -1) { $0 }) == ["direction"])
        #expect(RuleLaws.broken(by: Mutant(direction: 0) { $0 }) == [])
    }
}

private enum RuleLaws {
    static let values = (-400...400).map { Double($0) / 8 } + [-1e300, -1e9, 1e9, 1e300, .leastNonzeroMagnitude]

    static func broken(by rule: any RuleKind) -> [String] {
        let contexts: [Double] = type(of: rule).readsContext ? [-1e9, 0, 17, 45, 60, 1e9] : [.nan]
        return Set(contexts.flatMap { broken(by: rule, at: $0) }).sorted(by: >)
    }

    private static func broken(by rule: any RuleKind, at context: Double) -> [String] {
        let points = values.sorted().map { rule.points($0, at: context) }
        let levels = ["", "yes", "nan", "inf", "1"].map { rule.points($0) }
        var broken: [String] = []
        if !(points + levels).allSatisfy({ $0.isNaN || (0...100).contains($0) }) { broken.append("range") }
        let moves = zip(points.dropFirst(), points).map { ($0 - $1) * Double(rule.direction) }
        if moves.contains(where: { $0 < -1e-9 }) { broken.append("direction") }
        if !isWhole(rule, at: context) { broken.append("columns") }
        return broken
    }
}

extension RuleLaws {
    /// A column has the points of its values, and what is missing stays so.
    private static func isWhole(_ rule: any RuleKind, at context: Double) -> Bool {
        let column = rule.points(values + [.nan], at: [Double](repeating: context, count: values.count + 1))
        return zip(column, values.map { rule.points($0, at: context) } + [.nan]).allSatisfy {
            $0 == $1 || ($0.isNaN && $1.isNaN)
        }
    }
}

/// `map` of the value cut to 0-100.
private struct Mutant: RuleKind {
    static let name = "mutant"
    static let summary = ""
    static let examples: [RuleExample] = []
    static let optionNames: [String] = []
    let direction: Int
    let map: @Sendable (Double) -> Double

    init(direction: Int, _ map: @escaping @Sendable (Double) -> Double) {
        (self.direction, self.map) = (direction, map)
    }
    init(_ options: Fields) throws(DocumentError) { self.init(direction: 0) { $0 } }

    func points(_ value: Double) -> Double { map(min(100, max(0, value))) }
}
