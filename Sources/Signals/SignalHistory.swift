import Tables

/// Everything that customers left behind: accounts, renewals, events and facts. It is never handed to a feature: what a
/// feature sees is `known(account:asOf:renewal:)`. One reference wide, so that a `KnownHistory` costs nothing to make.
public struct SignalHistory: Sendable {
    private let storage: HistoryStorage

    /// Precondition: account ids differ; all indices lie within `accounts`; `attributes` has one row an account.
    public init(
        calendar: BusinessCalendar = .utc, accounts: [Account], attributes: Frame? = nil, renewals: [Renewal],
        events: EventColumns = EventColumns(), facts: FactColumns = FactColumns()
    ) {
        storage = HistoryStorage(
            calendar: calendar, accounts: accounts,
            attributes: attributes ?? Frame(columns: [], rowCount: accounts.count), renewals: renewals,
            events: EventStore(events, accountCount: accounts.count),
            facts: FactStore(facts, accountCount: accounts.count))
    }

    private init(storage: HistoryStorage) { self.storage = storage }

    /// The same history behind references of its own, for a thread that shall not wait while others count theirs.
    package func unshared() -> SignalHistory { SignalHistory(storage: HistoryStorage(unsharing: storage)) }

    public var calendar: BusinessCalendar { storage.calendar }
    public var accounts: [Account] { storage.accounts }
    /// Declared firmographics, one row an account. They carry no date.
    public var attributes: Frame { storage.attributes }
    /// By account, then date.
    public var renewals: [Renewal] { storage.renewals }
    public var events: EventStore { storage.events }
    public var facts: FactStore { storage.facts }

    /// Ids are compared by bytes.
    public func account(id: String) -> Int? { storage.accountNumbers[ByteText(id)] }

    public func renewals(of account: Int) -> ArraySlice<Renewal> {
        storage.renewals[storage.renewalStarts[account]..<storage.renewalStarts[account + 1]]
    }

    /// The day account number `account` signed, whenever that is; nil where it is not given.
    package func signedOn(_ account: Int) -> Day? { storage.accounts[account].signedOn }

    package func accountID(_ account: Int) -> String { storage.accounts[account].id }

    /// What was known of one account before `cutoff`, anchored on a renewal where there is one.
    /// - Parameter alongside: other terms of the account that end on the same day, undecided at the cut-off.
    public func known(
        account: Int, asOf cutoff: Instant, renewal: Renewal? = nil, alongside: [Renewal] = []
    ) -> KnownHistory {
        KnownHistory(
            history: self, account: account, cutoff: cutoff,
            renewal: renewal.map { UpcomingRenewal($0, alongside: alongside) })
    }

    /// The same history with other accounts, events, facts or renewals: for the audit, which scrambles what lies after a
    /// cut-off. Precondition: as many accounts as before, with the same ids.
    public func replacing(
        accounts: [Account]? = nil, renewals: [Renewal]? = nil, events: EventColumns? = nil, facts: FactColumns? = nil
    ) -> SignalHistory {
        SignalHistory(
            calendar: calendar, accounts: accounts ?? self.accounts, attributes: attributes,
            renewals: renewals ?? self.renewals, events: events ?? self.events.columns(),
            facts: facts ?? self.facts.columns())
    }
}

/// What a `SignalHistory` refers to. Immutable.
private final class HistoryStorage: Sendable {
    let calendar: BusinessCalendar
    let accounts: [Account]
    let attributes: Frame
    let renewals: [Renewal]
    let events: EventStore
    let facts: FactStore
    let renewalStarts: [Int]
    let accountNumbers: [ByteText: Int]

    init(
        calendar: BusinessCalendar, accounts: [Account], attributes: Frame, renewals: [Renewal], events: EventStore,
        facts: FactStore
    ) {
        precondition(attributes.rowCount == accounts.count, "one row of attributes an account")
        (self.calendar, self.accounts, self.attributes) = (calendar, accounts, attributes)
        (self.events, self.facts) = (events, facts)
        self.renewals = renewals.enumerated().sorted {
            ($0.element.account, $0.element.date, $0.offset) < ($1.element.account, $1.element.date, $1.offset)
        }.map(\.element)
        var starts = [Int](repeating: 0, count: accounts.count + 1)
        for renewal in renewals { starts[renewal.account + 1] += 1 }
        for account in accounts.indices { starts[account + 1] += starts[account] }
        renewalStarts = starts
        accountNumbers = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { (ByteText($1.id), $0) })
    }
    init(unsharing other: HistoryStorage) {
        (calendar, accounts, attributes, renewals) = (other.calendar, other.accounts, other.attributes, other.renewals)
        (events, facts) = (other.events.unshared(), other.facts)
        (renewalStarts, accountNumbers) = (other.renewalStarts, other.accountNumbers)
    }
}
