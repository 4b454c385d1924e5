/// Where the rows of each (account, kind) stand in sorted columns.
struct Grouping: Sendable {
    let kindCount: Int
    let starts: [Int32]

    /// The groups of rows that come in several stretches: accounts, kinds and which rows of them.
    init(_ parts: [(accounts: [Int32], kinds: [Int32], rows: Range<Int>)], accounts: Range<Int>, kindCount: Int) {
        let places = GroupPlaces(firstAccount: accounts.lowerBound, kindCount: kindCount)
        var starts = [Int32](repeating: 0, count: accounts.count * kindCount + 1)
        for part in parts {
            for row in part.rows { starts[places.group(part.accounts[row], part.kinds[row]) + 1] += 1 }
        }
        for group in 0..<(starts.count - 1) { starts[group + 1] += starts[group] }
        (self.kindCount, self.starts) = (kindCount, starts)
    }

    var rowCount: Int { Int(starts.last ?? 0) }

    /// The rows of one kind of one account.
    func range(account: Int, kind: Int) -> Range<Int> {
        let group = account * kindCount + kind
        return Int(starts[group])..<Int(starts[group + 1])
    }

    /// Account and kind of every row.
    func keys() -> (accounts: [Int32], kinds: [Int32]) {
        var accounts = [Int32](repeating: 0, count: Int(starts.last ?? 0))
        var kinds = accounts
        for group in 0..<(starts.count - 1) {
            for row in Int(starts[group])..<Int(starts[group + 1]) {
                accounts[row] = Int32(group / kindCount)
                kinds[row] = Int32(group % kindCount)
            }
        }
        return (accounts, kinds)
    }
}

/// Row numbers grouped by (account, kind): group g = account · kinds + kind owns `rows[starts[g]..<starts[g + 1]]`.
/// One stable counting sort, O(rows + groups).
struct GroupedRows {
    let grouping: Grouping
    private(set) var rows: [Int32]

    init(accounts: [Int32], kinds: [Int32], accountCount: Int, kindCount: Int) {
        grouping = Grouping([(accounts, kinds, accounts.indices)], accounts: 0..<accountCount, kindCount: kindCount)
        let places = GroupPlaces(firstAccount: 0, kindCount: kindCount)
        var next = grouping.starts
        var rows = [Int32](repeating: 0, count: accounts.count)
        for row in accounts.indices {
            let group = places.group(accounts[row], kinds[row])
            rows[Int(next[group])] = Int32(row)
            next[group] += 1
        }
        self.rows = rows
    }

    /// Sorts every group that is not yet in order.
    mutating func sort(by precedes: (Int, Int) -> Bool) {
        let starts = grouping.starts
        for g in 0..<(starts.count - 1) {
            let range = Int(starts[g])..<Int(starts[g + 1])
            let isSorted = range.dropFirst().allSatisfy { !precedes(Int(rows[$0]), Int(rows[$0 - 1])) }
            if !isSorted { rows[range].sort { precedes(Int($0), Int($1)) } }
        }
    }
}
