import Features
import Health
import Metrics
import Modeling
import Signals
import Tables

/// The decided renewals as they stood so many days before their date, and what a scorecard said of them then.
///
/// Renewals that were decided before that day, and terms that were not yet the one to be decided, have no row, so the renewals at
/// one lead time are not quite those at another. Scores are computed ones: overrides stand beside them and change none.
public struct BacktestRows: Sendable {
    /// Days before each renewal.
    public let leadDays: Int
    /// One row a renewal.
    public let table: FeatureTable
    /// The card that judged them.
    public let scorecard: Scorecard
    /// 1 where the renewal was lost.
    public let outcomes: [Double]
    /// The account of each row: its rows move together.
    public let accounts: [Int32]
    /// 0 where it is not known.
    public let arr: [Double]
    let health: HealthScores
    /// The whole score that people saw; nil where unscored.
    public let scores: [Int?]

    /// - Parameter leadDays: days before each renewal.
    /// - Parameter scorecard: the hand-set half.
    /// - Parameter table: rows at this lead time and others, decided or not.
    public init(_ table: FeatureTable, leadDays: Int, scorecard: Scorecard) {
        let own = table.rows.indices.filter { row in
            table.rows[row].leadDays == leadDays && table.rows[row].outcome?.isLoss != nil
        }
        self.init(of: table.rows(own), leadDays: leadDays, scorecard: scorecard)
    }

    private init(of table: FeatureTable, leadDays: Int, scorecard: Scorecard) {
        (self.table, self.leadDays, self.scorecard) = (table, leadDays, scorecard)
        outcomes = table.rows.map { $0.outcome?.isLoss == true ? 1 : 0 }
        accounts = table.rows.map { Int32($0.account) }
        arr = table.rows.map { $0.arr ?? 0 }
        let health = HealthScores(scorecard, table.frame)
        self.health = health
        scores = table.rows.indices.map { health.rounded($0) }
    }

    /// The same renewals under another scorecard.
    func under(_ other: Scorecard) -> BacktestRows { BacktestRows(of: table, leadDays: leadDays, scorecard: other) }

    /// Some of the renewals.
    func rows(_ indices: [Int]) -> BacktestRows {
        BacktestRows(of: table.rows(indices), leadDays: leadDays, scorecard: scorecard)
    }

    /// How many renewals there are.
    public var count: Int { outcomes.count }
    /// How many of them were lost.
    public var lossCount: Int { outcomes.reduce(0) { $0 + Int($1) } }

    /// Rows with a score.
    var scored: [Int] { scores.indices.filter { scores[$0] != nil } }

    func band(_ row: Int) -> String { scores[row].map { scorecard.band($0).name } ?? Band.unscored }

    /// The health score as a ranking: fewer points, more risk. Precondition: all rows have a score.
    func ranking(_ rows: [Int]) throws(MetricError) -> ScoredOutcomes {
        try ranking(rows, rows.map { -Double(scores[$0]!) })
    }

    /// Any score of some rows as a ranking, the riskier the higher.
    func ranking(_ rows: [Int], _ risk: [Double]) throws(MetricError) -> ScoredOutcomes {
        try ScoredOutcomes(
            logOdds: risk, outcomes: rows.map { outcomes[$0] }, clusters: rows.map { accounts[$0] })
    }

    /// The share of some rows that was renewed.
    func renewed(_ rows: [Int]) -> ClusteredShare {
        ClusteredShare(rows.map { 1 - outcomes[$0] }, clusters: rows.map { accounts[$0] })
    }

    func losses(_ rows: [Int]) -> Int { rows.reduce(0) { $0 + Int(outcomes[$1]) } }

    func arrLost(_ rows: [Int]) -> Double { rows.reduce(0) { $0 + arr[$1] * outcomes[$1] } }
}

extension ModelDescription {
    /// Whether nothing that became of this renewal, or of any other that was still undecided at its cut-off, went into the
    /// model: its renewal is dated on the hold-out day or later, and every outcome learned from was known before the
    /// cut-off. The second matters where the row lies farther before its renewal than the rows of training did.
    package func hasNotSeen(_ row: FeatureRow) -> Bool {
        guard let period, period.upperBound < row.asOf else { return false }
        return heldOutFrom.map { row.renewalDate ?? row.asOf >= $0 } ?? true
    }
}
