import Health
import Metrics
import Modeling
import Signals
import Tables

/// What another scorecard would have done at the same past renewals: who changes band, how much ARR moves, and whether it ranks
/// better.
///
/// AUC and ARR caught are paired: the same renewals, those that both cards score, under both. Not promised: that a card that was
/// changed after a look at these renewals does as well on the next ones. Change it on earlier renewals and judge it on later ones.
public struct ScorecardWhatIf: Sendable {
    /// Both cards at one lead time.
    public struct Quality: Sendable, Equatable {
        /// Days before each renewal.
        public let leadDays: Int
        /// Renewals that both cards score.
        public let renewals: Int
        /// Losses among them.
        public let lost: Int
        /// AUC of the card as it is.
        public let current: Estimate
        /// AUC of the other card.
        public let other: Estimate
        /// Other less current, paired.
        public let auc: Estimate
        /// Share of the lost revenue that the other card's riskiest hold, less that of the card as it is.
        public let arrCaught: Estimate
    }

    /// Renewals that go from one band to another, or stay.
    public struct Move: Sendable {
        /// The band by the card as it is.
        public let from: String
        /// The band by the other card.
        public let to: String
        /// Renewals that go this way.
        public let renewals: Int
        /// Losses among them.
        public let lost: Int
        /// Share lost, with its 95% interval.
        public let lostShare: ClusteredShare
        /// Revenue a year that came up.
        public let arr: Double

        /// Whether both bands differ.
        public var isMove: Bool { from != to }
    }

    /// One renewal that changes band.
    public struct Change: Sendable, Equatable {
        /// The account.
        public let accountID: String
        /// The day of its renewal.
        public let renewalDate: Day?
        /// Revenue a year that it decided on.
        public let arr: Double?
        /// The band by the card as it is.
        public let from: String
        /// The band by the other card.
        public let to: String
        /// Both scores; nil where a card gives none.
        public let scores: (current: Int?, other: Int?)
        /// Whether it was lost.
        public let isLoss: Bool

        public static func == (a: Change, b: Change) -> Bool {
            a.accountID == b.accountID && a.renewalDate == b.renewalDate && a.from == b.from && a.to == b.to
        }
    }

    /// By lead time as given.
    public let quality: [Quality]
    /// The lead time of moves, changes and verdict.
    public let leadDays: Int
    /// By band of the current card, then of the other, from the lowest up; unscored last.
    public let moves: [Move]
    /// By ARR, the most first.
    public let changes: [Change]
    /// Whole scores that differ.
    public let changedScores: Int
    private let renewals: Int

    /// - Parameters:
    ///   - leads: the current card's rows.
    ///   - main: the one of `leads` that moves and verdict are told at.
    init(
        _ leads: [BacktestRows], main: BacktestRows, other: Scorecard, capacity: Double, bootstrap: Bootstrap
    ) throws(TrainingError) {
        var quality: [Quality] = []
        for rows in leads {
            do {
                quality += [try ScorecardWhatIf.quality(rows, rows.under(other), capacity, bootstrap)].compactMap(
                    \.self)
            } catch { throw .data(error.description) }
        }
        let changed = main.under(other)
        (self.quality, leadDays, renewals) = (quality, main.leadDays, main.count)
        moves = ScorecardWhatIf.moves(main, changed)
        changes = ScorecardWhatIf.changes(main, changed)
        changedScores = zip(main.scores, changed.scores).count { $0 != $1 }
    }

    /// nil where no renewal is scored by both.
    private static func quality(
        _ rows: BacktestRows, _ other: BacktestRows, _ capacity: Double, _ bootstrap: Bootstrap
    ) throws(MetricError) -> Quality? {
        let both = rows.scored.filter { other.scores[$0] != nil }
        guard !both.isEmpty else { return nil }
        let (a, b) = (try rows.ranking(both), try other.ranking(both))
        let arr = both.map { rows.arr[$0] }
        let caught = [a, b].map { ArrCaught($0, arr: arr, capacity: capacity) }
        return Quality(
            leadDays: rows.leadDays, renewals: both.count, lost: rows.losses(both),
            current: AreaUnderCurve.estimate(a, bootstrap: bootstrap),
            other: AreaUnderCurve.estimate(b, bootstrap: bootstrap), auc: PairedDifference.auc(b, a),
            arrCaught: caught[1].less(caught[0], a, bootstrap))
    }

    private static func moves(_ rows: BacktestRows, _ other: BacktestRows) -> [Move] {
        let froms = rows.scorecard.bands.map(\.name) + [Band.unscored]
        let tos = other.scorecard.bands.map(\.name) + [Band.unscored]
        let cells = Dictionary(grouping: rows.scores.indices) { [rows.band($0), other.band($0)] }
        return froms.flatMap { from in
            tos.compactMap { to in
                cells[[from, to]].map { members in
                    Move(
                        from: from, to: to, renewals: members.count, lost: rows.losses(members),
                        lostShare: ClusteredShare(
                            members.map { rows.outcomes[$0] }, clusters: members.map { rows.accounts[$0] }),
                        arr: members.reduce(0) { $0 + rows.arr[$1] })
                }
            }
        }
    }

