/// How one contract term ended.
public enum Outcome: String, Sendable, CaseIterable {
    /// `renewed` at the same amount, `expanded` and `contracted` at another, `churned` lost, `pending` not decided yet.
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
    /// The day that the decision is about; windows and lead times count from it.
    public let date: Day
    /// What became of it.
    public let outcome: Outcome
    /// What the contract is for; nil where there is but one.
    public let product: String?
    /// The first day of the term that ends.
    public let termStart: Day?
    /// Length of the term that ends, in months.
    public let termMonths: Int?
    /// Annual recurring revenue of the term that ends.
    public let arrBefore: Double?
    /// Annual recurring revenue afterwards; 0 where lost, nil where it is not known yet.
    public let arrAfter: Double?
    /// ISO 4217 code of both amounts; nil where the whole book has one.
    public let currency: String?
    /// The day on which the outcome became known; the renewal date where it is not given.
    public let decidedOn: Day?
    /// What the source calls this renewal (an opportunity's id), unique where given.
    public let id: String?
    /// Whether the contract renews by itself where nobody cancels; nil where it is not known. It carries no date (a
    /// cancellation may switch it off), so it is never a feature.
    public let autoRenews: Bool?

    /// One decision of the account with this number; all but date and outcome may be unknown.
    public init(
        account: Int, date: Day, outcome: Outcome, product: String? = nil, termStart: Day? = nil,
        termMonths: Int? = nil, arrBefore: Double? = nil, arrAfter: Double? = nil, currency: String? = nil,
        decidedOn: Day? = nil, id: String? = nil, autoRenews: Bool? = nil
    ) {
        (self.id, self.autoRenews) = (id, autoRenews)
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

    /// The ARR of terms that end together: the sum of `arrBefore` where it is given; nil where none is, or where their
    /// currencies differ, as amounts are never summed without rates.
    public static func arr(of renewals: [Renewal]) -> Double? {
        var (sum, first) = (0.0, Renewal?.none)
        for renewal in renewals {
            guard let arr = renewal.arrBefore else { continue }
            if let first, first.currency != renewal.currency { return nil }
            first = first ?? renewal
            sum += arr
        }
        return first.map { _ in sum }
    }
}

extension Outcome {
    /// What became of several terms that one account decided together: `pending` while one of them is, `churned` where all
    /// were lost, else `contracted` where one was lost or contracted, `expanded` where one expanded, `renewed`.
    public static func together(_ outcomes: [Outcome]) -> Outcome? {
        guard outcomes.count > 1 else { return outcomes.first }
        if outcomes.contains(.pending) { return .pending }
        if !outcomes.contains(where: { $0 != .churned }) { return .churned }
        if outcomes.contains(.churned) || outcomes.contains(.contracted) { return .contracted }
        return outcomes.contains(.expanded) ? .expanded : .renewed
    }
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
    /// The day that the decision is about.
    public let date: Day
    /// What the contract is for.
    public let product: String?
    /// The first day of the term.
    public let termStart: Day?
    /// Length of the term, in months.
    public let termMonths: Int?
    /// Of all terms that are decided together.
    public let arr: Double?
    /// ISO 4217 code of the amount.
    public let currency: String?

    /// - Parameter renewal: the decision; its outcome and what became known with it are left out.
    /// - Parameter alongside: other terms of the account that end on the same day.
    public init(_ renewal: Renewal, alongside: [Renewal] = []) {
        (date, product, termStart) = (renewal.date, renewal.product, renewal.termStart)
        termMonths = renewal.termMonths
        arr = alongside.isEmpty ? renewal.arrBefore : Renewal.arr(of: [renewal] + alongside)
        currency = renewal.currency
    }
}
