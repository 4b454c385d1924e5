import Documents
import Signals
import Tables

/// A column of the accounts table.
public struct AttributeKind: FeatureKind {
    public static let name = "attribute"
    public static let summary = "a column of the accounts table, which carries no date"
    public static let details = """
        The value as the accounts table holds it today: a number or a level. Refused unless the attribute is \
        declared with undated: allowed, because a value that was filled in or changed after the cut-off leaks, and \
        no audit can prove that it was not. Missing where the table has none.
        """
    public static let options: [FeatureOption] = [.attribute]
    public static let examples = [
        "{kind: attribute, attribute: industry}",
        "{kind: attribute, attribute: employees, log: true}",
    ]

    private let attribute: AttributeDeclaration

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { attribute = try entry.attribute() }

    public var traits: FeatureTraits {
        FeatureTraits(attribute.signal.words, isUndated: true, isCategory: attribute.values == .category)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        guard let column = plan.attribute(attribute) else {
            return attribute.values == .category ? .category { _ in nil } : .number { _ in .nan }
        }
        if attribute.values == .category {
            return .category { evidence in AttributeKind.level(evidence.known, column) }
        }
        return .number { evidence in
            let value = evidence.known.attribute(column)
            return value.level.map { Double($0) ?? .nan } ?? value.number
        }
    }
    /// The level of an account; a number is a level by its text.
    static func level(_ known: KnownHistory, _ column: FrameColumn) -> String? {
        let value = known.attribute(column)
        return value.level ?? (value.number.isNaN ? nil : JSON.text(of: value.number))
    }
}
