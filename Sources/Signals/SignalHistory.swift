import Tables

/// Everything that customers left behind: accounts, renewals, events and facts. It is never handed to a feature: what a
/// feature sees is `known(account:asOf:renewal:)`.
public struct SignalHistory: Sendable {
    public let calendar: BusinessCalendar
    public let accounts: [Account]
    /// Declared firmographics, one row an account. They carry no date.
    public let attributes: Frame
    /// By account, then date.
    public let renewals: [Renewal]
    public let events: EventStore
    public let facts: FactStore
    private let renewalStarts: [Int]
    private let accountNumbers: [ByteText: Int]

    /// Precondition: account ids differ; all indices lie within `accounts`; `attributes` has one row an account.
    public init(
        calendar: BusinessCalendar = .utc, accounts: [Account], attributes: Frame? = nil, renewals: [Renewal],
        events: EventColumns = EventColumns(), facts: FactColumns = FactColumns()
    ) {
        self.calendar = calendar
        self.accounts = accounts
        self.attributes = attributes ?? Frame(columns: [], rowCount: accounts.count)
        precondition(self.attributes.rowCount == accounts.count, "one row of attributes an account")
        self.renewals = renewals.enumerated().sorted {
            ($0.element.account, $0.element.date, $0.offset) < ($1.element.account, $1.element.date, $1.offset)
        }.map(\.element)
        var starts = [Int](repeating: 0, count: accounts.count + 1)
        for renewal in renewals { starts[renewal.account + 1] += 1 }
        for account in accounts.indices { starts[account + 1] += starts[account] }
        renewalStarts = starts
        self.events = EventStore(events, accountCount: accounts.count)
        self.facts = FactStore(facts, accountCount: accounts.count)
        accountNumbers = Dictionary(uniqueKeysWithValues: accounts.enumerated().map { (ByteText($1.id), $0) })
    }

    /// Ids are compared by bytes.
    public func account(id: String) -> Int? { accountNumbers[ByteText(id)] }

    public func renewals(of account: Int) -> ArraySlice<Renewal> {
        renewals[renewalStarts[account]..<renewalStarts[account + 1]]
    }

    /// What was known of one account before `cutoff`, anchored on a renewal where there is one.
    public func known(account: Int, asOf cutoff: Instant, renewal: Renewal? = nil) -> KnownHistory {
        KnownHistory(history: self, account: account, cutoff: cutoff, renewal: renewal.map(UpcomingRenewal.init))
    }

    /// The same history with other events, facts or renewals: for the audit, which scrambles what lies after a cut-off.
    public func replacing(
        renewals: [Renewal]? = nil, events: EventColumns? = nil, facts: FactColumns? = nil
    ) -> SignalHistory {
        SignalHistory(
            calendar: calendar, accounts: accounts, attributes: attributes, renewals: renewals ?? self.renewals,
            events: events ?? self.events.columns(), facts: facts ?? self.facts.columns())
    }
}
