import Features
import Health
import Modeling
import Scoring
import Signals
import Tables

extension Portfolio {
    /// The page of one account as of a day.
    /// - Parameters:
    ///   - id: the account's id.
    ///   - model: the trained model.
    ///   - day: what became known on its first midnight or later is not looked at.
    ///   - previous: the scorecard of that earlier day; by default the same.
    ///   - scorecard: by default the folder's; without one there is no health score.
    ///   - since: also tell what changed since this day, from the scorecard `previous` (by default the same).
    ///   - target: P(churn) to come down to; half of what it is by default.
    /// - Throws: `UnknownAccount` with the nearest id; `TrainingError` where the account is no customer on the day, or the
    ///   model was learned from a ready-made table.
    public func explanation(
        of id: String, _ model: ChurnModel, scorecard: Scorecard? = nil, asOf day: Day, since: Day? = nil,
        previous: Scorecard? = nil, target: Double? = nil
    ) throws -> AccountExplanation {
        guard case .portfolio(let leadTimes) = model.description.origin else {
            throw TrainingError.data("the model was trained on a ready-made table, which has no accounts")
        }
        guard let number = history.account(id: id) else { throw UnknownAccount(id, in: history) }
        let table = table(asOf: day)
        guard let row = table.rows.firstIndex(where: { $0.account == number }) else {
            throw TrainingError.data(
                "account \"\(DisplayText.escaped(id))\" has no row as of \(day): \(absence(of: number, on: day))")
        }
        let card = scorecard ?? self.scorecard
        var explanation = try AccountExplanation(
            model, card, table, row: row, accounts: history.accounts, past: self.table(daysBefore: leadTimes),
            before: since.map { (previous ?? card, self.table(asOf: $0, account: number)) }, target: target)
        explanation.course = try course(of: number, model, card, asOf: day)
        return explanation
    }

    /// Both scores of the account every four weeks of the year that ends on the day.
    private func course(
        of account: Int, _ model: ChurnModel, _ scorecard: Scorecard?, asOf day: Day
    ) throws(PreparationError) -> ScoreCourse {
        let days = stride(from: -364, through: 0, by: 28).map { day + $0 }
        let table = features.extract(history, at: days.map { history.anchors(asOf: $0)[account] })
        return try ScoreCourse(model, scorecard, table, on: days)
    }

    /// The row of one account, where it has one.
    private func table(asOf day: Day, account: Int) -> FeatureTable {
        features.extract(history, at: [history.anchors(asOf: day)[account]])
    }

    private func absence(of account: Int, on day: Day) -> String {
        let leftOut = LeftOut([history.anchors(asOf: day)[account]], of: history)
        if leftOut.lostBefore > 0 { return "it was lost before" }
        return leftOut.notYetBegun > 0 ? "it was no customer yet" : "no renewal of it is open"
    }
}
