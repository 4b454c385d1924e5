import Documents
import Signals

/// One term of the true log-odds of loss: `weight` times a feature of what was known before the cut-off.
public struct TruthTerm: Sendable, Equatable {
    /// What a term of the truth is made of.
    public enum Kind: String, Sendable {
        /// Readings of the signal in the window.
        case count
        /// Mean value of the readings in the window; there is always one.
        case mean
        /// Days from the latest reading to the cut-off; there is always one, and it lies on a midnight.
        case daysSince = "days-since"
        /// The latest known value of the fact as a number (`yes` is 1, `no` is 0); there is always one.
        case fact
    }

    /// What the term is called.
    public let name: String
    /// Which feature it is.
    public let kind: Kind
    /// The signal, or the fact.
    public let source: String
    /// Days of the half-open window [cut-off - days, cut-off); nil where all of the past counts.
    public let days: Int?
    /// Log-odds for one unit more.
    public let weight: Double

    init(_ name: String, _ kind: Kind, _ source: String, days: Int? = nil, weight: Double) {
        (self.name, self.kind, self.source, self.days, self.weight) = (name, kind, source, days, weight)
    }
}

/// What the simulator knows and a model has to find: log-odds of loss = intercept + sum of weight times feature, at a
/// cut-off `leadDays` before the renewal (midnight UTC, exclusive, and by the time of knowing).
public struct SimulationTruth: Sendable, Equatable {
    /// Days between the cut-off and the renewal.
    public static let leadDays = 90
    /// Log-odds of loss where every feature is 0.
    public static let intercept = -2.4
    /// Effects in all four categories; weights per unit of the raw feature.
    public static let terms = [
        TruthTerm("logins_30d", .count, "login", days: 30, weight: -0.20),
        TruthTerm("products_owned", .fact, "products_owned", weight: -0.30),
        TruthTerm("invoice_days_late_180d", .mean, "invoice_days_late", days: 180, weight: 0.05),
        TruthTerm("payment_failed_180d", .count, "payment_failed", days: 180, weight: 0.60),
        TruthTerm("days_since_exec_touch", .daysSince, "exec_touch", weight: 0.005),
        TruthTerm("tickets_90d", .count, "ticket_opened", days: 90, weight: 0.3),
        TruthTerm("email_reply_hours_180d", .mean, "email_reply_hours", days: 180, weight: 0.02),
        TruthTerm("champion_present", .fact, "champion_present", weight: -1.0),
        TruthTerm("competitor_mentions_180d", .count, "competitor_mention", days: 180, weight: 0.75),
    ]

    /// The truth of one renewal.
    public struct RenewalTruth: Sendable, Equatable {
        /// The account that decides.
        public let accountID: String
        /// The day of its renewal.
        public let renewalDate: Day
        /// One a term, in the order of `SimulationTruth.terms`.
        public let features: [Double]
        /// True log-odds of its loss.
        public let logOdds: Double
        /// Whether it was lost without warning, whatever the log-odds.
        public let isSurprise: Bool
    }

    /// By account, then date; every renewal whose cut-off lies within the data.
    public let renewals: [RenewalTruth]

    static func logOdds(_ features: [Double]) -> Double {
        zip(terms, features).reduce(intercept) { $0 + $1.0.weight * $1.1 }
    }

    /// `truth.json`.
    func json(_ options: PortfolioOptions) -> JSON {
        .members([
            "schema": .integer(1),
            "what": .string(
                "the true log-odds of loss: intercept + sum of weight * feature, as of lead_days before renewal"),
            "seed": .string(String(options.seed)),
            "lead_days": .integer(SimulationTruth.leadDays),
            "surprise_share": .number(options.surpriseShare),
            "intercept": .number(SimulationTruth.intercept),
            "terms": .array(SimulationTruth.terms.map(\.json)),
            "renewal_columns": .strings(["account_id", "renewal_date", "log_odds", "surprise"]),
            "renewals": .array(
                renewals.map {
                    .array([
                        .string($0.accountID), .string($0.renewalDate.description),
                        .number(($0.logOdds * 1e9).rounded() / 1e9), .bool($0.isSurprise),
                    ])
                }),
        ])
    }
}

extension TruthTerm {
    fileprivate var json: JSON {
        .members([
            "name": .string(name), "kind": .string(kind.rawValue), "of": .string(source),
            "days": days.map(JSON.integer) ?? .null, "weight": .number(weight),
        ])
    }
}
