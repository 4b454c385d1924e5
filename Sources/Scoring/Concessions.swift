import Health
import Tables

/// What to offer to whom in the lowest band: concessions ranked by P(churn) × ARR × effect - cost.
///
/// Of each account the best of the concessions whose condition holds counts, and only one that is worth more than it
/// costs is proposed. The interval is that of the probability alone; the effect is an assumption of the scorecard, whose
/// uncertainty nobody knows until concessions are offered at random and counted.
public struct Concessions: Sendable {
    /// An offer: its cost and what it is expected to keep.
    public struct Proposal: Sendable, Equatable {
        /// The account, scored.
        public let score: AccountScore
        /// What to offer.
        public let action: String
        /// The team that offers it.
        public let owner: String
        /// What it costs and may bring.
        public let concession: Concession
        /// In the currency of ARR; at the probability, and at the ends of its interval.
        public let value: Double
        /// Lower end of what is expected to be kept, a year.
        public let low: Double
        /// Upper end of what is expected to be kept, a year.
        public let high: Double
    }

    /// The most valuable first, ties by account id.
    public let proposals: [Proposal]
    /// Accounts of the lowest band for which no concession is worth its cost.
    public let notWorthIt: Int
    /// Accounts of the lowest band that no concession is meant for, or whose probability or ARR is not known.
    public let notAsked: Int
    /// The name of the lowest band.
    public let band: String

    /// - Parameter scorecard: the hand-set half.
    /// - Parameter frame: the features of the accounts, one row each.
    /// - Parameter scores: of the frame's rows. Without a model nothing is proposed: there is no probability.
    public init(_ scorecard: Scorecard, _ frame: Frame, _ scores: [AccountScore]) {
        let band = scorecard.bands[0].name
        let rows = scores.indices.filter { (scores[$0].basis?.overriddenBand ?? scores[$0].band) == band }
        let best = rows.compactMap { row in
            Concessions.best(scores[row], scorecard.concessions(band: band, frame, row: row))
        }
        let worthIt = best.filter { $0.value > 0 }
        proposals = worthIt.sorted { ($1.value, $0.score.accountID) < ($0.value, $1.score.accountID) }
        (notWorthIt, notAsked, self.band) = (best.count - worthIt.count, rows.count - best.count, band)
    }

    private static func best(_ score: AccountScore, _ actions: [PlaybookAction]) -> Proposal? {
        guard let arr = score.arr, !score.pChurn.isNaN else { return nil }
        let proposals = actions.compactMap { action in
            action.concession.map { concession in
                Proposal(
                    score: score, action: action.name, owner: action.owner.rawValue, concession: concession,
                    value: concession.value(probability: score.pChurn, arr: arr),
                    low: concession.value(probability: score.pLow, arr: arr),
                    high: concession.value(probability: score.pHigh, arr: arr))
            }
        }
        return proposals.max { $0.value < $1.value }
    }

    /// Columns account_id, action, owner, value, low, high, p_churn, arr, effect, cost, cost_share.
    public var table: Table {
        Table(
            "concessions",
            columns: [
                .init("account_id", title: "account"), .init("action"), .init("owner"), .init("value", .grouped),
                .init("low", .grouped), .init("high", .grouped), .init("p_churn", title: "P(churn)", .percent(1)),
                .init("arr", title: "ARR", .grouped), .init("effect", .percent(0)), .init("cost", .grouped),
                .init("cost_share", title: "cost of ARR", .percent(0)),
            ],
            rows: proposals.map {
                [
                    .text($0.score.accountID), .text($0.action), .text($0.owner), .number($0.value), .number($0.low),
                    .number($0.high), .number($0.score.pChurn), .optional($0.score.arr), .number($0.concession.effect),
                    .number($0.concession.cost), .number($0.concession.costShare),
                ]
            })
    }

    /// What the table rests on, in a sentence.
    public var words: String {
        let sum = proposals.reduce(0) { $0 + $1.value }
        let sure = proposals.count { $0.low > 0 }
        return "concessions for \(proposals.count) of \(proposals.count + notWorthIt + notAsked) \(band) accounts are "
            + "thought worth \(NumberFormat.grouped.text(sum)) more than they cost (\(sure) at the low end of P(churn) too); "
            + "their effect is an assumption of the scorecard until it is measured"
    }
}
