import Documents
import Foundation
import Signals

/// One column of a feature table: what it is, where it belongs and how it reads.
public struct Feature: Sendable, Equatable {
    /// The column's name, unique in its set.
    public let name: String
    /// The word behind `kind:`.
    public let kind: String
    /// The signal, fact or attribute it is made of (the first, where it is made of several); nil where of none.
    public let signal: String?
    /// The group that it is tracked in.
    public let category: Signal.Category
    /// What it tells of.
    public let dimension: Signal.Dimension
    /// Which way more of the feature points: `good` lowers the chance of loss.
    public let direction: Signal.Direction
    /// Whether the team can act on it.
    public let isActionable: Bool
    /// A `draft` is classified, but no model or rule should use it yet; a `pilot` is tracked and shown with weight 0.
    public let status: Signal.Status
    /// What its values are counted in; nil where they have no unit.
    public let unit: String?
    /// What it is in words, for reasons and reports.
    public let description: String
    /// Kind and all options in one canonical line, defaults included: two features of one name mean the same if and only
    /// if their definitions are equal.
    public let definition: String
    /// Whether its values are levels rather than numbers.
    public let isCategory: Bool
    /// Whether it holds something without a date, so that no audit can prove that it was known at the cut-off.
    public let isUndated: Bool
    /// Whether other accounts decide its value.
    public let looksAtOthers: Bool

    /// Where nothing else is said: a feature that no declared signal classifies.
    static let unclassified = Signal(name: "", category: .organisation, dimension: .fit)

    init(name: String, _ decoded: DecodedKind, windowWords: String) throws(DocumentError) {
        let traits = decoded.kind.traits
        let evidence = decoded.evidence ?? Feature.unclassified
        let fields = decoded.fields
        self.name = name
        kind = decoded.kindName
        signal = decoded.evidence?.name
        category = try fields["category"]?.choice() ?? evidence.category
        dimension = try fields["dimension"]?.choice() ?? evidence.dimension
        direction = try fields["direction"]?.choice() ?? Feature.direction(evidence.direction, traits.sense)
        isActionable = try fields["actionable"]?.flag() ?? evidence.isActionable
        status = try fields["status"]?.choice() ?? evidence.status
        unit = try fields["unit"]?.text() ?? traits.unit ?? evidence.unit
        description =
            try fields["description"].map { field throws(DocumentError) in try field.text() + windowWords }
            ?? traits.words
        (isCategory, isUndated, looksAtOthers) = (traits.isCategory, traits.isUndated, traits.looksAtOthers)
        definition = decoded.definition + (try Feature.isLogarithmic(fields) ? Feature.logMark : "")
    }

    /// Whether its values are logarithms of what its kind measures (`log: true`).
    public var isLogarithmic: Bool { definition.hasSuffix(Feature.logMark) }

    private static let logMark = " log"

    /// A value as it was before `log: true` took its logarithm; as it is where that was not asked for.
    public func natural(_ value: Double) -> Double {
        guard isLogarithmic else { return value }
        return value < 0 ? -expm1(-value) : expm1(value)
    }

    static func isLogarithmic(_ fields: Fields) throws(DocumentError) -> Bool { try fields["log"]?.flag() ?? false }

    private static func direction(_ signal: Signal.Direction, _ sense: FeatureTraits.Sense) -> Signal.Direction {
        switch (signal, sense) {
        case (.none, _), (_, .none): .none
        case (let direction, .same): direction
        case (.good, .opposite): .bad
        case (.bad, .opposite): .good
        }
    }
}
