import Documents
import Signals
import Tables

/// The first accounts to try the scores on: where most revenue hangs on a renewal of which the answer is "maybe".
///
/// Of the accounts that decide something next and whose ARR is known, those of the top tier by ARR are ranked twice: by how
/// near P(churn) is to 50%, where a yes or no is least decided, and by how wide its interval is, where the model itself is least
/// sure. The better of both ranks counts; ties go to the larger ARR, then to the id. It is a rule for a first list, not an
/// optimum: what a talk with each account would be worth is not known yet.
public struct PilotGroup: Sendable {
    /// One chosen account.
    public struct Member: Sendable, Equatable {
        /// The account, scored.
        public let score: AccountScore
        /// Among the tier, from 1: by how near P(churn) is to 50%.
        public let undecidedRank: Int
        /// Among the tier, from 1: by how wide the interval is.
        public let widthRank: Int

        /// `undecided (no. 2)`, `wide interval (no. 1)`, or both where both ranks are within the group's size.
        func why(within size: Int) -> String {
            let undecided = "undecided (no. \(undecidedRank))"
            let wide = "wide interval (no. \(widthRank))"
            if max(undecidedRank, widthRank) <= size { return "\(undecided), \(wide)" }
            return undecidedRank <= widthRank ? undecided : wide
        }
    }

    /// Most urgent first.
    public let members: [Member]
    /// How many were asked for.
    public let size: Int
    /// How many accounts could be chosen: with an open renewal and a known ARR.
    public let candidates: Int
    /// How many of them are in the top tier.
    public let tierCount: Int
    /// The least ARR in the tier; nil where there are no candidates.
    public let tierFrom: Double?
    /// Accounts without an open renewal or a known ARR.
    public let leftOut: Int

    /// How many accounts a pilot may have: few enough to talk to each, enough to see a difference.
    public static let sizes = 20...30

    /// - Parameters:
    ///   - scores: all accounts, scored.
    ///   - size: how many to choose; all of the tier where it has fewer.
    ///   - tier: the share of candidates, by ARR, that is looked at; at least `size` of them. By default the top quarter.
    public init(_ scores: [AccountScore], size: Int = 25, tier: Double = 0.25) {
        let candidates = scores.filter { $0.arr != nil && $0.renewalDate != nil && !$0.pChurn.isNaN }
            .sorted { ($0.arr ?? 0, $1.accountID) > ($1.arr ?? 0, $0.accountID) }
        let count = max(min(size, candidates.count), Int((tier * Double(candidates.count)).rounded(.up)))
        let top = Array(candidates.prefix(count))
        let undecided = PilotGroup.ranks(top.map { abs($0.pChurn - 0.5) })
        let width = PilotGroup.ranks(top.map { $0.pLow - $0.pHigh })
        let ranked = top.indices.map { Member(score: top[$0], undecidedRank: undecided[$0], widthRank: width[$0]) }
        // Stable by place, which is by ARR and id.
        let order = ranked.indices.sorted { a, b in
            (min(ranked[a].undecidedRank, ranked[a].widthRank), a)
                < (min(ranked[b].undecidedRank, ranked[b].widthRank), b)
        }
        members = order.prefix(size).map { ranked[$0] }
        (self.size, self.candidates, tierCount, tierFrom) = (size, candidates.count, count, top.last?.arr)
        leftOut = scores.count - candidates.count
    }

    /// From 1, the least first; equal values keep their order.
    private static func ranks(_ values: [Double]) -> [Int] {
        var ranks = [Int](repeating: 0, count: values.count)
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        for (rank, place) in order.enumerated() { ranks[place] = rank + 1 }
        return ranks
    }

    /// Columns account_id, name, arr, renewal_date, p_churn, p_low, p_high, primary_contact, why.
    /// - Parameter accounts: where names and contacts are found; empty cells for those that are not there.
    public func table(_ accounts: [Account]) -> Table {
        let wanted = Set(members.map(\.score.accountID))
        let known = Dictionary(
            accounts.filter { wanted.contains($0.id) }.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return Table(
            "pilot",
            columns: [
                .init("account_id", title: "account"), .init("name"), .init("arr", title: "ARR", .grouped),
                .init("renewal_date", title: "renews"), .init("p_churn", title: "P(churn)", .percent(0)),
                .init("p_low", title: "low", .percent(0)), .init("p_high", title: "high", .percent(0)),
                .init("primary_contact", title: "contact", detail: 1), .init("why"),
            ],
            rows: members.map { member in
                let (score, account) = (member.score, known[member.score.accountID])
                return [
                    .text(score.accountID), .optional(account?.name), .optional(score.arr),
                    .optional(score.renewalDate?.description), .number(score.pChurn), .number(score.pLow),
                    .number(score.pHigh), .optional(account?.primaryContact), .text(member.why(within: size)),
                ]
            })
    }

    /// The table, how it was made, and what it amounts to.
    public func results(_ accounts: [Account]) -> Results {
        var results = Results()
        results.value("candidates", .integer(candidates))
        results.value("tier", .integer(tierCount))
        results.value("left_out", .integer(leftOut))
        results.table(table(accounts), isMain: true)
        results.line(
            "why: rank among the \(tierCount) accounts of the top tier by ARR"
                + (tierFrom.map { " (from \(NumberFormat.grouped.text($0)))" } ?? "")
                + "; undecided: P(churn) near 50%; wide interval: the model is unsure")
        if leftOut > 0 { results.line("\(leftOut) without an open renewal or a known ARR are left out") }
        results.verdict(verdict)
        return results
    }

    /// What the group stands for, in a sentence.
    public var verdict: String {
        guard !members.isEmpty else { return "no account has an open renewal and a known ARR." }
        let arr = members.compactMap(\.score.arr).reduce(0, +)
        let losses = members.reduce(0) { $0 + $1.score.pChurn }
        return "\(members.count) of \(candidates) accounts, ARR \(NumberFormat.grouped.text(arr)), of whose renewals "
            + "about \(NumberFormat.fixed(losses, 0)) are expected to be lost"
            + (members.count < size ? "; there are no \(size) to choose from." : ".")
    }
}
