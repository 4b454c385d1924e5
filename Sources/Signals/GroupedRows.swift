/// Row numbers grouped by (account, kind): group g = account · kinds + kind owns `rows[starts[g]..<starts[g + 1]]`.
/// One stable counting sort, O(rows + groups).
struct GroupedRows {
    let starts: [Int32]
    private(set) var rows: [Int32]

    init(accounts: [Int32], kinds: [Int32], accountCount: Int, kindCount: Int) {
        let groups = accountCount * kindCount
        var starts = [Int32](repeating: 0, count: groups + 1)
        for i in accounts.indices { starts[Int(accounts[i]) * kindCount + Int(kinds[i]) + 1] += 1 }
        for g in 0..<groups { starts[g + 1] += starts[g] }
        var next = starts
        var rows = [Int32](repeating: 0, count: accounts.count)
        for i in accounts.indices {
            let g = Int(accounts[i]) * kindCount + Int(kinds[i])
            rows[Int(next[g])] = Int32(i)
            next[g] += 1
        }
        (self.starts, self.rows) = (starts, rows)
    }

    /// Sorts every group that is not yet in order.
    mutating func sort(by precedes: (Int, Int) -> Bool) {
        for g in 0..<(starts.count - 1) {
            let range = Int(starts[g])..<Int(starts[g + 1])
            let isSorted = range.dropFirst().allSatisfy { !precedes(Int(rows[$0]), Int(rows[$0 - 1])) }
            if !isSorted { rows[range].sort { precedes(Int($0), Int($1)) } }
        }
    }
}
