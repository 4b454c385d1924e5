import Documents
import Signals
import Tables

/// Some rows of an events table in columns, codes already those of accounts and of the source's names.
struct EventChunk: Sendable {
    /// Rows of the table before it.
    let firstRow: Int
    /// -1 where the accounts table lacks the account.
    let accounts: [Int32]
    let signals: [Int32]
    let occurredAt: [Int64]
    /// `TimeParser.missingTime` where blank; nil where the table has no such column.
    let knownAt: [Int64]?
    /// NaN where blank.
    let values: [Double]?
    /// Empty where nobody is named.
    let users: [Int32]
    let tags: [Int32]

    /// The readings. Known where nothing else is said when they occurred; no such column where no row has another time.
    /// The value of a table without values is 1.
    var columns: EventColumns {
        EventColumns(
            accounts: accounts, signals: signals, occurredAt: occurredAt,
            knownAt: HistoryAssembly.known(knownAt, else: occurredAt),
            values: values ?? [Double](repeating: 1, count: accounts.count), users: users, tags: tags)
    }
}

/// What is counted of the rows of a chunk, and what is wrong with them.
struct EventTally: Sendable {
    private(set) var rows: [Int]
    /// By signal: readings without a value, and whether some reading has a value other than 1.
    private(set) var missing: [Int]
    private(set) var carriesValues: [Bool]
    /// Rows of the chunk.
    private(set) var unknownAccounts: [Int] = []
    private(set) var outOfRange: [Int] = []

    init(_ chunk: EventChunk, ranges: [ClosedRange<Double>?]) {
        rows = [Int](repeating: 0, count: ranges.count)
        missing = rows
        carriesValues = ranges.map { _ in false }
        for (row, account) in chunk.accounts.enumerated() {
            rows[Int(chunk.signals[row])] += 1
            if account < 0 { unknownAccounts.append(row) }
        }
        guard let values = chunk.values else { return }
        for (row, value) in values.enumerated() {
            let signal = Int(chunk.signals[row])
            if value.isNaN {
                missing[signal] += 1
            } else {
                if value != 1 { carriesValues[signal] = true }
                if let range = ranges[signal], !range.contains(value) { outOfRange.append(row) }
            }
        }
    }

    /// The sum of two tallies; the other may know of more signals. Row numbers are not kept.
    mutating func add(_ other: EventTally) {
        let more = other.rows.count - rows.count
        if more > 0 {
            rows += repeatElement(0, count: more)
            missing += repeatElement(0, count: more)
            carriesValues += repeatElement(false, count: more)
        }
        for signal in other.rows.indices {
            rows[signal] += other.rows[signal]
            missing[signal] += other.missing[signal]
            carriesValues[signal] = carriesValues[signal] || other.carriesValues[signal]
        }
    }

    static let none = EventTally(
        EventChunk(
            firstRow: 0, accounts: [], signals: [], occurredAt: [], knownAt: nil, values: nil, users: [], tags: []),
        ranges: [])
}

/// A chunk of readings, parted by stretches and looked through.
struct CheckedEvents: Sendable {
    let chunk: EventChunk
    let run: EventRun
    let tally: EventTally
}

/// Checks the readings of a source chunk by chunk and parts them by stretches of accounts. Knows nothing of files: any
/// source that has columns may use it.
struct EventAssembly: Sendable {
    private let catalog: SignalCatalog?
    private let stretches: AccountStretches
    private let refusesUnknown: Bool
    private let isKeyed: Bool
    private var tally = EventTally.none
    private var unknownCount = 0
    private var errors: RowErrors

    init(_ table: SourceTable, _ options: SourceOptions, _ stretches: AccountStretches) {
        (catalog, self.stretches, errors) = (options.catalog, stretches, RowErrors(table))
        refusesUnknown = options.unknownAccounts == .refuse
        isKeyed = table.key != nil
    }

    /// What a signal's values may be; nil where nothing is said.
    func range(of signal: String) -> ClosedRange<Double>? { catalog?[signal]?.range }

    /// Parts the readings of a chunk and counts what is wrong with them. Codes of signals refer to `names`.
    func checked(_ chunk: EventChunk, signalNames names: [String]) -> CheckedEvents {
        CheckedEvents(
            chunk: chunk, run: EventRun(chunk.columns, stretches), tally: EventTally(chunk, ranges: names.map(range)))
    }

    /// Takes the next chunk of the table.
    /// - Parameter account: the id in a row of the chunk.
    mutating func take(_ events: CheckedEvents, signalNames names: [String], account: (_ row: Int) -> String) {
        tally.add(events.tally)
        unknownCount += events.tally.unknownAccounts.count
        add(events.tally, of: events.chunk, names, account: account)
    }

    private mutating func add(
        _ found: EventTally, of chunk: EventChunk, _ names: [String], account: (Int) -> String
    ) {
        if refusesUnknown {
            for row in found.unknownAccounts {
                errors.addUnknownAccount(row: chunk.firstRow + row, account(row), key: key(chunk, row, account))
            }
        }
        for row in found.outOfRange {
            let name = names[Int(chunk.signals[row])]
            guard let range = range(of: name) else { continue }
            let (low, high) = (JSON.text(of: range.lowerBound), JSON.text(of: range.upperBound))
            errors.add(
                row: chunk.firstRow + row, "value", found: JSON.text(of: chunk.values![row]),
                "is outside the range of \(name)", expected: "\(low) to \(high)", key: key(chunk, row, account))
        }
    }

    /// The key of a row where rows have no lines: they are gone when errors are told.
    private func key(_ chunk: EventChunk, _ row: Int, _ account: (Int) -> String) -> String? {
        guard isKeyed else { return nil }
        return "account_id \(account(row)), occurred_at \(Instant(nanoseconds: chunk.occurredAt[row]))"
    }

    /// Throws what was wrong; else reports what was counted.
    /// - Returns: by signal, whether a reading without a value is left out: a reading without a value is 1 where its
    ///   signal never carries another value; among values it is a missing reading.
    func finish(_ assembly: inout HistoryAssembly, signalNames: [String]) throws(SourceErrors) -> [Bool] {
        try errors.throwIfAny()
        assembly.reportUnknownAccounts(unknownCount, PortfolioSchema.events)
        let dropped = tally.missing.indices.filter { tally.carriesValues[$0] }
        assembly.report.add(
            .missingValues, .warning, table: "events", count: dropped.reduce(0) { $0 + tally.missing[$1] },
            "readings without a value, of signals that carry values: left out")
        reportUndeclared(&assembly.report, signalNames)
        return signalNames.indices.map { $0 < tally.carriesValues.count && tally.carriesValues[$0] }
    }

    private func reportUndeclared(_ report: inout SourceReport, _ signalNames: [String]) {
        guard let catalog else { return }
        for (signal, name) in signalNames.enumerated() where catalog[name] == nil {
            let nearest = NearestName.of(name, among: catalog.names).map { ", did you mean \"\($0)\"?" } ?? ""
            report.add(
                .undeclaredSignal, .warning, table: "events", count: tally.rows[signal],
                "readings of \"\(SourceError.excerpt(name))\", which signals.yaml does not declare" + nearest)
        }
    }
}

extension HistoryAssembly {
    /// Blank times of knowing are the times of occurrence; empty where no row has another.
    static func known(_ known: [Int64]?, else occurred: [Int64]) -> [Int64] {
        guard let known else { return [] }
        let filled = known.indices.map { known[$0] == TimeParser.missingTime ? occurred[$0] : known[$0] }
        return filled == occurred ? [] : filled
    }
}
