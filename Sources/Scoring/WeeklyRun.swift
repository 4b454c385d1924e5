import Features
import Health
import Signals
import Tables

/// One run of the weekly routine: what is different from the last run, which alerts somebody has to act on, what is written
/// down of every account, and the state that the next run starts from.
///
/// A run is a function of the state, the scorecard and what was known on its day: run again it is the same, and nothing
/// known later changes it (extraction sees to that).
public struct WeeklyRun: Sendable {
    /// The day of the run.
    public let day: Day
    /// The run it is compared with; nil where this is the first.
    public let lastDay: Day?
    /// Told ones first, by owner and urgency; see `Alert.Status`.
    public let alerts: [Alert]
    /// Every account of this run or the last, the worst moves first.
    public let moves: [AccountMove]
    /// What may be offered to whom.
    public let concessions: Concessions
    /// What the next run has to remember.
    public let state: RoutineState
    let scorecard: Scorecard
    let table: FeatureTable
    let scores: [AccountScore]

    /// - Parameters:
    ///   - previous: what the last run left; nil for a first run.
    ///   - scorecard: the hand-set half.
    ///   - day: the day of the run: what became known on it or later is not looked at.
    ///   - table: one row an account, as of `day`.
    ///   - scores: of the same rows, by `BatchScorer` with the same scorecard. With a model alerts are ranked by ARR at risk,
    ///     without one by ARR.
    /// - Throws: `EarlierRun` where the state knows of a later day.
    public init(
        _ previous: RoutineState, _ scorecard: Scorecard, _ table: FeatureTable, _ scores: [AccountScore], on day: Day
    ) throws(EarlierRun) {
        precondition(scores.count == table.count, "a score a row")
        let start = try previous.start(of: day)
        (self.scorecard, self.table, self.scores, self.day, lastDay) = (scorecard, table, scores, day, start?.day)
        var book = start?.alerts ?? AlertBook()
        alerts = book.step(day, RaisedAlert.all(scorecard, table.frame, scores).map(\.alert), scorecard)
        let accounts = scores.map(RoutineState.Snapshot.init).sorted { $0.accountID < $1.accountID }
        moves = WeeklyRun.moves(from: start?.accounts ?? [], to: accounts, scorecard)
        concessions = Concessions(scorecard, table.frame, scores)
        state = RoutineState(last: RoutineState.Run(day: day, accounts: accounts, alerts: book), before: start)
    }

    private static func moves(
        from before: [RoutineState.Snapshot], to after: [RoutineState.Snapshot], _ scorecard: Scorecard
    ) -> [AccountMove] {
        let bands = scorecard.bands.map(\.name)
        let old = Dictionary(before.map { ($0.accountID, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Set(after.map(\.accountID))
        let moved = after.map { AccountMove(before: old[$0.accountID], after: $0, bands: bands) }
        let gone = before.filter { !new.contains($0.accountID) }.map {
            AccountMove(before: $0, after: nil, bands: bands)
        }
        return (moved + gone).sorted(by: AccountMove.isWorse)
    }

    /// Alerts of one status.
    public func count(_ status: Alert.Status) -> Int { alerts.count { $0.status == status } }

    /// Those that somebody has to act on now.
    public var told: [Alert] { alerts.filter(\.status.isTold) }
}

extension RoutineState.Snapshot {
    init(_ score: AccountScore) {
        let pChurn = score.pChurn.isNaN ? nil : score.pChurn
        self.init(accountID: score.accountID, health: score.health, band: score.band, pChurn: pChurn)
    }
}
