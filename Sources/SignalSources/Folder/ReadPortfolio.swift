import Signals
import Tables

/// All tables of a portfolio, read and checked, before they are a history.
struct ReadPortfolio {
    private let assembly: HistoryAssembly
    private let accounts: [Account]
    private let attributes: Frame
    private let renewals: [Renewal]
    private let facts: FactColumns
    private let events: ReadEvents

    init(
        _ assembly: HistoryAssembly, _ accounts: [Account], attributes: [FrameColumn], renewals: [Renewal],
        facts: FactColumns, events: ReadEvents
    ) {
        (self.assembly, self.accounts, self.renewals, self.facts, self.events) =
            (assembly, accounts, renewals, facts, events)
        self.attributes = Frame(columns: attributes, rowCount: accounts.count)
    }

    /// All in memory, with what is found once readings stand sorted.
    func contents(_ options: SourceOptions) -> SourceContents {
        var report = assembly.report
        let history = history(events.store, options)
        HistoryFindings.add(of: history, to: &report)
        return SourceContents(history: history, report: report)
    }

    /// With readings on disk where they did not fit.
    func parted(_ options: SourceOptions, _ budget: MemoryBudget) -> PartedHistory {
        guard let spill = events.runs.spill else {
            return PartedHistory(SourceContents(history: history(events.store, options), report: assembly.report))
        }
        let none = EventStore(EventColumns(), accountCount: accounts.count)
        return PartedHistory(
            history(none, options), spill, events.runs.stretches, names: events.names,
            rowsPerPart: budget.rowsPerPart, report: assembly.report)
    }

    private func history(_ store: EventStore, _ options: SourceOptions) -> SignalHistory {
        SignalHistory(
            calendar: options.calendar, accounts: accounts, attributes: attributes, renewals: renewals, store: store,
            facts: facts)
    }
}

/// The readings, parted by stretches of accounts.
struct ReadEvents {
    var names = EventNames(signals: [])
    var runs: EventRuns

    /// Of a file: about 2^17 readings, which are sorted in the cache.
    static let bytesPerStretch = 6 << 20

    init(_ stretches: AccountStretches, _ memory: MemoryBudget?) {
        runs = EventRuns(stretches, limit: memory?.heldBytes, folder: memory?.folder ?? ".")
    }

    fileprivate var store: EventStore { EventStore(runs.held, runs.stretches, names: names) }
}
