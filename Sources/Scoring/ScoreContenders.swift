import Health
import Metrics
import Tables

/// Several scores of the same past renewals beside the hand-set one: AUC and ARR caught, with paired differences.
///
/// Renewals that one of the scores leaves out are left out of all. AUC: DeLong, clustered by account. ARR caught: share of
/// the lost ARR among the riskiest tenth of renewals, clustered bootstrap.
public struct ScoreContenders: Sendable {
    /// One of the scores that are set side by side.
    public struct Contender: Sendable {
        /// What the score is called.
        public let name: String
        /// Chance that a lost renewal scored above a kept one.
        public let auc: Estimate
        /// Share of the lost revenue on the tenth that it scores riskiest.
        public let arrCaught: Estimate
        /// Less the hand-set score; undefined for that itself.
        public let aucDifference: Estimate
        /// The same less that of the hand-set score.
        public let arrDifference: Estimate
    }

    /// The hand-set score first.
    public let all: [Contender]
    /// Renewals that all of them score.
    public let rowCount: Int

    /// Share of renewals that counts as riskiest.
    public static let capacity = 0.1

    /// - Parameters:
    ///   - replicates: how many samples are drawn.
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - outcomes: of the rows, with their clusters.
    ///   - arr: 0 where it is not known.
    ///   - handSet: health scores; NaN where unscored.
    ///   - others: risks, the riskier the higher; NaN where there is none.
    public init(
        _ outcomes: ScoredOutcomes, arr: [Double], handSet: [Double], others: [(name: String, risk: [Double])],
        replicates: Int = 200, seed: UInt64 = 42
    ) throws(MetricError) {
        let scores = [(name: "hand-set", risk: ScoreContenders.risk(ofHealth: handSet))] + others
        let kept = outcomes.outcomes.indices.filter { row in !scores.contains { $0.risk[row].isNaN } }
        let bootstrap = Bootstrap(replicates: replicates, seed: seed)
        let amounts = kept.map { arr[$0] }
        var all: [Contender] = []
        var base: (scored: ScoredOutcomes, caught: ArrCaught)?
        for (name, risk) in scores {
            let scored = try ScoredOutcomes(
                logOdds: kept.map { risk[$0] }, outcomes: kept.map { outcomes.outcomes[$0] },
                weights: kept.map { outcomes.weights[$0] },
                clusters: outcomes.clusters.map { clusters in kept.map { clusters[$0] } })
            let caught = ArrCaught(scored, arr: amounts, capacity: ScoreContenders.capacity)
            all.append(
                Contender(
                    name: name, auc: AreaUnderCurve.estimate(scored, bootstrap: bootstrap),
                    arrCaught: caught.estimate(scored, bootstrap),
                    aucDifference: base.map { PairedDifference.auc(scored, $0.scored) } ?? .undefined,
                    arrDifference: base.map { caught.less($0.caught, scored, bootstrap) } ?? .undefined))
            if base == nil { base = (scored, caught) }
        }
        (self.all, rowCount) = (all, kept.count)
    }

    /// Whole scores, as people see them: the fewer, the riskier.
    public static func risk(ofHealth health: [Double]) -> [Double] {
        health.map { -(HealthScores.rounded($0).map(Double.init) ?? .nan) }
    }

    /// Columns score, figure, value, low, high, difference, difference_low, difference_high.
    public var table: Table {
        func cells(_ name: String, _ figure: String, _ value: Estimate, _ difference: Estimate) -> [Table.Cell] {
            [
                .text(name), .text(figure), .number(value.value), .optional(value.low), .optional(value.high),
                difference.isDefined ? .number(difference.value) : .missing, .optional(difference.low),
                .optional(difference.high),
            ]
        }
        return Table(
            "contenders",
            columns: [
                .init("score"), .init("figure"), .init("value", .decimals(3)), .init("low", .decimals(3)),
                .init("high", .decimals(3)), .init("difference", title: "less hand-set", .decimals(3)),
                .init("difference_low", title: "low", .decimals(3)),
                .init("difference_high", title: "high", .decimals(3)),
            ],
            rows: all.flatMap {
                [
                    cells($0.name, "AUC", $0.auc, $0.aucDifference),
                    cells($0.name, "ARR caught in top 10%", $0.arrCaught, $0.arrDifference),
                ]
            })
    }
}
