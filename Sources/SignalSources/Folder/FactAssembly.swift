import Signals
import Tables

extension HistoryAssembly {
    mutating func facts(_ table: SourceTable) throws(SourceErrors) -> FactColumns {
        guard table.rowCount > 0 else { return FactColumns() }
        var errors = RowErrors(table)
        let accounts = accountColumn(table, &errors)
        let (facts, values) = (table.texts("fact")!, table.texts("value")!)
        let from = table.times("valid_from")!
        let to = table.times("valid_to").map { $0.map { $0 == TimeParser.missingTime ? Int64.max : $0 } } ?? []
        for row in to.indices where to[row] < from[row] {
            errors.add(
                row: row, "valid_to", found: Instant(nanoseconds: to[row]).description,
                "is before valid_from \(Instant(nanoseconds: from[row]))")
        }
        try errors.throwIfAny()
        let known = HistoryAssembly.known(table.times("known_at"), else: from)
        let kept = accounts.indices.filter { accounts[$0] >= 0 }
        func pick<Element>(_ column: [Element]) -> [Element] {
            column.isEmpty || kept.count == column.count ? column : kept.map { column[$0] }
        }
        return FactColumns(
            accounts: pick(accounts), facts: pick(facts.codes), validFrom: pick(from), validTo: pick(to),
            knownAt: pick(known), values: pick(values.codes), factNames: facts.levels, valueTexts: values.levels)
    }
}
