import Documents
import Signals

/// How unusual the window is for the account.
public struct DeviationKind: FeatureKind {
    public static let name = "deviation"
    public static let summary = "standard deviations of the window's measure from the account's own normal"
    public static let details = """
        method auto: for counts and users 2(sqrt(x + 3/8) - sqrt(m + 3/8)) / sqrt(f(1 + 1/n)), with m the mean of the n fully \
        tracked windows before, and f their variance over m, at least 1 (Anscombe's transformation of a Poisson \
        count, allowing for over-dispersion). For sums and means (x - median) / (1.4826 MAD); where the MAD is 0, \
        1.2533 times the mean absolute deviation; where all past windows are equal, 0 if x is too, else missing. \
        Held within -10 and 10. method z: (x - mean) / sd of the n past windows, sd with n - 1, as it is, not held; \
        0 where the sd is 0. With shrink: K the peers' median rate r counts as K more periods: m is \
        (sum + K r) / (n + K), 1/n is 1/(n + K), and a young account has a value. Missing with fewer than min_periods \
        and no peers to make up for them.
        """
    public static let options =
        OwnBaseline.options + [
            FeatureOption("method", .choice(methods), "how the distance is measured; default auto")
        ]
    public static let examples = [
        "{kind: deviation, signal: login, window: 30}",
        "{kind: deviation, signal: sentiment, of: mean, window: 60, baseline: 360}",
        "{kind: deviation, signal: login, window: 30, baseline: 360, method: z}",
        "{kind: deviation, signal: login, window: 30, shrink: 3, min_peers: 5}",
    ]

    private static let methods = ["auto", "z"]

    private let baseline: OwnBaseline
    private let isStandardScore: Bool

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        baseline = try OwnBaseline(&entry)
        isStandardScore = try entry.laterChoice("method", among: DeviationKind.methods) == "z"
        if isStandardScore { try baseline.refuseShrinkage(entry, for: "method z") }
    }

    public var traits: FeatureTraits {
        baseline.traits("\(baseline.words), deviation from its own normal", unit: "SD")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        if isStandardScore { return baseline.evaluator(&plan, OwnBaseline.standardScore) }
        let measure = baseline.measure
        return baseline.evaluator(&plan) { recent, past in OwnBaseline.deviation(measure, recent, past) }
    }
}
