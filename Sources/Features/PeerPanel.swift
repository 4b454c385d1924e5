import Signals
import Synchronization

/// The accounts that others are compared with, as of whatever day a row asks for.
///
/// Its members are the `memberLimit` accounts whose ids hash lowest: the same accounts whatever the order of the file, the
/// machine or the number of threads, and a sample that knows nothing of what became of them. As of a day, peers are the
/// members that are customers by what was known before it: tracked, signed, their term begun, not lost. It has a history
/// of its own, which must hold the members whole and may hold others: a run that reads accounts in parts keeps the members'
/// readings (`members(among:)`) and passes by the others'.
///
/// What a feature asks of the peers as of one day is found once and shared by all rows and threads. Which of them finds it
/// decides nothing. Memory: at most eight million numbers are kept, 20 bytes each, and past that some are found again;
/// beside them 4 bytes a customer and day.
///
/// Not promised: that accounts which join the base leave the members as they were, where there are more than
/// `memberLimit`.
public final class PeerPanel: Sendable {
    /// The history that its members belong to.
    public let history: SignalHistory
    private let state = Mutex(State())

    private struct State {
        var members: [Int]?
        var customers: [Day: [Int32]] = [:]
        var samples: [Question: PeerSample] = [:]
        var valueCount = 0

        /// Makes room for more values: an eighth of the samples goes, whichever, since rows ask for days in no order.
        mutating func count(_ values: Int, limit: Int) {
            valueCount += values
            while valueCount > limit, !samples.isEmpty {
                for question in Array(samples.keys.prefix(samples.count / 8 + 1)) {
                    valueCount -= samples.removeValue(forKey: question)?.valueCount ?? 0
                }
            }
        }
    }

    /// What is asked, and as of when.
    private struct Question: Hashable {
        let key: String
        let asOf: Day
    }

    /// Four times the default sample of a group (`max_peers`), since not every member is a customer on every day.
    public static let memberLimit = 2000

    private let valueLimit: Int

    /// The panel of a history; of small ones it is everybody.
    public convenience init(_ history: SignalHistory) { self.init(history, valueLimit: 8_000_000) }

    package init(_ history: SignalHistory, valueLimit: Int) { (self.history, self.valueLimit) = (history, valueLimit) }

    /// Which of these accounts are members, lowest hash first.
    public static func members(among ids: [String]) -> [Int] {
        let ranked = ids.indices.map { (hash: stableHash(ids[$0]), account: $0) }
        let sorted = ranked.sorted {
            $0.hash != $1.hash
                ? $0.hash < $1.hash : ids[$0.account].utf8.lexicographicallyPrecedes(ids[$1.account].utf8)
        }
        return sorted.prefix(memberLimit).map(\.account)
    }

    /// FNV-1a of the bytes (Fowler, Noll, Vo), then the finisher of MurmurHash3, since FNV leaves ids that differ in their
    /// last digits close together. Swift's own hash differs from one process to the next.
    static func stableHash(_ id: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }

    /// The members that were customers as of a day, lowest hash first.
    func customers(asOf day: Day) -> [Int32] {
        if let known = state.withLock({ $0.customers[day] }) { return known }
        let found = members.filter { isCustomer($0, asOf: day) }.map(Int32.init)
        state.withLock { $0.customers[day] = found }
        return found
    }

    /// What was known of a member before a day, with its next renewal.
    func known(_ account: Int, asOf day: Day) -> KnownHistory {
        let anchor = history.anchor(of: account, asOf: day)
        return history.known(
            account: account, asOf: anchor.cutoff, renewal: anchor.renewal, alongside: anchor.alongside)
    }

    /// A term without a beginning, after a loss, may have come long after: that it is in the file tells of a return.
    private func isCustomer(_ account: Int, asOf day: Day) -> Bool {
        let anchor = history.anchor(of: account, asOf: day)
        var leftOut = LeftOut()
        guard leftOut.admits(anchor, of: history) else { return false }
        let known = history.known(account: account, asOf: anchor.cutoff)
        // The day of signature is cheap to know; first readings of all signals are not.
        guard known.signedOn != nil || known.trackedSince != nil else { return false }
        let last = history.renewals(of: anchor.account).last {
            $0.isDecided(before: anchor.cutoff, in: history.calendar)
        }
        return last?.outcome != .churned || anchor.renewal?.termBegin != nil
    }

    private var members: [Int] {
        if let known = state.withLock(\.members) { return known }
        let found = PeerPanel.members(among: history.accounts.map(\.id))
        state.withLock { $0.members = found }
        return found
    }

    /// What `make` gives, made once per key and day. Two threads may make it at once; they make the same.
    func sample(_ key: String, asOf: Day, make: () -> PeerSample) -> PeerSample {
        let question = Question(key: key, asOf: asOf)
        if let known = state.withLock({ $0.samples[question] }) { return known }
        let sample = make()
        state.withLock { state in
            guard state.samples[question] == nil else { return }
            state.count(sample.valueCount, limit: valueLimit)
            state.samples[question] = sample
        }
        return sample
    }
}

/// One number of each peer as of one day, by group.
struct PeerSample: Sendable {
    let valueCount: Int
    private let groups: [String: PeerValues]

    init(_ values: [String: [(account: Int32, value: Double)]]) {
        groups = values.mapValues(PeerValues.init)
        valueCount = groups.values.reduce(0) { $0 + $1.sorted.count }
    }

    /// The values of a group; nil where it has none.
    subscript(_ group: String) -> PeerValues? { groups[group] }
}

/// The numbers of the peers in one group. An account is never its own peer: where it is in the sample, it is left out.
struct PeerValues: Sendable {
    let sorted: [Double]
    /// Ascending, each with its value.
    private let accounts: [Int32]
    private let values: [Double]

    /// Missing numbers are left out.
    init(_ values: [(account: Int32, value: Double)]) {
        let present = values.filter { !$0.value.isNaN }.sorted { $0.account < $1.account }
        accounts = present.map(\.account)
        self.values = present.map(\.value)
        sorted = self.values.sorted()
    }

    func count(without account: Int?) -> Int { sorted.count - (own(account) == nil ? 0 : 1) }

    /// (number below + half the number equal) / number: the mid-rank, 0 to 1.
    func percentile(of value: Double, without account: Int?) -> Double {
        let own = own(account)
        var below = Double(sorted.position { $0 < value })
        var equal = Double(sorted.position { $0 <= value }) - below
        if let own, own < value { below -= 1 }
        if let own, own == value { equal -= 1 }
        return (below + equal / 2) / Double(count(without: account))
    }

    func median(without account: Int?) -> Double {
        var values = sorted
        if let own = own(account) { values.remove(at: sorted.position { $0 < own }) }
        return Median.ofSorted(values)
    }

    private func own(_ account: Int?) -> Double? {
        guard let account else { return nil }
        let place = accounts.position { $0 < account }
        return place < accounts.count && accounts[place] == account ? values[place] : nil
    }
}

extension Array {
    /// How many stand at the front for which `isBefore` holds. Precondition: they are sorted so that all such do.
    fileprivate func position(where isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
