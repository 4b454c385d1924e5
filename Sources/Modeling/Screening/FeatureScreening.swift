import Features
import Metrics
import Regression
import Signals
import Tables

/// What each feature says of the outcome by itself, before any model: its univariate effect, what is missing, whether it
/// drifted, each with a verdict that keeps false discoveries rare over all features.
///
/// A screen looks at training rows only; what is held out must not be among `data`. It does not choose features: a model
/// sees them together, where some lose their effect and others gain one.
///
/// - Effect of a number: log-odds of the event for one standard deviation more, from a logistic fit on the rows where it
///   is known, 95% interval by errors clustered by account. Where the feature separates the outcomes maximum likelihood is
///   infinite: then Firth's estimate with its profile interval (for independent rows).
/// - p: `ClusteredScoreTest`, for a category over all its levels but one (levels of fewer than 20 rows pooled); it errs to
///   the safe side in small data, where Wald's interval does not, so the two may differ at the border.
/// - q: Benjamini-Hochberg over all features tested.
/// - Missing: the share among rows with the event less that among the others, tested and corrected the same way.
/// - Drift: `FeatureDrift`, first against second half of the rows by cut-off, corrected the same way.
///
/// Fewer than `minimumCount` known rows with the event, or without it, are too few (Peduzzi et al., J. Clinical Epidemiology
/// 49, 1996: ten events a coefficient).
public struct FeatureScreening: Sendable {
    /// What one feature says of the outcome by itself.
    public struct Screen: Sendable, Equatable {
        /// The feature.
        public let feature: String
        /// Rows where it is known.
        public let count: Int
        /// Share of rows without a value, 0 to 1.
        public let missingShare: Double
        /// Whether all known rows have one value.
        public let isConstant: Bool
        /// nil of categories, and where there are too few.
        public let effect: Estimate?
        /// Of a category: the level that differs most from all others, and by how many log-odds.
        public let level: (name: String, effect: Double)?
        /// p of its relation to the outcome.
        public let p: Double
        /// p corrected for as many features as were tried (Benjamini and Hochberg).
        public internal(set) var q = Double.nan
        /// Whether its values moved; nil where too few are known.
        public let drift: FeatureDrift?
        /// p of its drift, corrected in the same way.
        public internal(set) var driftQ = Double.nan
        /// Share missing among events less that among the others; NaN where nothing, or nearly nothing, is missing.
        public let missingDifference: Double
        let missingP: Double
        /// p of missing values telling the outcome, corrected in the same way.
        public internal(set) var missingQ = Double.nan

        public static func == (a: Screen, b: Screen) -> Bool {
            func numbers(_ s: Screen) -> [UInt64] {
                [s.missingShare, s.p, s.q, s.driftQ, s.missingDifference, s.missingQ].map(\.bitPattern)
            }
            return a.feature == b.feature && a.count == b.count && a.effect == b.effect && a.drift == b.drift
                && a.level?.name == b.level?.name && a.level?.effect == b.level?.effect && numbers(a) == numbers(b)
        }
    }

    /// In the order of the columns.
    public let screens: [Screen]
    /// Rows with an outcome.
    public let rows: Int
    /// Losses among them.
    public let events: Int
    /// The outcome that counts as the event.
    public let event: Outcome

    /// Rows with, and without, the event that a verdict needs.
    public static let minimumCount = 10
    /// Of features told to relate, drift or be missing unevenly, the share that chance may put there.
    public static let falseDiscoveryRate = 0.05

    /// - Parameters:
    ///   - data: training rows; `cutoffs` decide what is early and late, without them nothing is said of drift.
    ///   - event: what outcome 1 means, for words.
    public init(_ data: Observations, event: Outcome = .churned) {
        let columns = data.predictors.columns
        var screens = concurrentMap(columns.count) { ColumnScreen(columns[$0], data).screen }
        let q = MultipleTesting.benjaminiHochberg(screens.map(\.p))
        let driftQ = MultipleTesting.benjaminiHochberg(screens.map { $0.drift?.p ?? .nan })
        let missingQ = MultipleTesting.benjaminiHochberg(screens.map(\.missingP))
        for index in screens.indices {
            (screens[index].q, screens[index].driftQ) = (q[index], driftQ[index])
            screens[index].missingQ = missingQ[index]
        }
        self.screens = screens
        (rows, events, self.event) = (data.count, data.eventCount, event)
    }
}

extension FeatureScreening.Screen {
    /// What can be said of a feature by itself.
    public enum Verdict: Sendable, Equatable {
        /// More of it goes with fewer, or with more, losses.
        case raises, lowers
        /// A category whose levels differ.
        case differs
        /// Fewer values than a verdict needs; or enough, and no clear difference.
        case unclear, tooFew
        /// One value in all rows.
        case constant
    }

