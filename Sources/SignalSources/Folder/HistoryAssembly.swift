import Signals
import Tables

/// Puts checked tables together into a history. Knows nothing of files: any source that has columns may use it.
struct HistoryAssembly: Sendable {
    let options: SourceOptions
    var report: SourceReport
    private(set) var accountNumbers: [ByteText: Int32] = [:]

    init(options: SourceOptions, report: SourceReport) {
        (self.options, self.report) = (options, report)
    }

    /// What is read beside other tables, with a report of its own.
    func apart<Value>(
        _ read: (inout HistoryAssembly) throws(SourceErrors) -> Value
    ) -> Result<(value: Value, report: SourceReport), SourceErrors> {
        var assembly = self
        assembly.report = SourceReport()
        do throws(SourceErrors) {
            let value = try read(&assembly)
            return .success((value, assembly.report))
        } catch {
            return .failure(error)
        }
    }

    /// Takes what was read apart. Errors: those of reading it.
    mutating func join<Value>(
        _ apart: Result<(value: Value, report: SourceReport), SourceErrors>
    ) throws(SourceErrors) -> Value {
        let read = try apart.get()
        report.add(read.report)
        return read.value
    }

    mutating func accounts(_ table: SourceTable) throws(SourceErrors) -> [Account] {
        var errors = RowErrors(table)
        let ids = table.texts("account_id")!
        checkIDs(ids, "account_id", &errors)
        accountNumbers = Dictionary(
            ids.codes.enumerated().map { (ByteText(ids.levels[Int($1)]), Int32($0)) },
            uniquingKeysWith: { first, _ in first })
        let parents = table.texts("parent_id")
        checkParents(parents, ids, &errors)
        try errors.throwIfAny()
        lookAlikes(ids.levels)
        let (names, contacts) = (table.texts("name"), table.texts("primary_contact"))
        let (csms, notes, signed) = (table.texts("csm"), table.texts("notes"), table.days("signed_on"))
        return (0..<table.rowCount).map { row in
            let account = Account(
                id: ids.level(at: row)!, name: names?.level(at: row), parentID: parents?.level(at: row),
                signedOn: signed.flatMap { Day(column: $0, row) }, primaryContact: contacts?.level(at: row),
                csm: csms?.level(at: row), notes: notes?.level(at: row))
            return options.pseudonyms?.hiding(account) ?? account
        }
    }

    /// No id stands twice; rows without one are not looked at.
    func checkIDs(_ ids: Categories, _ field: String, _ errors: inout RowErrors) {
        var first = [Int](repeating: -1, count: ids.levels.count)
        for (row, code) in ids.codes.enumerated() where code >= 0 {
            let code = Int(code)
            if first[code] < 0 {
                first[code] = row
            } else {
                errors.add(
                    row: row, field, found: ids.levels[code], "stands twice: first in line {line}",
                    other: first[code])
            }
        }
    }

    /// Every chain of parents ends. Parents that are no accounts are reported.
    private mutating func checkParents(_ parents: Categories?, _ ids: Categories, _ errors: inout RowErrors) {
        guard let parents else { return }
        let numbers = parents.levels.map { accountNumbers[ByteText($0)] ?? -1 }
        let parent = parents.codes.map { $0 < 0 ? -1 : numbers[Int($0)] }
        report.add(
            .unknownParent, .warning, table: "accounts", count: numbers.count { $0 < 0 },
            "parent_id names no account: the account stands alone")
        // 0 not seen, 1 on the chain being followed, 2 known to end.
        var state = [UInt8](repeating: 0, count: parent.count)
        for start in parent.indices where state[start] == 0 {
            var chain: [Int] = []
            var row = start
            while row >= 0, state[row] == 0 {
                state[row] = 1
                chain.append(row)
                row = Int(parent[row])
            }
            if row >= 0, state[row] == 1 {
                errors.add(row: row, "parent_id", found: parents.level(at: row), "leads back to the account itself")
            }
            for row in chain { state[row] = 2 }
        }
    }

    /// Ids that people cannot tell apart are kept apart, and reported.
    private mutating func lookAlikes(_ ids: [String]) {
        // Swift's equality of texts is Unicode's canonical equivalence, so a set of trimmed texts is smaller by them.
        let distinct = Set(ids.map(\.trimmedSpaces)).count
        report.add(
            .lookAlikeIDs, .warning, table: "accounts", count: ids.count - distinct,
            "account_id differs from another only in blanks at the end or in Unicode form: kept as two accounts")
    }

    /// The account of each row: -1 where it is skipped. Errors where it is unknown and not to be skipped.
    mutating func accountColumn(_ table: SourceTable, _ errors: inout RowErrors) -> [Int32] {
        guard let ids = table.texts("account_id") else { return [] }
        let numbers = ids.levels.map { accountNumbers[ByteText($0)] ?? -1 }
        let rows = ids.codes.map { numbers[Int($0)] }
        guard numbers.contains(-1) else { return rows }
        let unknown = rows.indices.filter { rows[$0] < 0 }
        if options.unknownAccounts == .refuse {
            for row in unknown { errors.addUnknownAccount(row: row, ids.level(at: row)!) }
        }
        reportUnknownAccounts(unknown.count, table.shape)
        return rows
    }

    mutating func reportUnknownAccounts(_ count: Int, _ shape: PortfolioSchema.Shape) {
        report.add(
            .unknownAccounts, .warning, table: shape.name, count: count,
            "rows of accounts that the accounts table lacks: left out")
    }
}

extension RowErrors {
    mutating func addUnknownAccount(row: Int, _ id: String, key: String? = nil) {
        add(row: row, "account_id", found: id, "is not in the accounts table", key: key)
    }
}

extension Day {
    /// nil where the column has none.
    init?(column: [Int32], _ row: Int) {
        guard column[row] != TimeParser.missingDay else { return nil }
        self.init(number: column[row])
    }
}
