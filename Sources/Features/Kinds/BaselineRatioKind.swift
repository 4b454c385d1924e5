import Documents
import Signals

/// The window against what is normal for the account.
public struct BaselineRatioKind: FeatureKind {
    public static let name = "baseline_ratio"
    public static let summary = "the window's measure as a multiple of the account's own normal"
    public static let details = """
        (x + s) / (b + s), where x is the measure in [t - window, t) and b is what is normal in as long: for counts \
        and users the mean of the fully tracked windows in the baseline days before, for sums and means their \
        median. s is smoothing (default 0.5 for counts and users, which keeps sparse accounts near 1, else 0). 1 is \
        as usual, 0.5 is half. With shrink: K the peers' median rate r counts as K more periods of a count: b is \
        (sum + K r) / (n + K), and a young account has a value. Missing with fewer than min_periods and no peers to make \
        up for them, or where b + s is 0 or negative.
        """
    public static let options =
        OwnBaseline.options + [
            FeatureOption("smoothing", .number, "added to both sides; default 0.5 for counts and users, else 0")
        ]
    public static let examples = [
        "{kind: baseline_ratio, signal: login, window: 30}",
        "{kind: baseline_ratio, signal: invoice, of: sum, window: 90, min_periods: 2}",
        "{kind: baseline_ratio, signal: login, of: users, window: 30, shrink: 2, within: industry, min_peers: 2}",
    ]

    private let baseline: OwnBaseline
    private let smoothing: Double

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        baseline = try OwnBaseline(&entry)
        smoothing = try entry.number("smoothing", in: 0...1_000_000, default: baseline.measure.isCount ? 0.5 : 0)
    }

    public var traits: FeatureTraits { baseline.traits("\(baseline.words) against its own normal", unit: "x normal") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let (smoothing, isCount) = (smoothing, baseline.measure.isCount)
        return baseline.evaluator(&plan) { recent, past in
            let normal = isCount ? past.rate : Median.of(past.values)
            return normal + smoothing > 0 ? (recent + smoothing) / (normal + smoothing) : .nan
        }
    }
}
