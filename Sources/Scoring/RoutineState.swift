import Documents
import Modeling
import Signals

/// What a weekly run hands on to the next one: what every account looked like, and which alerts hold, were told or wait.
///
/// It keeps the run before the last one too. A run that is repeated for the same day starts from there, so that it finds the
/// same changes and alerts, and leaves the same state, to the byte. A run for an earlier day is refused: what came after it
/// cannot be taken back.
///
/// File: strict JSON with format, version and SHA-256. It holds account ids, scores and names of triggers, nothing else.
public struct RoutineState: Sendable, Equatable {
    /// What the file calls itself; another word is another format.
    public static let format = "bellwether-routine"
    /// Raised with every change of the schema.
    public static let version = 1

    /// One run.
    public struct Run: Sendable, Equatable {
        /// The day of the run.
        public let day: Day
        /// By account id.
        public let accounts: [Snapshot]
        /// Which alerts held, were told or waited.
        public let alerts: AlertBook

        init(day: Day, accounts: [Snapshot], alerts: AlertBook) {
            (self.day, self.accounts, self.alerts) = (day, accounts, alerts)
        }
    }

    /// What was known of an account at a run.
    public struct Snapshot: Sendable, Equatable {
        /// The account.
        public let accountID: String
        /// Its health score, 0 to 100; nil where it had none.
        public let health: Int?
        /// Its band; nil where it had none.
        public let band: String?
        /// nil where no model was asked.
        public let pChurn: Double?
    }

    /// nil before the first run.
    public let last: Run?
    /// The run before the last one, so that a day can be run again.
    public let before: Run?

    /// Nothing was run yet.
    public init() { (last, before) = (nil, nil) }

    init(last: Run, before: Run?) { (self.last, self.before) = (last, before) }

    /// What a run for a day starts from; nil where it is the first.
    /// - Throws: `EarlierRun` where a later day was run already.
    func start(of day: Day) throws(EarlierRun) -> Run? {
        guard let last, last.day >= day else { return last }
        guard last.day == day else { throw EarlierRun(day: day, last: last.day) }
        return before
    }
}

/// A weekly run for a day before the last one that the state knows of.
public struct EarlierRun: Error, Equatable, Sendable, CustomStringConvertible {
    /// The day that was asked for.
    public let day: Day
    /// The last day that the state knows of.
    public let last: Day

    package init(day: Day, last: Day) { (self.day, self.last) = (day, last) }

    public var description: String {
        "the state's last run was for \(last), after \(day): a run cannot be undone"
    }
}

/// A state that knows none of the accounts: that of another portfolio.
public struct ForeignState: Error, Equatable, Sendable, CustomStringConvertible {
    /// One account of the state, for the message.
    public let account: String

    package init(account: String) { self.account = account }

    public var description: String {
        "the state is of another portfolio: none of its accounts is in the data (\(account), for one); "
            + "--state fresh begins anew"
    }
}

extension RoutineState {
    /// - Throws: where it knows accounts, and not one of them is among these.
    public func check(accounts: [Account]) throws(ForeignState) {
        guard let first = last?.accounts.first else { return }
        let known = Set(accounts.map(\.id))
        guard last?.accounts.contains(where: { known.contains($0.accountID) }) == false else { return }
        throw ForeignState(account: first.accountID)
    }

    private static let memberNames = ["format", "version", "sha256", "last", "before"]

    /// The file. The same state is the same bytes.
    public var text: String {
        let body: [JSON.Member] = [
            .init("last", last.map(RoutineState.json) ?? .null),
            .init("before", before.map(RoutineState.json) ?? .null),
        ]
        let head: [JSON.Member] = [
            .init("format", .string(RoutineState.format)), .init("version", .integer(RoutineState.version)),
            .init("sha256", .string(ModelFile.checksum(body))),
        ]
        return JSON.object(head + body).text() + "\n"
    }

    /// Reads a file strictly.
    /// - Throws: `DocumentError` in one line for what is no JSON, another format, a newer version, any byte that was changed.
    public init(_ bytes: [UInt8], file: String) throws(DocumentError) {
        let root = try Field.json(bytes, file: file)
        let fields = try RoutineState.checked(root)
        last = try fields["last"].map { field throws(DocumentError) in try Run(field) }
        before = try fields["before"].map { field throws(DocumentError) in try Run(field) }
        // What is read must be what would be written: no member hides in a place that no one reads.
        guard Array(text.utf8) == bytes else {
            throw root.error("the file was changed or damaged since it was written (--state fresh begins anew)")
        }
    }

    private static func checked(_ root: Field) throws(DocumentError) -> Fields {
        let entries = try root.entries()
        let format = entries.first { $0.name == "format" }?.value
        guard (try? format?.text()) == self.format else {
            throw root.error("expected the state of a weekly run (format \"\(self.format)\")")
        }
        if let version = entries.first(where: { $0.name == "version" })?.value, try version.integer() != self.version {
            throw version.error(
                "the file is of version \(try version.integer()), this program reads \(self.version); "
                    + "use another bellwether, or begin anew with --state fresh")
        }
        return try root.fields(memberNames)
    }

    private static func json(_ run: Run) -> JSON {
        .members([
            "day": .string(run.day.description), "accounts": .array(run.accounts.map(json)),
            "alerts": .array(run.alerts.entries.sorted { $0.key < $1.key }.map { json($0.key, $0.value) }),
        ])
    }

    private static func json(_ account: Snapshot) -> JSON {
        .members([
            "account": .string(account.accountID), "health": account.health.map(JSON.integer) ?? .null,
            "band": .optional(account.band), "p_churn": .optional(account.pChurn),
        ])
    }

    private static func json(_ key: AlertBook.Key, _ entry: AlertBook.Entry) -> JSON {
        .members([
            "account": .string(key.accountID), "trigger": .string(key.trigger),
            "held_since": .string(entry.heldSince.description), "told_on": .optional(entry.toldOn?.description),
            "waiting_since": .optional(entry.waitingSince?.description), "open": .bool(entry.isOpen),
        ])
    }
}

extension RoutineState.Run {
    fileprivate init(_ field: Field) throws(DocumentError) {
        let fields = try field.fields(["day", "accounts", "alerts"])
        day = try fields.required("day").day()
        var accounts: [RoutineState.Snapshot] = []
        for item in try fields.required("accounts").list() { accounts.append(try RoutineState.Snapshot(item)) }
        self.accounts = accounts
        var entries: [AlertBook.Key: AlertBook.Entry] = [:]
        for item in try fields.required("alerts").list() {
            let (key, entry) = try AlertBook.read(item)
            entries[key] = entry
        }
        alerts = AlertBook(entries: entries)
    }
}

extension RoutineState.Snapshot {
    fileprivate init(_ field: Field) throws(DocumentError) {
        let fields = try field.fields(["account", "health", "band", "p_churn"])
        accountID = try fields.required("account").text()
        health = try fields["health"]?.integer(in: 0...100)
        band = try fields["band"]?.text()
        pChurn = try fields["p_churn"]?.number(in: 0...1)
    }
}

extension AlertBook {
    fileprivate static func read(_ field: Field) throws(DocumentError) -> (Key, Entry) {
        let fields = try field.fields(["account", "trigger", "held_since", "told_on", "waiting_since", "open"])
        let key = Key(
            accountID: try fields.required("account").text(), trigger: try fields.required("trigger").text())
        let entry = Entry(
            heldSince: try fields.required("held_since").day(), toldOn: try fields["told_on"]?.day(),
            waitingSince: try fields["waiting_since"]?.day(), isOpen: try fields.required("open").flag())
        return (key, entry)
    }
}
