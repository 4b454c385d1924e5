import Features
import Health
import Modeling
import Signals
import Tables

/// One account on one page: who it is, how likely it is lost, why, who was like it, what changed, and what would have to.
public struct AccountExplanation: Sendable {
    /// Why scores moved since an earlier day.
    public struct Change: Sendable {
        /// The earlier day.
        public let since: Day
        /// Why P(churn) moved.
        public let logit: LogitChange
        /// nil without a scorecard.
        public let score: ScoreChange?
    }

    /// Who it is.
    public let account: Account
    /// What became known on this day or later is not looked at.
    public let asOf: Day
    /// Both scores.
    public let score: AccountScore
    /// The share lost among the rows that the model learned from.
    public let lossRate: Double
    /// Why P(churn) is what it is.
    public let parts: LogitParts
    /// Past renewals that were like it.
    public let neighbours: PastNeighbours
    /// What would have to change.
    public let moves: ActionableMoves
    /// What sliders move.
    public let whatIf: WhatIf
    /// nil where no earlier day was asked for, or the account had no row then.
    public let change: Change?
    /// Both scores over the time before; nil where nobody asked.
    public var course: ScoreCourse?
    /// Names of past accounts, by id.
    let names: [String: String]
    let scorecard: Scorecard?
    let model: ChurnModel
    /// The account's row.
    let table: FeatureTable
    /// Of the bands' healthiest, whether the account is in it.
    let isInBestBand: Bool

    /// - Parameters:
    ///   - model: the trained model.
    ///   - scorecard: the hand-set half.
    ///   - table: the rows.
    ///   - accounts: all customers, by number.
    ///   - row: the account's row in `table`, which holds the whole base as of the day.
    ///   - past: rows of past renewals at the lead times of the model, decided or not.
    ///   - before: the table of an earlier day and the scorecard of that day.
    ///   - target: P(churn) to come down to; half of what it is by default.
    /// - Throws: `PreparationError` where a table lacks what the model needs.
    public init(
        _ model: ChurnModel, _ scorecard: Scorecard?, _ table: FeatureTable, row: Int, accounts: [Account],
        past: FeatureTable, before: (scorecard: Scorecard?, table: FeatureTable)? = nil, target: Double? = nil
    ) throws(PreparationError) {
        let own = table.rows([row])
        let (about, day) = (own.rows[0], own.rows[0].asOf)
        let predictions = try model.predict(own.frame)
        let known = past.rows(past.rows.indices.filter { past.isKnownLoss($0, before: day) != nil })
        (account, asOf) = (accounts[about.account], day)
        score = try BatchScorer(model: model, scorecard: scorecard).score(table, accounts: accounts)[row]
        lossRate = model.description.eventRate
        parts = LogitParts(model, predictions, row: 0)
        neighbours = try PastNeighbours(model, predictions, row: 0, id: about.accountID, past: known, before: day)
        moves = try ActionableMoves(model, scorecard, own, row: 0, past: known, target: target)
        whatIf = try WhatIf(model, scorecard, own, row: 0, past: known)
        change = try before.flatMap { before throws(PreparationError) in
            try Change(model, own, scorecard, before.table, before.scorecard)
        }
        names = Dictionary(
            accounts.compactMap { account in account.name.map { (account.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        isInBestBand = score.band != nil && score.band == scorecard?.bands.last?.name
        (self.scorecard, self.model, self.table) = (scorecard, model, own)
    }
}

extension AccountExplanation.Change {
    /// nil where the account has no row in the earlier table.
    fileprivate init?(
        _ model: ChurnModel, _ own: FeatureTable, _ scorecard: Scorecard?, _ before: FeatureTable,
        _ previous: Scorecard?
    ) throws(PreparationError) {
        guard let row = before.rows.firstIndex(where: { $0.accountID == own.rows[0].accountID }) else { return nil }
        let old = before.rows([row])
        self.since = old.rows[0].asOf
        logit = try LogitChange.all(model, from: old, to: own)[0]
        score = scorecard.map { card in
            ScoreChange.all(from: ScoredDay(previous ?? card, old), to: ScoredDay(card, own))[0]
        }
    }
}
