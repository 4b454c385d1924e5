import Signals

/// A place from which a portfolio is read. Kinds are listed in `SourceKinds`; adding one is a new file in `Kinds/` and
/// a line there.
public protocol SignalSource: Sendable {
    /// The word by which the kind is listed.
    static var name: String { get }
    /// One line for `bellwether list sources`.
    static var summary: String { get }
    /// Locations of this kind, as they are written behind `--data`.
    static var examples: [String] { get }

    /// Whether a location is of this kind. Looks at its form, and at most at what kind of file stands there.
    static func accepts(_ location: String) -> Bool

    /// A location that `accepts` took.
    init(_ location: String)

    /// Reads and checks everything, where it fits into `options.memory`. The same bytes give the same contents whatever the threads, locale or time zone of
    /// the machine.
    func read(_ options: SourceOptions) throws(SourceErrors) -> SourceContents

    /// Reads and checks everything, and keeps readings on disk where they do not fit into the budget. What is counted of
    /// readings once they are sorted (duplicates, readings before the contract) is not reported.
    func readParted(_ options: SourceOptions, _ budget: MemoryBudget) throws(SourceErrors) -> PartedHistory
}

/// How much memory reading may take.
public struct MemoryBudget: Sendable {
    /// Of the whole program, in bytes. Not promised: accounts, renewals, facts and all names (ids, users, tags) stay in
    /// memory whatever the budget is; `SourceOptions.memory` refuses them.
    public let bytes: Int
    /// Where readings that do not fit are kept, in a file without a name.
    public let folder: String

    /// So many bytes of memory, and a folder for what does not fit.
    public init(bytes: Int, folder: String) { (self.bytes, self.folder) = (bytes, folder) }

    /// Readings wait in memory up to a quarter of the budget: sorting doubles them where they stay, and the pieces of the
    /// file and what is known of accounts take their share.
    var heldBytes: Int { bytes / 4 }

    /// A reading takes about 24 to 40 bytes, twice that while it is sorted; a part may take an eighth of the budget.
    var rowsPerPart: Int { max(1, bytes / 8 / 80) }
}

/// What was read, and what is worth knowing about it.
public struct SourceContents: Sendable {
    /// Everything that was read.
    public let history: SignalHistory
    /// What is worth knowing about it.
    public let report: SourceReport

    /// A portfolio and what was found while reading it.
    public init(history: SignalHistory, report: SourceReport) {
        self.history = history
        self.report = report
    }
}

/// How a portfolio is read.
public struct SourceOptions: Sendable {
    /// What is done with rows of accounts that the accounts table lacks.
    public enum UnknownAccounts: String, Sendable, CaseIterable {
        /// A row of an account that the accounts table lacks is an error. The default: a join would drop it unseen.
        case refuse
        /// Such rows are left out and counted.
        case skip
    }

    /// Where days begin. Default UTC.
    public var calendar: BusinessCalendar
    /// Whether an instant without an offset is UTC; else (the default) it is an error.
    public var assumesUTC: Bool
    /// The declared signals: readings outside their ranges are errors, signals it lacks are reported. nil: no such
    /// checks.
    public var catalog: SignalCatalog?
    /// What becomes of rows whose account is not known; by default an error.
    public var unknownAccounts: UnknownAccounts
    /// How many threads parse; nil for all cores.
    public var threads: Int?
    /// Replaces the ids of accounts once all tables are joined; nil keeps them. Names, contacts and notes go with the ids.
    public var pseudonyms: Pseudonyms?
    /// How databases are reached.
    public var database = DatabaseSettings()
    /// The folder of `columns.yaml`. nil: the source's own, and the current one for sources that are no folder.
    public var configuration: String?
    /// How many bytes of memory the whole program may take: a portfolio that would take more is refused before a row is read.
    /// Readings of `readParted` do not count. nil for all there is.
    public var memory: Int?
    /// How many bytes of events a thread takes at a time; the result does not depend on it.
    package var laneBytes = CSVReading.defaultLaneBytes
    /// Whether readings stay where they are, because a database reduces them (push-down). Only of databases.
    public var leavesReadings = false
    /// Told from time to time which share of the events has been read.
    public var progress: (@Sendable (Double) -> Void)?

    /// By default days begin at midnight UTC, nothing is checked against a catalog and all processors read.
    public init(
        calendar: BusinessCalendar = .utc, assumesUTC: Bool = false, catalog: SignalCatalog? = nil,
        unknownAccounts: UnknownAccounts = .refuse, threads: Int? = nil,
        progress: (@Sendable (Double) -> Void)? = nil
    ) {
        (self.calendar, self.assumesUTC, self.catalog) = (calendar, assumesUTC, catalog)
        (self.unknownAccounts, self.threads, self.progress) = (unknownAccounts, threads, progress)
    }
}
