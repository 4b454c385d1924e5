import Features
import Health
import Signals
import Tables

/// The features of a base at one date, and the scorecard that judged them.
public struct ScoredDay: Sendable {
    /// The card that judged them.
    public let scorecard: Scorecard
    let accountIDs: [String]
    let frame: Frame
    /// Of each row.
    let days: [Day]

    /// A scorecard and the features that it judges.
    public init(_ scorecard: Scorecard, _ table: FeatureTable) {
        self.init(scorecard, table.frame, accountIDs: table.rows.map(\.accountID), days: table.rows.map(\.asOf))
    }

    package init(_ scorecard: Scorecard, _ frame: Frame, accountIDs: [String], days: [Day]) {
        (self.scorecard, self.frame, self.accountIDs, self.days) = (scorecard, frame, accountIDs, days)
    }

    func shown(_ scores: HealthScores, _ row: Int) -> ShownScore {
        ShownScore(scores.rounded(row), scorecard.overrides.of(accountIDs[row], on: days[row]))
    }

    func rows(_ indices: [Int]) -> ScoredDay {
        ScoredDay(
            scorecard, frame.rows(indices), accountIDs: indices.map { accountIDs[$0] }, days: indices.map { days[$0] })
    }
}

/// A whole score as the rules computed it, and as people see it.
struct ShownScore {
    let computed: Int?
    let shown: Int?

    init(_ computed: Int?, _ override: ScoreOverride?) {
        self.computed = computed
        shown = override.map { $0.score(after: computed) } ?? computed
    }

    var overridden: Int { (shown ?? 0) - (computed ?? 0) }
}

/// Rows of one account at two dates.
enum MatchedRows {
    /// Each row of `after` whose account has one in `before`, in the order of `after`.
    static func of(_ before: [String], _ after: [String]) -> [(before: Int, after: Int)] {
        let places = Dictionary(before.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return after.enumerated().compactMap { row, id in places[id].map { ($0, row) } }
    }
}
