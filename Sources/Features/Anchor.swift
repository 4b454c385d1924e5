import Signals

/// One row to be made: an account, the cut-off before which everything must have been known, and the renewal in question.
public struct Anchor: Sendable, Equatable {
    /// Index into `SignalHistory.accounts`.
    public let account: Int
    /// Exclusive.
    public let cutoff: Instant
    public let asOf: Day
    public let renewal: Renewal?
    /// Days from `asOf` to the renewal date; negative where it is overdue.
    public let leadDays: Int?

    /// The row whose cut-off is the midnight that begins `asOf` in the business time zone.
    public init(account: Int, asOf: Day, renewal: Renewal? = nil, calendar: BusinessCalendar) {
        (self.account, self.asOf, self.renewal) = (account, asOf, renewal)
        cutoff = calendar.midnight(of: asOf)
        leadDays = renewal.map { $0.date - asOf }
    }
}

extension SignalHistory {
    /// One anchor per renewal and lead time, by account, renewal date and lead time as given: the cut-off is the midnight
    /// that begins the day `daysBefore` days before the renewal date.
    public func anchors(daysBefore: [Int]) -> [Anchor] {
        renewals.flatMap { renewal in
            daysBefore.map {
                Anchor(account: renewal.account, asOf: renewal.date - $0, renewal: renewal, calendar: calendar)
            }
        }
    }

    /// One anchor per account as of the midnight that begins `asOf`, with the renewal that is next to be decided, if any.
    ///
    /// Next is the earliest renewal that was undecided at the cut-off and is dated after the last decided one. A renewal
    /// that is overdue stays next until it is decided: that a later term exists in the file tells how it ended.
    public func anchors(asOf: Day) -> [Anchor] {
        accounts.indices.map { anchor(of: $0, asOf: asOf) }
    }

    /// The one of `anchors(asOf:)` that is of an account.
    func anchor(of account: Int, asOf: Day) -> Anchor {
        let cutoff = calendar.midnight(of: asOf)
        let renewals = renewals(of: account)
        let lastDecided = renewals.lastIndex { $0.isDecided(before: cutoff, in: calendar) }
        let next = renewals[(lastDecided.map { $0 + 1 } ?? renewals.startIndex)...].first
        return Anchor(account: account, asOf: asOf, renewal: next, calendar: calendar)
    }
}

/// Why anchors made no row.
public struct LeftOut: Sendable, Equatable {
    /// The outcome was known before the cut-off (an early churn, an early renewal): the answer would stand in the row.
    public internal(set) var decidedBefore = 0
    /// The account had not signed at the cut-off, or the term had not begun and the one before it was undecided: that
    /// there is a next term would tell how it ended.
    public internal(set) var notYetBegun = 0
    /// No renewal is open and the last one known was lost: no customer any more.
    public internal(set) var lostBefore = 0

    public init() {}

    public var count: Int { decidedBefore + notYetBegun + lostBefore }

    static func + (a: LeftOut, b: LeftOut) -> LeftOut {
        var sum = a
        sum.decidedBefore += b.decidedBefore
        sum.notYetBegun += b.notYetBegun
        sum.lostBefore += b.lostBefore
        return sum
    }

    /// Counts the anchor and returns false where it makes no row.
    mutating func admits(_ anchor: Anchor, of history: SignalHistory) -> Bool {
        let calendar = history.calendar
        if let renewal = anchor.renewal, renewal.isDecided(before: anchor.cutoff, in: calendar) {
            decidedBefore += 1
            return false
        }
        let last = history.renewals(of: anchor.account).last { $0.isDecided(before: anchor.cutoff, in: calendar) }
        let isRenewedEarly = last.map { $0.outcome != .churned } ?? false
        let begun = [history.signedOn(anchor.account), isRenewedEarly ? nil : anchor.renewal?.termBegin]
        if begun.contains(where: { day in day.map { calendar.midnight(of: $0) >= anchor.cutoff } ?? false }) {
            notYetBegun += 1
            return false
        }
        if anchor.renewal == nil, last?.outcome == .churned {
            lostBefore += 1
            return false
        }
        return true
    }
}
