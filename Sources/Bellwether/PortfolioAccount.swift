import Features
import Health
import Modeling
import Reports
import Scoring
import Signals

extension Portfolio {
    /// One account as of a day, and its year before: signals with what was normal for them, alerts, touches.
    /// - Parameters:
    ///   - id: the account's id.
    ///   - model: the trained model.
    ///   - day: what became known on its first midnight or later is not looked at.
    ///   - since: an earlier day, to tell what changed; nil does not ask.
    ///   - previous: the scorecard of that earlier day; by default the same.
    ///   - scorecard: by default the folder's.
    ///   - target: P(churn) to come down to.
    /// - Throws: as `explanation` does.
    public func accountEvidence(
        of id: String, _ model: ChurnModel, scorecard: Scorecard? = nil, asOf day: Day, since: Day? = nil,
        previous: Scorecard? = nil, target: Double? = nil
    ) throws -> AccountEvidence {
        let explanation = try explanation(
            of: id, model, scorecard: scorecard, asOf: day, since: since, previous: previous, target: target)
        return AccountEvidence(
            explanation, past: try pastBaselines(of: id, asOf: day),
            alerts: try alerts(of: id, model, scorecard ?? self.scorecard, asOf: day),
            touches: touches(of: id, asOf: day))
    }

    /// Windows of four weeks that end on the day and before it, for a year.
    private func pastBaselines(of id: String, asOf day: Day) throws -> [BaselineReport] {
        try stride(from: -PastYear.days, through: 0, by: PastYear.window).map { back in
            try BaselineReport(
                of: id, in: history, asOf: day + back, signals: features.declarations.signals, window: PastYear.window)
        }
    }

    /// Alerts of the account that were told in the year before, by the scorecard's triggers and cool-downs.
    private func alerts(
        of id: String, _ model: ChurnModel, _ scorecard: Scorecard?, asOf day: Day
    ) throws -> [Alert] {
        guard let scorecard, !scorecard.triggers.isEmpty, let account = history.account(id: id) else { return [] }
        let days = TriggerReplay.mondays(from: day - PastYear.days, to: day)
        let table = features.extract(history, at: days.map { history.anchors(asOf: $0)[account] })
        let scores = try BatchScorer(model: model, scorecard: scorecard).score(table, accounts: history.accounts)
        return TriggerReplay(scorecard, table, scores, on: days).told
    }

    /// Readings of signals that count meetings: of communication, actionable, good, and never but 1.
    private func touches(of id: String, asOf day: Day) -> [(name: String, day: Day)] {
        guard let account = history.account(id: id) else { return [] }
        let known = history.known(account: account, asOf: history.calendar.midnight(of: day))
        return features.declarations.signals.signals.filter(\.isMeeting).flatMap { signal in
            KnownHistory.signal(signal.name, in: history).map {
                meetings(known.readings($0), signal, since: day - PastYear.days)
            }
                ?? []
        }
    }

    private func meetings(_ readings: Readings, _ signal: Signal, since: Day) -> [(name: String, day: Day)] {
        guard readings.values.allSatisfy({ $0 == 1 }) else { return [] }
        return (0..<readings.count).map { history.calendar.day(of: readings.time(at: $0)) }
            .filter { $0 >= since }.map { (signal.words, $0) }
    }
}

/// How far an account's page looks back.
private enum PastYear {
    static let days = 364
    static let window = 28
}

extension Signal {
    /// Whether a reading of it is a meeting of people.
    fileprivate var isMeeting: Bool {
        category == .communication && isActionable && direction == .good && status == .live
    }
}