    /// What can be said of it by itself.
    public var verdict: Verdict {
        if isConstant { return .constant }
        if q.isNaN { return .tooFew }
        guard q <= FeatureScreening.falseDiscoveryRate else { return .unclear }
        return effect.map { $0.value > 0 ? .raises : .lowers } ?? .differs
    }

    /// Whether it goes with the outcome beyond chance.
    public var isRelated: Bool { [.raises, .lowers, .differs].contains(verdict) }
    /// Whether its values moved beyond chance.
    public var hasDrifted: Bool { driftQ <= FeatureScreening.falseDiscoveryRate }
    /// Whether it is missing more or less often where the event happened.
    public var isMissingUnevenly: Bool { missingQ <= FeatureScreening.falseDiscoveryRate }

    /// `raises churn`, `lowers churn`, `differs by level`, `no clear effect`, `too few`, `constant`.
    public func words(_ event: Outcome) -> String {
        switch verdict {
        case .raises: "raises \(event.noun)"
        case .lowers: "lowers \(event.noun)"
        case .differs: "differs by level"
        case .unclear: "no clear effect"
        case .tooFew: "too few"
        case .constant: "constant"
        }
    }

    var driftWords: String { isConstant ? "steady" : driftQ.isNaN ? "too few" : hasDrifted ? "drifted" : "steady" }

    /// Where missing rows say something by themselves.
    func missingWords(_ event: Outcome) -> String? {
        isMissingUnevenly ? "\(missingDifference > 0 ? "more" : "less") often before \(event.noun)" : nil
    }
}

extension Outcome {
    /// What happened, as a noun: `churn`.
    public var noun: String {
        switch self {
        case .churned: "churn"
        case .contracted: "contraction"
        case .expanded: "expansion"
        case .renewed: "renewal"
        case .pending: "no decision"
        }
    }
}

extension FeatureScreening {
    /// One row a feature, as given.
    public var table: Table {
        Table(
            "screening",
            columns: [
                .init("feature"), .init("n", .grouped), .init("missing", .percent(0)),
                .init("effect", title: "log-odds", .decimals(2)), .init("low", .decimals(2)),
                .init("high", .decimals(2)), .init("level"), .init("p", .pValue), .init("q", .pValue), .init("verdict"),
                .init("psi", title: "PSI", .decimals(2)), .init("drift_q", .pValue), .init("drift"),
                .init("missing_difference", title: "missing diff", .decimals(2)), .init("missing_q", .pValue),
                .init("missing_verdict", title: "missing is"),
            ],
            rows: screens.map(cells))
    }

    private func cells(_ screen: Screen) -> [Table.Cell] {
        func number(_ value: Double?) -> Table.Cell { .optional(value.flatMap { $0.isFinite ? $0 : nil }) }
        let level = screen.level.map { "\($0.name) \($0.effect < 0 ? "" : "+")\(NumberFormat.fixed($0.effect, 2))" }
        return [
            .text(screen.feature), .integer(screen.count), .number(screen.missingShare), number(screen.effect?.value),
            number(screen.effect?.low), number(screen.effect?.high), .optional(level), number(screen.p),
            number(screen.q), .text(screen.words(event)), number(screen.drift?.index), number(screen.driftQ),
            .text(screen.driftWords), number(screen.missingDifference), number(screen.missingQ),
            .optional(screen.missingWords(event)),
        ]
    }

    /// How many features relate to the outcome and how many drifted, and what to do about it.
    public var verdict: String {
        let tested = screens.count { ![.tooFew, .constant].contains($0.verdict) }
        let related = screens.filter(\.isRelated)
        let drifted = screens.filter(\.hasDrifted)
        let uneven = screens.count(where: \.isMissingUnevenly)
        var words =
            "\(related.count) of \(tested) features relate to \(event.noun) by themselves (of these at most about "
            + "\(NumberFormat.percent(0).text(FeatureScreening.falseDiscoveryRate)) by chance), \(drifted.count) drifted"
        if uneven > 0 { words += ", \(uneven) missing more or less often before it" }
        if tested < screens.count { words += "; of \(screens.count - tested) the rows are too few, or alike, to tell" }
        return words + ". " + advice(related: related, drifted: drifted)
    }

    private func advice(related: [Screen], drifted: [Screen]) -> String {
        guard let strongest = related.min(by: { ($0.p, $0.feature) < ($1.p, $1.feature) }) else {
            return events < 5 * FeatureScreening.minimumCount
                ? "Wait for more renewals: \(events) with \(event.noun) show strong effects only."
                : "Do not expect much of a model of these features; look for other signals."
        }
        let both = drifted.filter(\.isRelated).map(\.feature)
        let first = "Train with all of them (a model weighs them together); look first at \(strongest.feature)."
        return both.isEmpty
            ? first
            : first + " Check on the newest renewals (train --hold-out DATE) whether what drifted still counts: "
                + both.prefix(3).joined(separator: ", ") + (both.count > 3 ? ", ..." : "") + "."
    }
}
