import Documents
import Signals

/// What is normal for the account itself.
public struct BaselineKind: FeatureKind {
    public static let name = "baseline"
    public static let summary = "what is normal for the account: centre, spread or range of a measure over past windows"
    public static let details = """
        A statistic of the measure of the n fully tracked windows in the baseline days before [t - window, t): the \
        median; spread, 1.4826 times the median absolute deviation from it; the mean; sd, with n - 1; low and high, \
        the least and the greatest. In the unit of the measure; the window itself is not in it. Windows without a \
        mean are left out. With shrink: K the mean of a count is (sum + K r) / (n + K), r the peers' median rate, and a \
        young account has one. Missing with fewer than min_periods and no peers to make up for them.
        """
    public static let options =
        OwnBaseline.options + [
            FeatureOption("statistic", .choice(Statistic.allCases.map(\.rawValue)), "what is told; default median")
        ]
    public static let examples = [
        "{kind: baseline, signal: login, window: 30}",
        "{kind: baseline, signal: login, window: 30, baseline: 360, statistic: sd}",
        "{kind: baseline, signal: sentiment, of: mean, window: 60, statistic: spread}",
        "{kind: baseline, signal: login, window: 10, season: weekly, statistic: high}",
        "{kind: baseline, signal: login, window: 30, statistic: mean, shrink: 3, min_peers: 5}",
    ]

    /// What is told of the past windows.
    private enum Statistic: String, CaseIterable {
        case median, spread, mean, sd, low, high

        var words: String {
            switch self {
            case .median, .mean: "normal"
            case .spread, .sd: "normal spread of the"
            case .low: "lowest usual"
            case .high: "highest usual"
            }
        }

        var isSpread: Bool { self == .spread || self == .sd }

        func of(_ past: OwnBaseline.Past) -> Double {
            let values = past.values
            return switch self {
            case .median: Median.of(values)
            case .spread: Median.spread(values, around: Median.of(values))
            case .mean: past.rate
            case .sd: OwnBaseline.standardDeviation(values)
            case .low: values.min() ?? .nan
            case .high: values.max() ?? .nan
            }
        }
    }

    private let baseline: OwnBaseline
    private let statistic: Statistic

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        baseline = try OwnBaseline(&entry)
        statistic = Statistic(rawValue: try entry.choice("statistic", among: Statistic.allCases.map(\.rawValue)))!
        if statistic != .mean { try baseline.refuseShrinkage(entry, for: "statistic \(statistic.rawValue)") }
    }

    public var traits: FeatureTraits {
        baseline.traits("\(statistic.words) \(baseline.words)", sense: statistic.isSpread ? .none : .same)
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let statistic = statistic
        return baseline.pastEvaluator(&plan) { _, past in statistic.of(past) }
    }
}
