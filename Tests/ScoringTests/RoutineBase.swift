import Documents
import Features
import Health
import Scoring
import Signals
import Tables

/// Weekly runs of a small base by hand: accounts with so many logins each week, and triggers on them.
struct RoutineBase {
    static let triggers = """
        triggers:
          - {trigger: quiet, when: {feature: logins, below: 5}, cooldown_days: 14, action: Call, owner: customer-success, due_days: 3}
          - {trigger: busy, when: {feature: logins, above: 15}, action: Sell, owner: sales, due_days: 10}
        """

    let base: Base
    let card: Scorecard
    static let monday = Day("2024-07-01")!

    init(_ rest: String = "", triggers: String = RoutineBase.triggers) throws {
        base = try Base()
        let text = Base.scorecard + "\n" + triggers + "\n" + rest + "\n"
        card = try Scorecard(Field.yaml(Array(text.utf8), file: "scorecard.yaml"), features: base.set.features)
    }

    /// The run of a week, 0 the first, with these logins by account.
    func run(_ state: RoutineState, week: Int, _ logins: KeyValuePairs<String, Int>) throws -> WeeklyRun {
        let (day, table) = (RoutineBase.monday + 7 * week, table(week: week, logins))
        return try WeeklyRun(
            state, card, table, BatchScorer(model: nil, scorecard: card).score(table), on: day)
    }

    func table(week: Int, _ logins: KeyValuePairs<String, Int>) -> FeatureTable {
        base.table(
            logins.map { (id: $0.key, logins: $0.value, ticket: 1) }, asOf: RoutineBase.monday + 7 * week)
    }

    /// The runs of these weeks, one after the other.
    func runs(_ weeks: [KeyValuePairs<String, Int>]) throws -> [WeeklyRun] {
        var (state, runs) = (RoutineState(), [WeeklyRun]())
        for (week, logins) in weeks.enumerated() {
            let run = try run(state, week: week, logins)
            state = run.state
            runs.append(run)
        }
        return runs
    }
}

extension WeeklyRun {
    /// `a quiet new`, one alert each.
    var words: [String] { alerts.map { "\($0.accountID) \($0.trigger) \($0.status.rawValue)" } }
}
