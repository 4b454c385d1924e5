import Documents
import Signals

/// A way to make one number or one category out of what was known of an account. Kinds are listed in `FeatureKinds`;
/// adding one is a new file in `Kinds/` and a line there.
///
/// A kind is decoded once from its entry in `signals.yaml`, resolves its names once per history (`evaluator`), and is then
/// asked once per row. It sees an `Evidence`, which holds nothing that became known at or after the cut-off; the audit
/// (`FeatureAudit`) proves that for every configuration.
public protocol FeatureKind: Sendable {
    /// The word behind `kind:`.
    static var name: String { get }
    /// One line for `bellwether list features`: what it measures.
    static var summary: String { get }
    /// Formula, unit, missing-value rule, and what is not promised.
    static var details: String { get }
    /// Every option that `init` reads, beside the ones common to all kinds. The JSON Schema is made of these.
    static var options: [FeatureOption] { get }
    /// Entries of `features:` that decode (one YAML flow mapping each), over the names that
    /// `FeatureExamples.declarations` declares.
    static var examples: [String] { get }

    /// Reads the options. Errors name file, line and the nearest name.
    init(_ entry: inout FeatureEntry) throws(DocumentError)

    /// How values read, in words and in direction.
    var traits: FeatureTraits { get }

    /// Resolves names against the history's dictionaries and says how a row is evaluated.
    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator
}

/// What a kind makes of the signal it reads.
public struct FeatureTraits: Sendable, Equatable {
    /// Where more of the feature points, relative to more of the signal.
    public enum Sense: Sendable {
        /// The same way.
        case same
        /// The other way: days since a good thing, say.
        case opposite
        /// Neither.
        case none
    }

    /// Where more of it points.
    public let sense: Sense
    /// nil: the signal's own unit.
    public let unit: String?
    /// What it is in a few words, such as "logins in 30 days".
    public let words: String
    /// Whether it holds anything without a date, of which the audit can prove nothing.
    public let isUndated: Bool
    /// Whether it is a category rather than a number.
    public let isCategory: Bool
    /// Whether other accounts decide it: a rank, a peers' median. The audit then scrambles all accounts from one cut-off.
    public let looksAtOthers: Bool

    /// Words for people, such as `days since the last login`; all else as most kinds have it.
    public init(
        _ words: String, unit: String? = nil, sense: Sense = .same, isUndated: Bool = false, isCategory: Bool = false,
        looksAtOthers: Bool = false
    ) {
        (self.words, self.unit, self.sense) = (words, unit, sense)
        (self.isUndated, self.isCategory, self.looksAtOthers) = (isUndated, isCategory, looksAtOthers)
    }
}

/// How one row is evaluated, once names are resolved.
public enum FeatureEvaluator: Sendable {
    /// NaN is missing.
    case number(@Sendable (Evidence) -> Double)
    /// nil is missing.
    case category(@Sendable (Evidence) -> String?)

    /// The number, for kinds that are made of others; nil for a category.
    var number: (@Sendable (Evidence) -> Double)? {
        if case .number(let body) = self { body } else { nil }
    }
}
