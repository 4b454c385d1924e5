import Documents
import Signals

/// How far a number has moved.
public struct FactChangeKind: FeatureKind {
    public static let name = "fact_change"
    public static let summary = "how far a numeric fact moved in the window"
    public static let details = """
        The value at t less the value that was valid at t - window, by what is known before t; with relative: true \
        (the default) divided by the latter. Missing where either is, or where the earlier value is 0 and the change \
        is relative. Headcount, seats and products owned read well so.
        """
    public static let options = [
        .fact, .window(default: 180), FeatureOption("relative", .flag, "as a part of the earlier value; default true"),
    ]
    public static let examples = ["{kind: fact_change, fact: seats, window: 180}"]

    private let fact: FactDeclaration
    private let window: Int
    private let isRelative: Bool

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        fact = try entry.fact()
        guard fact.values != .category else {
            throw entry.error("fact", "expected a number, \(fact.name) is a category")
        }
        window = try entry.window(default: 180)
        isRelative = try entry.flag("relative", default: true)
    }

    public var traits: FeatureTraits {
        FeatureTraits(
            "change of \(fact.signal.words) in \(window) days", unit: isRelative ? "of the earlier value" : nil)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (handle, window, isRelative) = (plan.fact(fact), window, isRelative)
        return .number { evidence in
            let start = evidence.instant(daysBefore: window)
            let earlier = evidence.facts(handle).last { $0.validFrom <= start }
            guard let now = evidence.currentFact(handle)?.number, let earlier, earlier.validTo > start else {
                return .nan
            }
            let change = now - earlier.number
            if !isRelative { return change }
            return earlier.number == 0 ? .nan : change / abs(earlier.number)
        }
    }
}
