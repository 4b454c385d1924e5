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

    init(_ location: String)

    /// Reads and checks everything. The same bytes give the same contents whatever the threads, locale or time zone of
    /// the machine.
    func read(_ options: SourceOptions) throws(SourceErrors) -> SourceContents
}

/// What was read, and what is worth knowing about it.
public struct SourceContents: Sendable {
    public let history: SignalHistory
    public let report: SourceReport

    public init(history: SignalHistory, report: SourceReport) {
        self.history = history
        self.report = report
    }
}

/// How a portfolio is read.
public struct SourceOptions: Sendable {
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
    public var unknownAccounts: UnknownAccounts
    /// How many threads parse; nil for all cores.
    public var threads: Int?

    public init(
        calendar: BusinessCalendar = .utc, assumesUTC: Bool = false, catalog: SignalCatalog? = nil,
        unknownAccounts: UnknownAccounts = .refuse, threads: Int? = nil
    ) {
        (self.calendar, self.assumesUTC, self.catalog) = (calendar, assumesUTC, catalog)
        (self.unknownAccounts, self.threads) = (unknownAccounts, threads)
    }
}
