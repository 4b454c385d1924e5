import Documents
import Features
import Signals
import Tables

/// What happens to a measure whose feature is missing.
public enum MissingPolicy: String, Sendable, CaseIterable {
    /// Its weight goes to the other measures of its group (default: no evidence is not bad evidence).
    case redistribute
    /// 50 points.
    case neutral
    /// 0 points.
    case worst
    /// The account is left unscored.
    case block
}

/// One rule of the scorecard: a feature, the map to points and the weight within its group.
public struct Measure: Sendable {
    public let name: String
    public let feature: String
    public let weight: Double
    public let rule: any RuleKind
    public let missing: MissingPolicy
    /// Shown, but not counted.
    public let isPilot: Bool
    public let dimension: Signal.Dimension?
    public let category: Signal.Category?

    static let fieldNames = ["feature", "weight", "map", "missing", "pilot", "dimension", "category"]

    init(name: String, _ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(Measure.fieldNames + RuleKinds.all.flatMap { $0.optionNames })
        self.name = name
        feature = try fields["feature"]?.text() ?? name
        guard let known = features[feature] else {
            throw (fields["feature"] ?? field).error(
                "unknown feature \"\(feature)\"" + NearestName.hint(for: feature, among: features.keys))
        }
        weight = try fields.required("weight").number(in: 0...1e6)
        missing = try fields["missing"]?.choice() ?? .redistribute
        isPilot = try fields["pilot"]?.flag() ?? false
        dimension = try fields["dimension"]?.choice() ?? known.dimension
        category = try fields["category"]?.choice() ?? known.category
        let kind = try fields.required("map").choice(among: RuleKinds.all.map { $0.name })
        rule = try Measure.rule(RuleKinds.named(kind)!, field)
    }

    /// Reads the options of the rule's kind; an option of another kind is refused with the nearest name.
    private static func rule(_ kind: any RuleKind.Type, _ field: Field) throws(DocumentError) -> any RuleKind {
        try kind.init(try field.fields(fieldNames + kind.optionNames))
    }

    /// Points of every row; NaN where the feature is missing and the policy does not say otherwise.
    func points(_ values: FrameValues) -> [Double] {
        let ifMissing: Double = missing == .neutral ? 50 : missing == .worst ? 0 : .nan
        switch values {
        case .numbers(let numbers):
            return numbers.map { $0.isNaN ? ifMissing : rule.points($0) }
        case .categories(let categories):
            let byLevel = categories.levels.map { rule.points($0) ?? ifMissing }
            return categories.codes.map { $0 < 0 ? ifMissing : byLevel[Int($0)] }
        }
    }
}

/// Measures that are weighted among themselves before the groups are.
public struct MeasureGroup: Sendable {
    public let name: String
    public let weight: Double
    public let measures: [Measure]
}
