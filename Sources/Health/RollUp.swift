/// How the scores of an account's descendants become one: `rollup:` of the scorecard.
public enum RollUp: String, Sendable, CaseIterable {
    /// The lowest.
    case worst
    /// The plain mean.
    case mean
    /// The mean weighted by ARR; accounts without ARR weigh nothing.
    case arrWeighted = "arr-weighted"

    /// One score per account from those below it: its children, theirs, and so on to any depth. The account's own score is
    /// not among them (it stands beside), so the result lies within the range of the descendants' scores. Unscored
    /// descendants are left out.
    /// - Parameters:
    ///   - scores: NaN where unscored.
    ///   - parents: the index of each account's parent; nil for none. Chains that lead back to themselves have no end: their
    ///     accounts are left out, as sources refuse them.
    ///   - arr: of each account; only `arrWeighted` reads it. What is nil or not above 0 weighs nothing.
    /// - Returns: NaN for accounts without scored descendants (with ARR, where that is the weight).
    public func scores(_ scores: [Double], parents: [Int?], arr: [Double?]) -> [Double] {
        precondition(scores.count == parents.count && scores.count == arr.count, "one parent and ARR a score")
        var below = [Below](repeating: Below(), count: scores.count)
        var waiting = [Int](repeating: 0, count: scores.count)
        for parent in parents { if let parent { waiting[parent] += 1 } }
        var ready = scores.indices.filter { waiting[$0] == 0 }
        while let account = ready.popLast() {
            guard let parent = parents[account] else { continue }
            below[parent].add(below[account])
            below[parent].add(scores[account], weight: weight(arr[account]))
            waiting[parent] -= 1
            if waiting[parent] == 0 { ready.append(parent) }
        }
        return below.indices.map { waiting[$0] == 0 ? value(below[$0]) : .nan }
    }

    private func weight(_ arr: Double?) -> Double {
        guard self == .arrWeighted else { return 1 }
        return max(0, arr ?? 0)
    }

    private func value(_ below: Below) -> Double {
        switch self {
        case .worst: below.lowest ?? .nan
        case .mean, .arrWeighted: below.mean
        }
    }
}

/// What is known of the accounts below one.
private struct Below {
    var sum = 0.0
    var weight = 0.0
    var lowest: Double?
    var highest: Double?

    mutating func add(_ score: Double, weight: Double) {
        guard !score.isNaN, weight > 0 else { return }
        sum += weight * score
        self.weight += weight
        extend(score, score)
    }

    mutating func add(_ other: Below) {
        guard let low = other.lowest, let high = other.highest else { return }
        sum += other.sum
        weight += other.weight
        extend(low, high)
    }

    private mutating func extend(_ low: Double, _ high: Double) {
        lowest = min(lowest ?? low, low)
        highest = max(highest ?? high, high)
    }

    /// Held within the range, which the last bit of a division might leave.
    var mean: Double {
        guard let lowest, let highest else { return .nan }
        return min(highest, max(lowest, sum / weight))
    }
}
