import Signals
import Tables

/// One row to be made: an account, the cut-off before which everything must have been known, and the renewal in question.
public struct Anchor: Sendable, Equatable {
    /// Index into `SignalHistory.accounts`.
    public let account: Int
    /// Exclusive.
    public let cutoff: Instant
    /// The day whose first midnight is the cut-off.
    public let asOf: Day
    /// The decision in question; nil where nothing is open.
    public let renewal: Renewal?
    /// Terms of the account's other products that end on the same day and were open at the cut-off: one talk decides all.
    public let alongside: [Renewal]
    /// Whether the row stands for all of these together (one row an account) or each has a row of its own.
    public let isWholeDecision: Bool
    /// Days from `asOf` to the renewal date; negative where it is overdue.
    public let leadDays: Int?

    /// The row whose cut-off is the midnight that begins `asOf` in the business time zone.
    public init(
        account: Int, asOf: Day, renewal: Renewal? = nil, alongside: [Renewal] = [], isWholeDecision: Bool = false,
        calendar: BusinessCalendar
    ) {
        (self.account, self.asOf, self.renewal) = (account, asOf, renewal)
        (self.alongside, self.isWholeDecision) = (alongside, isWholeDecision)
        cutoff = calendar.midnight(of: asOf)
        leadDays = renewal.map { $0.date - asOf }
    }

    /// `renewal` and those alongside it; empty without one.
    public var together: [Renewal] { renewal.map { [$0] + alongside } ?? [] }
}

extension SignalHistory {
    /// One anchor per renewal and lead time, by account, renewal date and lead time as given: the cut-off is the midnight
    /// that begins the day `daysBefore` days before the renewal date. Terms of several products that end on one day have
    /// a row each (errors are clustered by account), and each row knows the ARR of all.
    public func anchors(daysBefore: [Int]) -> [Anchor] {
        concurrentFlatMap(accounts.count) { accounts in
            var anchors: [Anchor] = []
            for account in accounts {
                let renewals = renewals(of: account)
                for renewal in renewals {
                    let isAlone = renewals.count { $0.date == renewal.date } == 1
                    for days in daysBefore {
                        let asOf = renewal.date - days
                        anchors.append(
                            Anchor(
                                account: account, asOf: asOf, renewal: renewal,
                                alongside: isAlone ? [] : open(alongside: renewal, asOf: asOf), calendar: calendar))
                    }
                }
            }
            return anchors
        }
    }

    /// One anchor per account as of the midnight that begins `asOf`, with the renewal that is next to be decided, if any:
    /// the earliest of the open ones (`openRenewals`), together with those of other products that end on the same day.
    public func anchors(asOf: Day) -> [Anchor] {
        concurrentFlatMap(accounts.count) { $0.map { anchor(of: $0, asOf: asOf) } }
    }

    /// The one of `anchors(asOf:)` that is of an account.
    func anchor(of account: Int, asOf: Day) -> Anchor {
        let open = openRenewals(of: account, at: calendar.midnight(of: asOf))
        let date = open.map(\.date).min()
        // By product, so that the order of the file's rows decides nothing.
        let next = open.filter { $0.date == date }.sorted {
            ($0.product ?? "").utf8.lexicographicallyPrecedes(($1.product ?? "").utf8)
        }
        return Anchor(
            account: account, asOf: asOf, renewal: next.first, alongside: Array(next.dropFirst()),
            isWholeDecision: true, calendar: calendar)
    }

    /// The renewals that an account was to decide next as of a cut-off, at most one a product, by product as they first
    /// appear in the file.
    ///
    /// Of one product: the earliest renewal that was undecided at the cut-off and is dated after the last decided one. One
    /// that is overdue stays open until it is decided, because that a later term exists in the file tells how it ended;
    /// only where it renews by itself (`autoRenews`) and its date has passed does the contract say that the next term
    /// runs. A term that had not begun is open where the one before it was renewed early: else nobody knew of it.
    public func openRenewals(of account: Int, at cutoff: Instant) -> [Renewal] {
        chains(of: account).compactMap { openRenewal($0, at: cutoff) }
    }

    private func open(alongside renewal: Renewal, asOf: Day) -> [Renewal] {
        openRenewals(of: renewal.account, at: calendar.midnight(of: asOf)).filter {
            $0.date == renewal.date && $0 != renewal
        }.sorted { ($0.product ?? "").utf8.lexicographicallyPrecedes(($1.product ?? "").utf8) }
    }

    /// The renewals of each product of an account, by date. An account of one product, the common case, costs no copy.
    func chains(of account: Int) -> [ArraySlice<Renewal>] {
        let renewals = renewals(of: account)
        func isSame(_ a: Renewal, _ b: Renewal) -> Bool {
            if a.product == nil, b.product == nil { return true }
            return ByteText(a.product ?? "") == ByteText(b.product ?? "")
        }
        guard let first = renewals.first else { return [] }
        if !renewals.contains(where: { !isSame($0, first) }) { return [renewals] }
        var chains: [ArraySlice<Renewal>] = []
        for renewal in renewals {
            let place = chains.firstIndex { isSame($0[$0.startIndex], renewal) }
            if let place { chains[place].append(renewal) } else { chains.append([renewal]) }
        }
        return chains
    }

