import Bellwether

/// The files of the weekly routine. Each is written whole or not at all, the state last: a run that was interrupted is
/// repeated from where it began.
struct WeeklyFiles {
    /// What `--state` says to begin anew.
    static let fresh = "fresh"

    private let folder: String?
    /// nil where nothing is remembered.
    private let state: String?
    private let isFresh: Bool

    init(folder: String?, state: String?) throws {
        (self.folder, isFresh) = (folder, state == WeeklyFiles.fresh)
        let named = isFresh ? nil : state
        self.state = named ?? folder.map { "\($0)/state.json" }
        if let folder { try WeeklyFiles.create(folder) }
    }

    /// A folder that cannot be written is found before the work.
    private static func create(_ folder: String) throws {
        try OutputFolder.create(folder)
        _ = try AtomicFile(path: "\(folder)/state.json")
    }

    /// What the last run left; nothing where there was none.
    func previous() throws -> RoutineState {
        guard !isFresh, let state, InputFile.exists(state) else { return RoutineState() }
        return try RoutineState(InputFile.bytes(state), file: state)
    }

    func write(_ run: WeeklyRun, _ accounts: [Account]) throws {
        if let folder {
            let tables = [
                run.alertTable(accounts), run.changeTable(accounts), run.trackingTable(accounts), run.concessions.table,
            ]
            for table in tables { try write(table, to: "\(folder)/\(table.name).csv") }
            try AtomicFile.write(MarkdownFormat().text(run.report(accounts)), to: "\(folder)/weekly.md")
        }
        if let state { try AtomicFile.write(run.state.text, to: state) }
    }

    func write(_ replay: TriggerReplay) throws {
        guard let folder else { return }
        try write(replay.alertTable, to: "\(folder)/replay-alerts.csv")
        try AtomicFile.write(MarkdownFormat().text(replay.results), to: "\(folder)/replay.md")
    }

    private func write(_ table: Table, to path: String) throws {
        var results = Results()
        results.table(table, isMain: true)
        try AtomicFile.write(CSVFormat().text(results), to: path)
    }

    /// What was written; nil for nothing.
    var words: String? {
        if let folder { return "wrote \(folder)" }
        return state.map { "wrote \($0)" }
            ?? "nothing is remembered without -o DIR or --state FILE: the next run tells the same alerts anew"
    }
}
