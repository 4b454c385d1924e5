import Documents
import Signals

/// What past renewals did to the contract's worth.
public struct ArrChangeKind: FeatureKind {
    public static let name = "arr_change"
    public static let summary = "relative change of ARR at the renewals decided in the window"
    public static let details = """
        The product of arr_after / arr_before over the renewals dated in [t - window, t) and known before t, less 1: \
        0.1 is a tenth more. No such renewal is 0 once tracking of the account began, missing before; missing where \
        an amount is not given or arr_before is not positive.
        """
    public static let options: [FeatureOption] = [.window(default: 365)]
    public static let examples = ["{kind: arr_change, window: 400}"]

    private let window: Int

    public init(_ entry: inout FeatureEntry) throws(DocumentError) { window = try entry.window(default: 365) }

    public var traits: FeatureTraits { FeatureTraits("change of ARR in \(window) days", unit: "of the earlier ARR") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let window = window
        return .number { evidence in
            let first = evidence.asOf - window
            let past = evidence.known.pastRenewals.filter { $0.date >= first }
            if past.isEmpty { return evidence.trackedSince < evidence.cutoff ? 0 : .nan }
            var factor = 1.0
            for renewal in past {
                guard let before = renewal.arrBefore, let after = renewal.arrAfter, before > 0 else { return .nan }
                factor *= after / before
            }
            return factor - 1
        }
    }
}
