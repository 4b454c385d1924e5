/// All dated attributes, sorted by account, fact, start of validity, time of knowing, value text (by bytes) and end of
/// validity, so that the order of the input rows decides nothing.
public struct FactStore: Sendable {
    /// Names of facts, by number.
    public let factNames: [String]
    /// Values as they were written, by number.
    public let valueTexts: [String]
    /// The number a value text holds; NaN where it is none. `true`/`yes` is 1, `false`/`no` is 0.
    public let valueNumbers: [Double]
    /// Nanoseconds since 1970 at which each row begins to hold.
    public let validFrom: [Int64]
    /// Nanoseconds since 1970 at which each row ceases to hold; the greatest number where it has no end.
    public let validTo: [Int64]
    /// Nanoseconds since 1970 at which each row became known.
    public let knownAt: [Int64]
    /// Of each row, its place among `valueTexts`.
    public let values: [Int32]
    private let grouping: Grouping

    /// Sorts the rows of accounts that are numbered from 0.
    public init(_ columns: FactColumns, accountCount: Int) {
        (factNames, valueTexts) = (columns.factNames, columns.valueTexts)
        valueNumbers = columns.valueTexts.map(FactStore.number)
        let known = columns.knownAt.isEmpty ? columns.validFrom : columns.knownAt
        let from = columns.validFrom
        let (to, texts) = (columns.validTo, columns.valueTexts)
        var grouped = GroupedRows(
            accounts: columns.accounts, kinds: columns.facts, accountCount: accountCount,
            kindCount: columns.factNames.count)
        grouped.sort { a, b in
            if from[a] != from[b] { return from[a] < from[b] }
            if known[a] != known[b] { return known[a] < known[b] }
            let (x, y) = (columns.values[a], columns.values[b])
            if x != y { return texts[Int(x)].utf8.lexicographicallyPrecedes(texts[Int(y)].utf8) }
            return !to.isEmpty && to[a] < to[b]
        }
        let rows = grouped.rows
        grouping = grouped.grouping
        validFrom = rows.map { from[Int($0)] }
        validTo = to.isEmpty ? rows.map { _ in .max } : rows.map { to[Int($0)] }
        knownAt = rows.map { known[Int($0)] }
        values = rows.map { columns.values[Int($0)] }
    }

    /// How many rows are held.
    public var count: Int { values.count }

    /// The rows of one fact of one account, by start of validity.
    public func range(account: Int, fact: Int) -> Range<Int> { grouping.range(account: account, kind: fact) }

    /// The rows of one fact of one account that began and became known before `bound`, corrected as of then.
    func readings(account: Int, fact: Int, knownBefore bound: Int64) -> [FactReading] {
        var readings: [FactReading] = []
        for row in range(account: account, fact: fact) where knownAt[row] < bound && validFrom[row] < bound {
            let value = values[row]
            let reading = FactReading(
                validFrom: Instant(nanoseconds: validFrom[row]),
                validTo: Instant(nanoseconds: validTo[row] < bound ? validTo[row] : .max),
                value: value, text: valueTexts[Int(value)], number: valueNumbers[Int(value)])
            if readings.last?.validFrom == reading.validFrom { readings.removeLast() }
            readings.append(reading)
        }
        return readings
    }

    /// The columns again, in sorted order.
    public func columns() -> FactColumns {
        let (accounts, facts) = grouping.keys()
        return FactColumns(
            accounts: accounts, facts: facts, validFrom: validFrom, validTo: validTo, knownAt: knownAt, values: values,
            factNames: factNames, valueTexts: valueTexts)
    }

    private static func number(_ text: String) -> Double {
        switch text.lowercased() {
        case "true", "yes": 1
        case "false", "no": 0
        default:
            text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
                ? Double(text) ?? .nan : .nan
        }
    }
}
