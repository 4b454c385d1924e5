import Documents
import Signals
import Tables

extension HistoryAssembly {
    mutating func renewals(_ table: SourceTable) throws(SourceErrors) -> [Renewal] {
        guard table.has("outcome") || table.has("arr_after") else {
            throw SourceErrors(
                SourceError(
                    file: table.place, line: 1, problem: "column \"\(table.theirs("outcome"))\" is missing",
                    hint: "or give arr_after, from which it follows"))
        }
        var errors = RowErrors(table)
        let accounts = accountColumn(table, &errors)
        checkAmounts(table, &errors)
        let outcomes = self.outcomes(table, &errors)
        let months = self.months(table, &errors)
        let (dates, products) = (table.days("renewal_date")!, table.texts("product"))
        let (starts, decided) = (table.days("term_start"), table.days("decided_on"))
        let (before, after) = (table.numbers("arr_before"), table.numbers("arr_after"))
        let currencies = table.texts("currency")
        let ids = table.texts("renewal_id")
        if let ids { checkIDs(ids, "renewal_id", &errors) }
        let autoRenews = self.autoRenews(table, &errors)
        var rows: [Int] = []
        var renewals: [Renewal] = []
        rows.reserveCapacity(table.rowCount)
        renewals.reserveCapacity(table.rowCount)
        for row in 0..<table.rowCount where accounts[row] >= 0 {
            rows.append(row)
            renewals.append(
                Renewal(
                    account: Int(accounts[row]), date: Day(number: dates[row]), outcome: outcomes[row],
                    product: products?.level(at: row), termStart: starts.flatMap { Day(column: $0, row) },
                    termMonths: months[row], arrBefore: before.flatMap { $0[row].isNaN ? nil : $0[row] },
                    arrAfter: after.flatMap { $0[row].isNaN ? nil : $0[row] }, currency: currencies?.level(at: row),
                    decidedOn: decided.flatMap { Day(column: $0, row) }, id: ids?.level(at: row),
                    autoRenews: autoRenews[row]))
        }
        TermChecks.check(renewals, rows: rows, &errors)
        try errors.throwIfAny()
        reportAmounts(renewals, table)
        return renewals
    }

    private func checkAmounts(_ table: SourceTable, _ errors: inout RowErrors) {
        for name in ["arr_before", "arr_after"] {
            guard let values = table.numbers(name) else { continue }
            for row in values.indices where values[row] < 0 {
                errors.add(
                    row: row, name, found: JSON.text(of: values[row]), "is negative",
                    expected: "an annual amount of 0 or more")
            }
        }
    }

    /// yes, true and 1, or no, false and 0, in any case; blank is not known.
    private func autoRenews(_ table: SourceTable, _ errors: inout RowErrors) -> [Bool?] {
        guard let texts = table.texts("auto_renew") else { return Array(repeating: nil, count: table.rowCount) }
        let byLevel = texts.levels.map { level -> Bool? in
            switch level.trimmedSpaces.lowercased() {
            case "yes", "true", "1": true
            case "no", "false", "0": false
            default: nil
            }
        }
        return texts.codes.indices.map { row in
            guard let found = texts.level(at: row) else { return nil }
            if byLevel[Int(texts.codes[row])] == nil {
                errors.add(row: row, "auto_renew", found: found, "is neither", expected: "yes or no")
            }
            return byLevel[Int(texts.codes[row])]
        }
    }

    private func months(_ table: SourceTable, _ errors: inout RowErrors) -> [Int?] {
        guard let values = table.numbers("term_months") else { return Array(repeating: nil, count: table.rowCount) }
        return values.indices.map { row in
            let value = values[row]
            if value.isNaN { return nil }
            if value >= 1, value <= 1200, value == value.rounded() { return Int(value) }
            errors.add(
                row: row, "term_months", found: JSON.text(of: value), "is not a term",
                expected: "whole months, 1 to 1200")
            return nil
        }
    }

