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

    /// The points of a missing measure; NaN where it has none.
    var points: Double {
        switch self {
        case .redistribute, .block: .nan
        case .neutral: 50
        case .worst: 0
        }
    }
}

/// One rule of the scorecard: a feature, the map to points and the weight within its group.
public struct Measure: Sendable {
    public let name: String
    public let feature: String
    public let weight: Double
    public let rule: any RuleKind
    public let missing: MissingPolicy
    /// Shown, but not counted, whatever its weight. By default so where the feature itself is a pilot.
    public let isPilot: Bool
    /// The feature's own unless the scorecard says otherwise.
    public let dimension: Signal.Dimension
    public let category: Signal.Category

    package static let fieldNames = ["feature", "weight", "map", "missing", "pilot", "dimension", "category"]
    static let largestWeight = 1e6

    /// - Throws: `DocumentError` for an unknown feature, a draft, a counted pilot, an option of another map, or a map of
    ///   numbers over a feature that holds levels.
    init(name: String, _ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(Measure.fieldNames + RuleKinds.all.flatMap { $0.optionNames })
        let known = try Measure.feature(name, fields, features)
        self.name = name
        feature = known.name
        weight = try fields.required("weight").number(in: 0...Measure.largestWeight)
        missing = try fields["missing"]?.choice() ?? .redistribute
        isPilot = try fields["pilot"]?.flag() ?? (known.status == .pilot)
        if let pilot = fields["pilot"], !isPilot, known.status == .pilot {
            throw pilot.error("\(feature) is a pilot: it is shown, but never counted")
        }
        dimension = try fields["dimension"]?.choice() ?? known.dimension
        category = try fields["category"]?.choice() ?? known.category
        rule = try Measure.rule(fields, known)
    }

    private static func feature(
        _ name: String, _ fields: Fields, _ features: [String: Feature]
    ) throws(DocumentError) -> Feature {
        let place = fields["feature"] ?? fields.field
        guard let known = features[try fields["feature"]?.text() ?? name] else {
            if let named = fields["feature"] { return try named.feature(among: features) }
            throw place.error("unknown feature \"\(name)\"" + NearestName.hint(for: name, among: features.keys))
        }
        if known.status == .draft { throw place.error("\(known.name) is a draft: no rule may use it yet") }
        return known
    }

    /// Reads the options of the rule's kind; an option of another kind is refused with the nearest name.
    private static func rule(_ fields: Fields, _ feature: Feature) throws(DocumentError) -> any RuleKind {
        let map = try fields.required("map")
        let name = try map.choice(among: RuleKinds.all.map { $0.name })
        let kind = RuleKinds.named(name)!
        if feature.isCategory, !kind.takesLevels {
            let others = RuleKinds.all.filter { $0.takesLevels }.map { $0.name }.joined(separator: ", ")
            throw map.error("\(feature.name) holds levels, which \(name) does not map (those that do: \(others))")
        }
        return try kind.init(try fields.field.fields(fieldNames + kind.optionNames))
    }

    /// Points of every row; NaN where the feature is missing or holds what the rule does not know.
    func points(_ values: FrameValues) -> [Double] {
        switch values {
        case .numbers(let numbers):
            return numbers.map { $0.isNaN ? .nan : rule.points($0) }
        case .categories(let categories):
            let byLevel = categories.levels.map { rule.points($0) }
            return categories.codes.map { $0 < 0 ? .nan : byLevel[Int($0)] }
        }
    }
}
