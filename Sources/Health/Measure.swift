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
    /// Unique in its scorecard.
    public let name: String
    /// The feature that is mapped.
    public let feature: String
    /// Within its group; 0 is shown and not counted.
    public let weight: Double
    /// From readings to points.
    public let rule: any RuleKind
    /// The second feature, which moves the ends of the map; nil where the map reads none.
    public let context: String?
    /// How its readings grow old; nil where they do not.
    public let age: ReadingAge?
    /// What a missing reading does to the score.
    public let missing: MissingPolicy
    /// Shown, but not counted, whatever its weight. By default so where the feature itself is a pilot.
    public let isPilot: Bool
    /// The feature's own unless the scorecard says otherwise.
    public let dimension: Signal.Dimension
    /// The group that it is tracked in.
    public let category: Signal.Category

    package static let fieldNames =
        ["feature", "weight", "map", "by", "missing", "pilot", "dimension", "category"] + ReadingAge.fieldNames
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
        context = try Measure.context(fields, type(of: rule), features)
        age = try ReadingAge.optional(fields, features: features)
    }

    /// The feature under `by:`, which the maps that read one need and the others refuse.
    private static func context(
        _ fields: Fields, _ kind: any RuleKind.Type, _ features: [String: Feature]
    ) throws(DocumentError) -> String? {
        guard let by = fields["by"] else {
            guard kind.readsContext else { return nil }
            throw fields.field.error("\"by\" is missing: the feature that the ends of \(kind.name) depend on")
        }
        guard kind.readsContext else { throw by.error("\(kind.name) reads no second feature") }
        let known = try by.feature(among: features)
        if known.isCategory { throw by.error("\(known.name) holds levels: the ends depend on a number") }
        return known.name
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

    /// Every feature that it reads.
    public var featureNames: [String] { [feature] + [context, age?.feature].compactMap(\.self) }

    /// Whether it enters the score: pilots and measures of weight 0 are only shown.
    public var isCounted: Bool { !isPilot && weight > 0 }

    /// What the map makes of every row, however old; NaN where a feature is missing, or not in the frame, or holds what the
    /// rule does not know.
    func mapped(_ frame: Frame) -> [Double] {
        switch frame[feature]?.values {
        case .numbers(let numbers):
            rule.points(numbers, at: context.map { frame.numbers($0) })
        case .categories(let categories):
            Measure.points(categories, categories.levels.map { rule.points($0) })
        case nil:
            [Double](repeating: .nan, count: frame.rowCount)
        }
    }

    private static func points(_ categories: Categories, _ byLevel: [Double]) -> [Double] {
        categories.codes.map { $0 < 0 ? .nan : byLevel[Int($0)] }
    }

    /// Days since every row's reading was taken; nil where readings do not grow old.
    func ages(_ frame: Frame) -> [Double]? { age.map { frame.numbers($0.feature) } }

    /// Points after fading and expiry.
    func aged(_ mapped: [Double], _ ages: [Double]?) -> [Double] {
        guard let age, let ages else { return mapped }
        return zip(mapped, ages).map { age.points($0, age: $1) }
    }
}

extension Frame {
    /// The numbers of a column; all missing where there is none.
    func numbers(_ name: String) -> [Double] {
        guard case .numbers(let numbers)? = self[name]?.values else {
            return [Double](repeating: .nan, count: rowCount)
        }
        return numbers
    }
}
