import Documents
import Signals

/// One feature over another.
public struct RatioKind: FeatureKind {
    public static let name = "ratio"
    public static let summary = "one feature divided by another"
    public static let details = """
        numerator / denominator, each an entry of its own (kind and options): active users over licensed seats, \
        meetings attended over offered, ARR over active users, daily over monthly users. windows applies to every \
        side that has no window of its own. Missing where either side is, or where the denominator is 0. Held at max \
        from above where that is given.
        """
    public static let options = [
        FeatureOption("numerator", .feature, isRequired: true, "what is divided"),
        FeatureOption("denominator", .feature, isRequired: true, "by what"),
        FeatureOption("max", .number, "the highest value; default none"),
    ]
    public static let examples = [
        "{kind: ratio, numerator: {kind: users, signal: login, window: 30}, denominator: {kind: fact, fact: seats}, max: 1}"
    ]

    private let numerator: any FeatureKind
    private let denominator: any FeatureKind
    private let highest: Double

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        numerator = try entry.feature("numerator")
        denominator = try entry.feature("denominator")
        highest = try entry.number("max") ?? .infinity
    }

    public var traits: FeatureTraits {
        let (top, bottom) = (numerator.traits, denominator.traits)
        return FeatureTraits(
            "\(top.words) over \(bottom.words)", unit: "ratio", sense: top.sense,
            isUndated: top.isUndated || bottom.isUndated, looksAtOthers: top.looksAtOthers || bottom.looksAtOthers)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (top, bottom) = (numerator.evaluator(&plan), denominator.evaluator(&plan))
        guard let top = top.number, let bottom = bottom.number else { return .number { _ in .nan } }
        let highest = highest
        return .number { evidence in
            let (above, below) = (top(evidence), bottom(evidence))
            return above.isNaN || below.isNaN || below == 0 ? .nan : min(above / below, highest)
        }
    }
}
