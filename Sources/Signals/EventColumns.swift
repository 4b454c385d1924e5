/// Readings as they come from a source: whole columns, dictionary-encoded, in any order.
public struct EventColumns: Sendable {
    /// Index into the accounts.
    public var accounts: [Int32]
    /// Index into `signalNames`.
    public var signals: [Int32]
    /// Nanoseconds since 1970 (`Instant`).
    public var occurredAt: [Int64]
    /// The same; empty where every reading was known when it occurred.
    public var knownAt: [Int64]
    /// The reading; 1 where the source gives none.
    public var values: [Double]
    /// Index into `userNames`, -1 where there is none; empty where no reading has one.
    public var users: [Int32]
    /// Index into `tagNames`, -1 where there is none; empty where no reading has one.
    public var tags: [Int32]
    /// Names that `signals` counts into.
    public var signalNames: [String]
    /// Names that `users` counts into.
    public var userNames: [String]
    /// Names that `tags` counts into.
    public var tagNames: [String]

    /// Columns of equal length, one place a reading; all empty by default.
    public init(
        accounts: [Int32] = [], signals: [Int32] = [], occurredAt: [Int64] = [], knownAt: [Int64] = [],
        values: [Double] = [], users: [Int32] = [], tags: [Int32] = [], signalNames: [String] = [],
        userNames: [String] = [], tagNames: [String] = []
    ) {
        (self.accounts, self.signals, self.occurredAt, self.knownAt) = (accounts, signals, occurredAt, knownAt)
        (self.values, self.users, self.tags) = (values, users, tags)
        (self.signalNames, self.userNames, self.tagNames) = (signalNames, userNames, tagNames)
    }

    /// How many readings there are.
    public var count: Int { accounts.count }
}

/// Dated attributes as they come from a source, in any order.
public struct FactColumns: Sendable {
    /// Numbers of accounts, one a row.
    public var accounts: [Int32]
    /// Index into `factNames`.
    public var facts: [Int32]
    /// Nanoseconds since 1970.
    public var validFrom: [Int64]
    /// The same; `Int64.max` where the fact holds until a newer one. Empty where no row has an end.
    public var validTo: [Int64]
    /// The same; empty where every fact was known when it became valid.
    public var knownAt: [Int64]
    /// Index into `valueTexts`.
    public var values: [Int32]
    /// Names that `facts` counts into.
    public var factNames: [String]
    /// Texts that `values` counts into.
    public var valueTexts: [String]

    /// Columns of equal length, one place a row; all empty by default.
    public init(
        accounts: [Int32] = [], facts: [Int32] = [], validFrom: [Int64] = [], validTo: [Int64] = [],
        knownAt: [Int64] = [], values: [Int32] = [], factNames: [String] = [], valueTexts: [String] = []
    ) {
        (self.accounts, self.facts, self.validFrom, self.validTo) = (accounts, facts, validFrom, validTo)
        (self.knownAt, self.values, self.factNames, self.valueTexts) = (knownAt, values, factNames, valueTexts)
    }

    /// How many rows there are.
    public var count: Int { accounts.count }
}

extension EventColumns {
    /// Adds a reading, all columns given; -1 stands for no user and no tag.
    package mutating func append(
        account: Int32, signal: Int32, occurred: Int64, known: Int64, value: Double, user: Int32, tag: Int32
    ) {
        accounts.append(account)
        signals.append(signal)
        occurredAt.append(occurred)
        knownAt.append(known)
        values.append(value)
        users.append(user)
        tags.append(tag)
    }
}

extension FactColumns {
    /// Adds a row, all columns given; `Int64.max` stands for no end.
    package mutating func append(account: Int32, fact: Int32, from: Int64, to: Int64, known: Int64, value: Int32) {
        accounts.append(account)
        facts.append(fact)
        validFrom.append(from)
        validTo.append(to)
        knownAt.append(known)
        values.append(value)
    }
}
