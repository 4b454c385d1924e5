import Documents
import Signals

/// A feature that counts the more, the nearer the renewal.
public struct ClockKind: FeatureKind {
    public static let name = "clock"
    public static let summary = "a feature times how near the renewal is: its interaction with the renewal clock"
    public static let details = """
        x * max(0, 1 - d / within), with d the days from t to the renewal, 0 where it is overdue: the whole value on \
        the day of renewal, half of it at half of within, 0 from within days on. Beside the feature itself a linear \
        model learns by it how much more the feature matters as the renewal comes near. Missing where the row has no \
        renewal or the value is missing. With one lead time it is the feature times a constant and tells a model nothing \
        new.
        """
    public static let options = [
        FeatureOption("of", .feature, isRequired: true, "what is multiplied"),
        FeatureOption("within", .days, "days before the renewal from which on it counts; default 180"),
    ]
    public static let examples = [
        "{kind: clock, of: {kind: deviation, signal: login, window: 30}, within: 180}",
        "{kind: clock, of: {kind: open, opened: opened, closed: closed}, within: 90}",
    ]

    private let kind: any FeatureKind
    private let within: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        kind = try entry.feature("of")
        within = try entry.days("within", default: 180)
    }

    public var traits: FeatureTraits {
        let of = kind.traits
        return FeatureTraits(
            "\(of.words), as the renewal comes near", unit: of.unit, sense: of.sense, isUndated: of.isUndated,
            looksAtOthers: of.looksAtOthers)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        guard let value = kind.evaluator(&plan).number else { return .number { _ in .nan } }
        let within = Double(within)
        return .number { evidence in
            guard let renewal = evidence.known.renewal else { return .nan }
            let days = Double(max(0, renewal.date - evidence.asOf))
            return value(evidence) * max(0, 1 - days / within)
        }
    }
}
