import Documents
import Signals

/// What holds at the cut-off.
public struct FactKind: FeatureKind {
    public static let name = "fact"
    public static let summary = "the value of a fact at the cut-off"
    public static let details = """
        The value that is valid at t by what was known before t: the row with the latest valid_from before t; of \
        rows that restate the same valid_from, the one known last. A number, 1 or 0 for a flag, a level for a \
        category. Missing where there is none, where it has ended (valid_to before t), or where the text is no \
        number.
        """
    public static let options: [FeatureOption] = [.fact]
    public static let examples = [
        "{kind: fact, fact: seats, log: true}",
        "{kind: fact, fact: plan}",
        "{kind: fact, fact: champion}",
    ]

    private let fact: FactDeclaration

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { fact = try entry.fact() }

    public var traits: FeatureTraits {
        FeatureTraits(fact.signal.words, isCategory: fact.values == .category)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let handle = plan.fact(fact)
        if fact.values == .category { return .category { evidence in evidence.currentFact(handle)?.text } }
        return .number { evidence in evidence.currentFact(handle)?.number ?? .nan }
    }
}
