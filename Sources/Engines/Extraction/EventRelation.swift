import Tables

/// The table of readings in an engine, and what its columns are called there.
public struct EventRelation: Sendable, Equatable {
    /// What people are told; `schema.table` names a table in a schema.
    public var table: String
    /// The table as it stands in SQL, where `table` does not say it.
    public var quoted: String?
    /// The column of account ids.
    public var account: String
    /// The column of times of occurrence.
    public var occurred: String
    /// The column of signal names.
    public var signal: String
    /// nil where the table has none: every reading is then 1, known when it occurred, of nobody, without a tag.
    public var value: String?
    /// The column of times from which a reading is known; nil where it is known as it occurs.
    public var known: String?
    /// The column of users; nil where there is none.
    public var user: String?
    /// The column of tags; nil where there is none.
    public var tag: String?
    /// Whether instants without a zone are UTC; else they are refused, since they could be any of 38 instants.
    public var assumesUTC: Bool
    /// The table of accounts, as SQL has it or as `schema.table`, and its id, for readings of accounts that it lacks; nil where they are not looked for.
    public var accounts: (table: String, id: String)?

    /// A table with the columns named; nil for those it lacks.
    public init(
        table: String = "events", account: String = "account_id", occurred: String = "occurred_at",
        signal: String = "signal", value: String? = "value", known: String? = "known_at", user: String? = "user_id",
        tag: String? = "tag", accounts: (table: String, id: String)? = ("accounts", "account_id"),
        assumesUTC: Bool = false
    ) {
        self.assumesUTC = assumesUTC
        (self.table, self.account, self.occurred, self.signal) = (table, account, occurred, signal)
        (self.value, self.known, self.user, self.tag, self.accounts) = (value, known, user, tag, accounts)
    }

    public static func == (a: EventRelation, b: EventRelation) -> Bool {
        a.names == b.names && a.assumesUTC == b.assumesUTC && a.accounts?.table == b.accounts?.table
            && a.accounts?.id == b.accounts?.id
    }

    func source(_ dialect: any SQLDialect.Type) -> String { quoted ?? SQLExport.tableName(table, dialect) }

    private var names: [String?] { [table, quoted, account, occurred, signal, value, known, user, tag] }
}

/// What a first look at the table has shown: how its times are held, since when it goes, which signals carry values.
struct EventSurvey {
    let occurred: TimeStorage
    let known: TimeStorage
    /// The first instant, in microseconds since 1970; nil of an empty table.
    let first: Int?
    /// Signals whose readings without a value are left out.
    let dropsMissing: [String]
}