    private static func changes(_ rows: BacktestRows, _ other: BacktestRows) -> [Change] {
        let moved = rows.scores.indices.filter { rows.band($0) != other.band($0) }
        let all = moved.map { row in
            let about = rows.table.rows[row]
            return Change(
                accountID: about.accountID, renewalDate: about.renewalDate, arr: about.arr, from: rows.band(row),
                to: other.band(row), scores: (rows.scores[row], other.scores[row]), isLoss: rows.outcomes[row] == 1)
        }
        func key(_ change: Change) -> (String, Int32) { (change.accountID, change.renewalDate?.number ?? 0) }
        return all.sorted { ($0.arr ?? 0, key($1).0, key($1).1) > ($1.arr ?? 0, key($0).0, key($0).1) }
    }
}

extension ScorecardWhatIf {
    /// Columns lead_days, renewals, churned, current, other, difference, low, high, arr_caught (difference), caught_low, caught_high.
    public var qualityTable: Table {
        Table(
            "what_if_quality",
            columns: [
                .init("lead_days", title: "days", .grouped), .init("renewals", .grouped), .init("churned", .grouped),
                .init("current", title: "AUC now", .decimals(3)), .init("other", .decimals(3)),
                .init("difference", .decimals(3)), .init("low", .decimals(3)), .init("high", .decimals(3)),
                .init("arr_caught", title: "more ARR caught", .percent(0)),
                .init("arr_caught_low", title: "low", .percent(0)),
                .init("arr_caught_high", title: "high", .percent(0)),
            ],
            rows: quality.map { quality in
                let counts: [Table.Cell] = [
                    .integer(quality.leadDays), .integer(quality.renewals), .integer(quality.lost),
                    .number(quality.current.value), .number(quality.other.value),
                ]
                return counts + quality.auc.cells + quality.arrCaught.cells
            })
    }

    /// Columns from, to, renewals, arr, churned, lost, low, high: every pair of bands that some renewal has.
    public var moveTable: Table {
        Table(
            "migration",
            columns: [
                .init("from"), .init("to"), .init("renewals", .grouped), .init("arr", title: "ARR", .grouped),
                .init("churned", .grouped), .init("lost", .percent(1)), .init("low", .percent(1)),
                .init("high", .percent(1)),
            ],
            rows: moves.map { move in
                [
                    .text(move.from), .text(move.to), .integer(move.renewals), .number(move.arr), .integer(move.lost),
                ] + move.lostShare.estimate.cells
            })
    }

    /// Columns account_id, renewal_date, arr, from, to, score, other_score, outcome.
    /// - Parameter top: so many of the largest; all where nil.
    public func changeTable(top: Int? = nil) -> Table {
        Table(
            "band_changes",
            columns: [
                .init("account_id", title: "account"), .init("renewal_date", title: "renewal"),
                .init("arr", title: "ARR", .grouped), .init("from"), .init("to"), .init("score", .decimals(0)),
                .init("other_score", title: "other", .decimals(0)), .init("outcome"),
            ],
            rows: changes.prefix(top ?? changes.count).map { change in
                [
                    .text(change.accountID), .optional(change.renewalDate?.description), .optional(change.arr),
                    .text(change.from), .text(change.to), .optional(change.scores.current),
                    .optional(change.scores.other), .text(change.isLoss ? "churned" : "kept"),
                ]
            })
    }

    /// Better, worse, or it cannot be told; then what moves.
    public var verdict: String {
        guard changedScores > 0 else { return "the other scorecard gives every renewal the score it has now" }
        guard let main = quality.first(where: { $0.leadDays == leadDays }), let low = main.auc.low,
            let high = main.auc.high
        else { return "too few outcomes to compare the scorecards; " + moveWords }
        let figures = "AUC difference \(main.auc.words(.decimals(3))) \(leadDays) days before"
        if low > 0 { return "the other scorecard ranks better: \(figures); \(moveWords)" }
        if high < 0 { return "the other scorecard ranks worse: \(figures); \(moveWords)" }
        return "it cannot be told whether the other scorecard ranks better: \(figures); \(moveWords)"
    }

    private var moveWords: String {
        let arr = changes.reduce(0) { $0 + ($1.arr ?? 0) }
        return "\(NumberFormat.grouped(changes.count)) of \(NumberFormat.grouped(renewals)) renewals change band, "
            + "ARR \(NumberFormat.grouped.text(arr))"
    }
}
