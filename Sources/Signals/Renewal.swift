/// How one contract term ended.
public enum Outcome: String, Sendable, CaseIterable {
    case renewed, expanded, contracted, churned, pending

    /// Whether the renewal was lost; nil while it is pending.
    public var isLoss: Bool? {
        switch self {
        case .churned: true
        case .renewed, .expanded, .contracted: false
        case .pending: nil
        }
    }
}

/// One decision at the end of one contract term. Amounts are annual recurring revenue in `currency`.
public struct Renewal: Sendable, Equatable {
    /// Index into `SignalHistory.accounts`.
    public let account: Int
    public let date: Day
    public let outcome: Outcome
    public let product: String?
    public let termStart: Day?
    public let termMonths: Int?
    public let arrBefore: Double?
    public let arrAfter: Double?
    public let currency: String?
    /// The day on which the outcome became known; the renewal date where it is not given.
    public let decidedOn: Day?

    public init(
        account: Int, date: Day, outcome: Outcome, product: String? = nil, termStart: Day? = nil,
        termMonths: Int? = nil, arrBefore: Double? = nil, arrAfter: Double? = nil, currency: String? = nil,
        decidedOn: Day? = nil
    ) {
        (self.account, self.date, self.outcome, self.product) = (account, date, outcome, product)
        (self.termStart, self.termMonths, self.decidedOn) = (termStart, termMonths, decidedOn)
        (self.arrBefore, self.arrAfter, self.currency) = (arrBefore, arrAfter, currency)
    }

    /// The day from which the outcome is known.
    public var knownOn: Day { decidedOn ?? date }

    /// Whether the outcome was known before `cutoff`: the day it became known began before it.
    public func isDecided(before cutoff: Instant, in calendar: BusinessCalendar) -> Bool {
        outcome != .pending && calendar.midnight(of: knownOn) < cutoff
    }

    /// The first day of the term: `termStart`, or the renewal date less `termMonths`; nil where neither is given.
    public var termBegin: Day? { termStart ?? termMonths.map { date.adding(months: -$0) } }
}

extension Renewal {
    /// By account, date, then content: first what is known of a term from its begin, so that an outcome still to come does
    /// not decide which of two co-terminated renewals comes first.
    func precedes(_ other: Renewal) -> Bool {
        if account != other.account { return account < other.account }
        if date != other.date { return date < other.date }
        return content.utf8.lexicographicallyPrecedes(other.content.utf8)
    }

    private var content: String {
        let before = [product, termStart?.description, termMonths?.description, arrBefore?.description, currency]
        let after = [knownOn.description, outcome.rawValue, arrAfter?.description, decidedOn?.description]
        return (before + after).map { $0 ?? "" }.joined(separator: "\u{0}")
    }
}

/// A renewal as it is seen before it is decided: without outcome, amount after and day of decision.
public struct UpcomingRenewal: Sendable, Equatable {
    public let date: Day
    public let product: String?
    public let termStart: Day?
    public let termMonths: Int?
    public let arr: Double?
    public let currency: String?

    public init(_ renewal: Renewal) {
        (date, product, termStart) = (renewal.date, renewal.product, renewal.termStart)
        (termMonths, arr, currency) = (renewal.termMonths, renewal.arrBefore, renewal.currency)
    }
}
