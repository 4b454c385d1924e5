/// Where the rows of each (account, kind) stand in sorted columns.
struct Grouping: Sendable {
    let kindCount: Int
    let starts: [Int32]

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

    /// `accounts` count from `firstAccount`; in the grouping they count from 0.
    init(accounts: [Int32], firstAccount: Int = 0, kinds: [Int32], accountCount: Int, kindCount: Int) {
        let groups = accountCount * kindCount
        var starts = [Int32](repeating: 0, count: groups + 1)
        for i in accounts.indices { starts[(Int(accounts[i]) - firstAccount) * kindCount + Int(kinds[i]) + 1] += 1 }
        for g in 0..<groups { starts[g + 1] += starts[g] }
        var next = starts
        var rows = [Int32](repeating: 0, count: accounts.count)
        for i in accounts.indices {
            let g = (Int(accounts[i]) - firstAccount) * kindCount + Int(kinds[i])
            rows[Int(next[g])] = Int32(i)
            next[g] += 1
        }
        grouping = Grouping(kindCount: kindCount, starts: starts)
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
