import Documents
import Signals
import Tables

extension HistoryAssembly {
    /// A reading without a value is 1 where its signal never carries another value; among values it is a missing
    /// reading, which is left out and counted.
    mutating func events(_ table: SourceTable) throws(SourceErrors) -> EventColumns {
        guard table.rowCount > 0 else { return EventColumns() }
        var errors = RowErrors(table)
        let accounts = accountColumn(table, &errors)
        let signals = table.texts("signal")!
        let values = valueColumn(table, signals)
        checkRanges(values, signals, &errors)
        try errors.throwIfAny()
        reportUndeclared(signals)
        let occurred = table.times("occurred_at")!
        let (known, users, tags) = (table.times("known_at"), table.texts("user_id"), table.texts("tag"))
        var columns = EventColumns(
            accounts: accounts, signals: signals.codes, occurredAt: occurred,
            knownAt: HistoryAssembly.known(known, else: occurred), values: values,
            users: HistoryAssembly.optionalCodes(users), tags: HistoryAssembly.optionalCodes(tags),
            signalNames: signals.levels, userNames: users?.levels ?? [], tagNames: tags?.levels ?? [])
        let dropped = accounts.indices.contains { accounts[$0] < 0 || values[$0].isNaN }
        if dropped {
            let kept = accounts.indices.filter { accounts[$0] >= 0 && !values[$0].isNaN }
            columns = columns.rows(kept)
        }
        return columns
    }

    private mutating func valueColumn(_ table: SourceTable, _ signals: Categories) -> [Double] {
        guard var values = table.numbers("value") else { return [Double](repeating: 1, count: table.rowCount) }
        var carriesValues = [Bool](repeating: false, count: signals.levels.count)
        for row in values.indices where !values[row].isNaN && values[row] != 1 {
            carriesValues[Int(signals.codes[row])] = true
        }
        var missing = 0
        for row in values.indices where values[row].isNaN {
            if carriesValues[Int(signals.codes[row])] { missing += 1 } else { values[row] = 1 }
        }
        report.add(
            .missingValues, .warning, table: "events", count: missing,
            "readings without a value, of signals that carry values: left out")
        return values
    }

    private func checkRanges(_ values: [Double], _ signals: Categories, _ errors: inout RowErrors) {
        guard let catalog = options.catalog else { return }
        let ranges = signals.levels.map { catalog[$0]?.range }
        guard ranges.contains(where: { $0 != nil }) else { return }
        for row in values.indices {
            guard let range = ranges[Int(signals.codes[row])], !values[row].isNaN, !range.contains(values[row]) else {
                continue
            }
            let (low, high) = (JSON.text(of: range.lowerBound), JSON.text(of: range.upperBound))
            errors.add(
                row: row, "value", found: JSON.text(of: values[row]),
                "is outside the range of \(signals.level(at: row)!)", expected: "\(low) to \(high)")
        }
    }

    private mutating func reportUndeclared(_ signals: Categories) {
        guard let catalog = options.catalog else { return }
        var counts = [Int](repeating: 0, count: signals.levels.count)
        for code in signals.codes { counts[Int(code)] += 1 }
        for (level, name) in signals.levels.enumerated() where catalog[name] == nil {
            let nearest = NearestName.of(name, among: catalog.names).map { ", did you mean \"\($0)\"?" } ?? ""
            report.add(
                .undeclaredSignal, .warning, table: "events", count: counts[level],
                "readings of \"\(SourceError.excerpt(name))\", which signals.yaml does not declare" + nearest)
        }
    }

    /// Blank times of knowing are the times of occurrence; empty where no row has another.
    static func known(_ known: [Int64]?, else occurred: [Int64]) -> [Int64] {
        guard let known else { return [] }
        let filled = known.indices.map { known[$0] == TimeParser.missingTime ? occurred[$0] : known[$0] }
        return filled == occurred ? [] : filled
    }

    /// Empty where no row has one.
    private static func optionalCodes(_ texts: Categories?) -> [Int32] {
        guard let texts, !texts.levels.isEmpty else { return [] }
        return texts.codes
    }
}

extension EventColumns {
    /// The rows at `indices`.
    fileprivate func rows(_ indices: [Int]) -> EventColumns {
        func pick<Element>(_ column: [Element]) -> [Element] { column.isEmpty ? [] : indices.map { column[$0] } }
        return EventColumns(
            accounts: pick(accounts), signals: pick(signals), occurredAt: pick(occurredAt), knownAt: pick(knownAt),
            values: pick(values), users: pick(users), tags: pick(tags), signalNames: signalNames, userNames: userNames,
            tagNames: tagNames)
    }
}