    private func openRenewal(_ chain: ArraySlice<Renewal>, at cutoff: Instant) -> Renewal? {
        let lastDecided = chain.lastIndex { $0.isDecided(before: cutoff, in: calendar) }
        var place = lastDecided.map { $0 + 1 } ?? chain.startIndex
        let isKept = lastDecided.map { chain[$0].outcome != .churned } ?? false
        while place + 1 < chain.endIndex, runsOn(chain[place], at: cutoff) { place += 1 }
        guard place < chain.endIndex else { return nil }
        return isKept || hasBegun(chain[place].termBegin, at: cutoff) ? chain[place] : nil
    }

    /// Whether a term ended before the cut-off and renews by itself: as far as was known then, its successor runs.
    private func runsOn(_ renewal: Renewal, at cutoff: Instant) -> Bool {
        renewal.autoRenews == true && calendar.midnight(of: renewal.date) < cutoff
    }

    /// Whether a day began before the cut-off; a day that is not given counts as begun.
    func hasBegun(_ day: Day?, at cutoff: Instant) -> Bool { day.map { calendar.midnight(of: $0) < cutoff } ?? true }
}

/// Why anchors made no row. Everything that decides it was known at the cut-off, or would let the row tell what was not.
public struct LeftOut: Sendable, Equatable {
    /// The outcome was known before the cut-off (an early churn, an early renewal): the answer would stand in the row.
    public internal(set) var decidedBefore = 0
    /// The account had not signed at the cut-off.
    public internal(set) var notYetBegun = 0
    /// The term is no longer than the lead time (month-to-month): it had not begun at the cut-off, and the one before it
    /// was undecided, so that there is a next one would tell how that ended.
    public internal(set) var shortTerm = 0
    /// The term had begun, but the one before it was still undecided at the cut-off: that there is a next one would tell
    /// how it ended.
    public internal(set) var notNext = 0
    /// No renewal is open and the last one known of every product was lost: no customer any more.
    public internal(set) var lostBefore = 0

    /// Nothing was left out.
    public init() {}

    /// Of all anchors that make no row.
    public init(_ anchors: [Anchor], of history: SignalHistory) {
        for anchor in anchors { _ = admits(anchor, of: history) }
    }

    /// How many anchors made no row.
    public var count: Int { decidedBefore + notYetBegun + shortTerm + notNext + lostBefore }

    static func + (a: LeftOut, b: LeftOut) -> LeftOut {
        var sum = a
        sum.decidedBefore += b.decidedBefore
        sum.notYetBegun += b.notYetBegun
        sum.shortTerm += b.shortTerm
        sum.notNext += b.notNext
        sum.lostBefore += b.lostBefore
        return sum
    }

    /// The anchors that make a row, in their order, and the count of the others.
    static func admitted(_ anchors: [Anchor], of history: SignalHistory) -> (anchors: [Anchor], leftOut: LeftOut) {
        let judged = concurrentFlatMap(anchors.count) { rows in
            var leftOut = LeftOut()
            let admitted = rows.filter { leftOut.admits(anchors[$0], of: history) }
            return [(admitted: admitted, leftOut: leftOut)]
        }
        let leftOut = judged.reduce(LeftOut()) { $0 + $1.leftOut }
        return (leftOut.count == 0 ? anchors : judged.flatMap(\.admitted).map { anchors[$0] }, leftOut)
    }

    /// Counts the anchor and returns false where it makes no row.
    mutating func admits(_ anchor: Anchor, of history: SignalHistory) -> Bool {
        guard let reason = LeftOut.reason(anchor, history) else { return true }
        self[keyPath: reason] += 1
        return false
    }

    /// nil where the anchor makes a row.
    private static func reason(_ anchor: Anchor, _ history: SignalHistory) -> WritableKeyPath<LeftOut, Int>? {
        guard let renewal = anchor.renewal else { return reason(withoutRenewal: anchor, history) }
        if renewal.isDecided(before: anchor.cutoff, in: history.calendar) { return \.decidedBefore }
        if !history.hasBegun(history.signedOn(anchor.account), at: anchor.cutoff) { return \.notYetBegun }
        if history.openRenewals(of: anchor.account, at: anchor.cutoff).contains(renewal) { return nil }
        return history.hasBegun(renewal.termBegin, at: anchor.cutoff) ? \.notNext : \.shortTerm
    }

    private static func reason(
        withoutRenewal anchor: Anchor, _ history: SignalHistory
    ) -> WritableKeyPath<LeftOut, Int>? {
        let (cutoff, calendar) = (anchor.cutoff, history.calendar)
        let last = history.chains(of: anchor.account).compactMap { chain in
            chain.last { $0.isDecided(before: cutoff, in: calendar) }
        }
        if !last.isEmpty, !last.contains(where: { $0.outcome != .churned }) { return \.lostBefore }
        // Without a day of signing the first term says since when there is a customer.
        let firstTerm = history.renewals(of: anchor.account).compactMap(\.termBegin).min()
        let since = history.signedOn(anchor.account) ?? firstTerm
        return history.hasBegun(since, at: cutoff) ? nil : \.notYetBegun
    }
}