    /// As written; where blank or absent, by the amount after: 0 is churned, blank is pending, less than before is
    /// contracted, more is expanded.
    private mutating func outcomes(_ table: SourceTable, _ errors: inout RowErrors) -> [Outcome] {
        let written = table.texts("outcome")
        let words = Outcome.allCases.map(\.rawValue)
        let byLevel = written?.levels.map { Outcome(rawValue: $0.trimmedSpaces) } ?? []
        let (before, after) = (table.numbers("arr_before"), table.numbers("arr_after"))
        var derived = 0
        let outcomes = (0..<table.rowCount).map { row -> Outcome in
            if let written, written.codes[row] >= 0 {
                if let outcome = byLevel[Int(written.codes[row])] { return outcome }
                let found = written.level(at: row)!
                errors.add(
                    row: row, "outcome", found: found, "is not an outcome" + NearestName.hint(for: found, among: words))
                return .pending
            }
            guard let after else {
                errors.add(row: row, "outcome", "is empty", expected: words.joined(separator: ", "))
                return .pending
            }
            derived += 1
            return HistoryAssembly.outcome(before: before?[row] ?? .nan, after: after[row])
        }
        report.add(.derivedOutcomes, table: "renewals", count: derived, "outcomes that follow from arr_after")
        return outcomes
    }

    private static func outcome(before: Double, after: Double) -> Outcome {
        if after.isNaN { return .pending }
        if after == 0 { return .churned }
        if after < before { return .contracted }
        return after > before ? .expanded : .renewed
    }

    private mutating func reportAmounts(_ renewals: [Renewal], _ table: SourceTable) {
        report.add(
            .zeroARR, .warning, table: "renewals", count: renewals.count { $0.arrBefore == 0 },
            "renewals with arr_before 0: they carry no revenue to lose")
        let contradictions = renewals.count { renewal in
            guard let after = renewal.arrAfter, let isLoss = renewal.outcome.isLoss else { return false }
            return isLoss != (after == 0)
        }
        report.add(
            .outcomeContradictsARR, .warning, table: "renewals", count: contradictions,
            "outcome and arr_after contradict each other (churned with an amount, or kept with 0): the outcome counts")
        let currencies = Set(renewals.compactMap(\.currency)).sorted()
        report.add(
            .mixedCurrencies, .warning, table: "renewals", count: currencies.count > 1 ? currencies.count : 0,
            "currencies \(currencies.joined(separator: ", ")): amounts are never summed without rates")
    }
}

/// Terms that cannot be: ended before they began, decided twice, overlapping.
enum TermChecks {
    /// `rows` are the rows of the table that the renewals come from.
    static func check(_ renewals: [Renewal], rows: [Int], _ errors: inout RowErrors) {
        for (index, renewal) in renewals.enumerated() {
            guard let start = renewal.termStart, renewal.date < start else { continue }
            errors.add(
                row: rows[index], "renewal_date", found: renewal.date.description, "is before term_start \(start)")
        }
        let isSorted = renewals.indices.dropFirst().allSatisfy { !precedes(renewals[$0], renewals[$0 - 1]) }
        let places = Array(renewals.indices)
        let order = isSorted ? places : places.sorted { precedes(renewals[$0], renewals[$1]) }
        for (previous, next) in zip(order, order.dropFirst()) {
            checkPair(renewals, rows, previous, next, &errors)
        }
    }

    private static func precedes(_ a: Renewal, _ b: Renewal) -> Bool {
        if a.account != b.account { return a.account < b.account }
        let (x, y) = (a.product ?? "", b.product ?? "")
        if ByteText(x) != ByteText(y) { return x.utf8.lexicographicallyPrecedes(y.utf8) }
        return a.date < b.date
    }

    private static func checkPair(
        _ renewals: [Renewal], _ rows: [Int], _ first: Int, _ second: Int, _ errors: inout RowErrors
    ) {
        let (a, b) = (renewals[first], renewals[second])
        guard a.account == b.account, ByteText(a.product ?? "") == ByteText(b.product ?? "") else { return }
        let (earlier, later) = (min(rows[first], rows[second]), max(rows[first], rows[second]))
        if a.date == b.date {
            errors.add(
                row: later, "renewal_date", found: b.date.description,
                "stands twice for this account and product: first in line {line}", other: earlier)
        } else if let start = b.start, start < a.date, !b.follows(a) {
            errors.add(
                row: later, "term_start", found: start.description,
                "overlaps the term of the same account and product in line {line}", other: earlier)
        }
    }
}

extension Renewal {
    /// When the term began: as given, else by its length.
    fileprivate var start: Day? { termStart ?? termMonths.map { date.adding(months: -$0) } }

    /// Whether its months lead from one term's end to its own: a year from 29 February ends on the 28th, and a year back from
    /// there begins a day too early.
    fileprivate func follows(_ other: Renewal) -> Bool {
        termStart == nil && termMonths.map { other.date.adding(months: $0) == date } ?? false
    }
}
