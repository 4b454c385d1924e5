import Documents
import Features
import Foundation
import Health
import Modeling
import Scoring
import Signals
import Tables

/// A small customer base by hand: accounts that log in more or less often, renewals, a scorecard and a model.
struct Base {
    static let signals = """
        version: 1
        signals:
          login: {category: usage, dimension: interest, direction: good, actionable: true, description: logins}
          ticket: {category: communication, dimension: current-state, direction: bad, actionable: true, description: tickets}
        features:
          logins: {kind: count, signal: login, window: 90, description: logins in 90 days}
          tickets: {kind: mean, signal: ticket, window: 90, description: mean ticket in 90 days}
        """

    static let scorecard = """
        version: 1
        groups:
          use: {weight: 60, measures: {use: {feature: logins, weight: 100, map: linear, worst: 0, best: 20, missing: block}}}
          help: {weight: 40, measures: {help: {feature: tickets, weight: 100, map: linear, worst: 4, best: 0}}}
        states:
          usage_trend: [{word: busy, when: {feature: logins, above: 10}}]
        playbooks:
          critical: [{action: save, text: Save, owner: customer-success, due_days: 5}]
          healthy:
            - {action: grow, text: Grow, owner: sales, due_days: 30, when: {feature: logins, at_least: 19}}
            - {action: thank, text: Thank, owner: marketing, due_days: 45}
        """

    let set: FeatureSet
    let card: Scorecard

    init() throws {
        set = try FeatureSet(Field.yaml(Array(Base.signals.utf8), file: "signals.yaml"))
        card = try Scorecard(Field.yaml(Array(Base.scorecard.utf8), file: "scorecard.yaml"), features: set.features)
    }

    /// Accounts with these logins in the last 90 days (nil: never any event, so nothing is known) and tickets' mean.
    func table(_ accounts: [(id: String, logins: Int?, ticket: Double?)], asOf: Day = Day("2024-07-01")!)
        -> FeatureTable
    {
        var events = EventColumns()
        (events.signalNames, events.userNames, events.tagNames) = (["login", "ticket"], [], [])
        var renewals: [Renewal] = []
        func add(_ account: Int, _ signal: Int32, _ value: Double, _ minute: Int64) {
            let time = Instant(seconds: Int64((asOf - 10).number) * 86_400 + minute * 60).nanoseconds
            events.append(
                account: Int32(account), signal: signal, occurred: time, known: time, value: value, user: -1, tag: -1)
        }
        for (place, account) in accounts.enumerated() {
            for minute in 0..<Int64(account.logins ?? 0) { add(place, 0, 1, minute) }
            if let ticket = account.ticket { add(place, 1, ticket, 0) }
            renewals.append(
                Renewal(
                    account: place, date: asOf + 60, outcome: .pending, termStart: asOf - 305, termMonths: 12,
                    arrBefore: Double(1000 * (place + 1)), arrAfter: nil, decidedOn: nil))
        }
        let history = SignalHistory(
            calendar: .utc,
            accounts: accounts.map { Account(id: $0.id, signedOn: $0.logins == nil ? nil : asOf - 400) },
            attributes: nil, renewals: renewals, events: events, facts: FactColumns())
        return set.extract(history, at: history.anchors(asOf: asOf))
    }

    /// A model of losses that fall with logins and rise with tickets, learned from 400 drawn accounts.
    func model() throws -> ChurnModel {
        var random = SeededGenerator(seed: 5)
        let logins = (0..<400).map { _ in Double(random.below(21)) }
        let tickets = (0..<400).map { _ in random.below(4) == 0 ? .nan : Double(random.below(5)) }
        let outcomes = zip(logins, tickets).map { logins, tickets in
            random.uniform() < 1 / (1 + exp(0.3 * logins - 0.6 * (tickets.isNaN ? 2 : tickets))) ? 1.0 : 0
        }
        let frame = Frame(
            columns: [FrameColumn("logins", .numbers(logins)), FrameColumn("tickets", .numbers(tickets))],
            rowCount: 400)
        let data = Observations(predictors: frame, outcomes: outcomes)
        let description = ModelDescription(
            origin: .portfolio(daysBefore: [60]), features: set.features, observations: data)
        let options = TrainingOptions(penalty: .ridge, lambda: 1, calibration: "none")
        return try Training(data, description: description, options: options).model
    }
}
