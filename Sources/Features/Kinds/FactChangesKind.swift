import Documents
import Signals

/// How often a fact changed.
public struct FactChangesKind: FeatureKind {
    public static let name = "fact_changes"
    public static let summary = "how often a fact changed its value in the window"
    public static let details = """
        The number of rows with valid_from in [t - window, t) whose value differs from the row before them; the \
        first row known is no change. Missing where nothing was known before t.
        """
    public static let options: [FeatureOption] = [.fact, .window(default: 365)]
    public static let examples = ["{kind: fact_changes, fact: plan, window: 365}"]

    private let fact: FactDeclaration
    private let window: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        fact = try entry.fact()
        window = try entry.window(default: 365)
    }

    public var traits: FeatureTraits {
        FeatureTraits("changes of \(fact.signal.words) in \(window) days", unit: "changes", sense: .none)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (handle, window) = (plan.fact(fact), window)
        return .number { evidence in
            let rows = evidence.facts(handle)
            if rows.isEmpty { return .nan }
            let start = evidence.instant(daysBefore: window)
            return Double(zip(rows, rows.dropFirst()).count { $0.value != $1.value && $1.validFrom >= start })
        }
    }
}
