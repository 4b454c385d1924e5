import Synchronization
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
        self.init(
            calendar: calendar, accounts: accounts, attributes: attributes, renewals: renewals,
            store: EventStore(events, accountCount: accounts.count), facts: facts)
    }

    /// The same with readings that are sorted already.
    public init(
        calendar: BusinessCalendar = .utc, accounts: [Account], attributes: Frame? = nil, renewals: [Renewal],
        store: EventStore, facts: FactColumns = FactColumns()
    ) {
        storage = HistoryStorage(
            calendar: calendar, accounts: accounts,
            attributes: attributes ?? Frame(columns: [], rowCount: accounts.count), renewals: renewals, events: store,
            facts: FactStore(facts, accountCount: accounts.count))
    }

    private init(storage: HistoryStorage) { self.storage = storage }

    /// The same history behind references of its own, for a thread that shall not wait while others count theirs.
    package func unshared() -> SignalHistory { with(events: events.unshared()) }

    /// The same history with other readings of the same accounts.
    package func with(events: EventStore) -> SignalHistory {
        SignalHistory(storage: HistoryStorage(storage, events: events))
    }

    /// The business time zone, in which days begin.
    public var calendar: BusinessCalendar { storage.calendar }
    /// All customers; a number that stands for an account is its place here.
    public var accounts: [Account] { storage.accounts }
    /// Declared firmographics, one row an account. They carry no date.
    public var attributes: Frame { storage.attributes }
    /// By account, then date; of one date by what they are, so that the order of the input rows decides nothing.
    public var renewals: [Renewal] { storage.renewals }
    /// Readings of all accounts.
    public var events: EventStore { storage.events }
    /// Dated attributes of all accounts.
    public var facts: FactStore { storage.facts }

    /// Ids are compared by bytes.
    public func account(id: String) -> Int? { storage.accountNumbers()[ByteText(id)] }

    /// The renewals of an account, by date.
    public func renewals(of account: Int) -> ArraySlice<Renewal> {
        storage.renewals[storage.renewalStarts[account]..<storage.renewalStarts[account + 1]]
    }

    /// The day account number `account` signed, whenever that is; nil where it is not given.
    package func signedOn(_ account: Int) -> Day? { storage.accounts[account].signedOn }

    package func accountID(_ account: Int) -> String { storage.accounts[account].id }

    // Asked of the storage, so that no copy of the store is made for each question.

    func readings(account: Int, signal: Int, knownBefore bound: Int64) -> Readings {
        storage.events.readings(account: account, signal: signal, knownBefore: bound)
    }

    func firstKnown(account: Int, before bound: Int64) -> Int64? {
        storage.events.firstKnown(account: account, before: bound)
    }

    /// What was known of one account before `cutoff`, anchored on a renewal where there is one.
    /// - Parameter account: its number.
    /// - Parameter cutoff: what became known at this instant or later is not looked at.
    /// - Parameter renewal: the decision in question; what became of it is not looked at.
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
    /// Made when it is first asked for.
    private let numbers = Mutex<[ByteText: Int]?>(nil)

    init(
        calendar: BusinessCalendar, accounts: [Account], attributes: Frame, renewals: [Renewal], events: EventStore,
        facts: FactStore
    ) {
        precondition(attributes.rowCount == accounts.count, "one row of attributes an account")
        (self.calendar, self.accounts, self.attributes) = (calendar, accounts, attributes)
        (self.events, self.facts) = (events, facts)
        self.renewals = HistoryStorage.sorted(renewals)
        var starts = [Int](repeating: 0, count: accounts.count + 1)
        for renewal in renewals { starts[renewal.account + 1] += 1 }
        for account in accounts.indices { starts[account + 1] += starts[account] }
        renewalStarts = starts
    }

    func accountNumbers() -> [ByteText: Int] {
        numbers.withLock { numbers in
            if let numbers { return numbers }
            let made = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { (ByteText($1.id), $0) })
            numbers = made
            return made
        }
    }

    /// Most files are in order already.
    private static func sorted(_ renewals: [Renewal]) -> [Renewal] {
        let isSorted = renewals.indices.dropFirst().allSatisfy { !renewals[$0].precedes(renewals[$0 - 1]) }
        if isSorted { return renewals }
        return renewals.indices.sorted { renewals[$0].precedes(renewals[$1]) }.map { renewals[$0] }
    }

    init(_ other: HistoryStorage, events: EventStore) {
        (calendar, accounts, attributes, renewals) = (other.calendar, other.accounts, other.attributes, other.renewals)
        (self.events, facts) = (events, other.facts)
        renewalStarts = other.renewalStarts
    }
}
