import Documents
import Foundation
import Signals

/// A flag that fades.
public struct DecayedKind: FeatureKind {
    public static let name = "decayed"
    public static let summary = "a flag that is 1 when the signal occurs and halves every half-life"
    public static let details = """
        2^(-a / half_life), with a the days since the newest reading before t: 1 just now, 0.5 a half-life ago. \
        After tracking began, no reading is 0; missing before that. News of the market reads well so: an acquisition \
        matters, and then less and less.
        """
    public static let options =
        FeatureOption.selection + [FeatureOption("half_life", .days, "days in which it halves; default 90")]
    public static let examples = ["{kind: decayed, signal: login, half_life: 60}"]

    private let selection: Selection
    private let halfLife: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        halfLife = try entry.days("half_life", default: 90)
    }

    public var traits: FeatureTraits {
        FeatureTraits("\(selection.words), halving every \(halfLife) days", unit: "0 to 1")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (handle, halfLife) = (plan.readings(selection, needs: .newest), Double(halfLife))
        return .number { evidence in
            guard let last = evidence.newest(handle) else {
                return evidence.trackedDays(handle) < 0 ? .nan : 0
            }
            return exp2(-evidence.cutoff.days(since: last) / halfLife)
        }
    }
}
