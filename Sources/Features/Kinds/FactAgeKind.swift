import Documents
import Signals

/// How long a fact has held.
public struct FactAgeKind: FeatureKind {
    public static let name = "fact_age"
    public static let summary = "days since a fact last changed its value"
    public static let details = """
        Days (a fraction) from the valid_from of the first row of the latest run of equal values to t: restating a \
        value changes nothing. Missing where nothing was known. Not promised: for a value that never changed it is \
        the days since it was first recorded, which may be when recording began.
        """
    public static let options: [FeatureOption] = [.fact]
    public static let examples = ["{kind: fact_age, fact: champion}"]

    private let fact: FactDeclaration

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { fact = try entry.fact() }

    public var traits: FeatureTraits {
        FeatureTraits("days since \(fact.signal.words) changed", unit: "days", sense: .none)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let handle = plan.fact(fact)
        return .number { evidence in
            let rows = evidence.facts(handle)
            guard let last = rows.last else { return .nan }
            let since = rows.reversed().prefix { $0.value == last.value }.last!.validFrom
            return evidence.cutoff.days(since: since)
        }
    }
}
