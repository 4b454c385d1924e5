import Documents
import Health
import Metrics
import Tables

/// The model's scores and the health score against what happened, on rows that the model had not seen.
public struct ScoreComparison: Sendable {
    /// A band: renewals and what became of them.
    public struct BandOutcome: Sendable, Equatable {
        /// The band.
        public let band: String
        /// Renewals in it.
        public let rows: Int
        /// Losses among them.
        public let losses: Int
        /// 95% interval of the share lost; nil where nothing is in the band.
        public let interval: ClosedRange<Double>?

        /// Share lost; nil where nothing is in the band.
        public var rate: Double? { rows > 0 ? Double(losses) / Double(rows) : nil }
    }

    /// Renewals judged.
    public let rowCount: Int
    /// Losses among them.
    public let lossCount: Int
    /// Rows without a health score are left out of both.
    public let unscoredCount: Int
    /// Of the health score.
    public let handSetAUC: Estimate
    /// Of the model.
    public let learnedAUC: Estimate
    /// Learned less hand-set, paired.
    public let difference: Estimate
    /// Losses among the riskiest tenth (ties counted by their expected value), the interval that of the share of all losses.
    public let handSetTopTenth: Estimate
    /// Losses in the tenth that the model scores riskiest.
    public let learnedTopTenth: Estimate
    /// The same less that of the health score.
    public let topTenthDifference: Estimate
    /// Mean log loss of the model's probabilities, of those that the health score stands for, and their paired difference; undefined
    /// where such probabilities were not given.
    public let learnedLogLoss: Estimate
    /// Of the health score, by the share lost at such scores among the rows learned from.
    public let handSetLogLoss: Estimate
    /// The model's less that of the health score; below 0 is better.
    public let logLossDifference: Estimate
    /// By rising health.
    public let bands: [BandOutcome]

    /// - Parameters:
    ///   - bands: of the scorecard, by rising health.
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - learned: the model's held-out scores.
    ///   - health: the health score of the same rows; NaN where unscored.
    ///   - handSetRisk: what the health score stands for in log-odds of loss, learned on other rows (`BandMap`).
    public init(
        _ learned: ScoredOutcomes, health: [Double], bands: [Band], handSetRisk: [Double]? = nil, seed: UInt64 = 42
    ) throws(MetricError) {
        precondition(health.count == learned.count, "one health score a row")
        let kept = health.indices.filter { !health[$0].isNaN }
        func scored(_ scores: [Double]) throws(MetricError) -> ScoredOutcomes {
            try ScoredOutcomes(
                logOdds: kept.map { scores[$0] }, outcomes: kept.map { learned.outcomes[$0] },
                weights: kept.map { learned.weights[$0] },
                clusters: learned.clusters.map { clusters in kept.map { clusters[$0] } })
        }
        // The band is taken on whole scores, and so is the ranking that people see.
        let handSet = try scored(health.map { -(HealthScores.rounded($0).map(Double.init) ?? .nan) })
        let model = try scored(learned.logOdds)
        let bootstrap = Bootstrap(seed: seed)
        handSetAUC = AreaUnderCurve.estimate(handSet, bootstrap: bootstrap)
        learnedAUC = AreaUnderCurve.estimate(model, bootstrap: bootstrap)
        difference = PairedDifference.auc(model, handSet)
        let caught = [handSet, model].map { LossesCaught($0, share: 0.1) }
        (handSetTopTenth, learnedTopTenth) = (
            caught[0].estimate(handSet, bootstrap), caught[1].estimate(model, bootstrap)
        )
        topTenthDifference = caught[1].less(caught[0], model, bootstrap)
        learnedLogLoss = handSetRisk == nil ? .undefined : LogLoss.estimate(model, bootstrap: bootstrap)
        let card = try handSetRisk.map { risk throws(MetricError) in try scored(risk) }
        handSetLogLoss = card.map { LogLoss.estimate($0, bootstrap: bootstrap) } ?? .undefined
        logLossDifference =
            card.map { PairedDifference.logLoss(model, $0) }
            .map { Estimate($0.value, standardError: $0.standardError) } ?? .undefined
        rowCount = kept.count
        lossCount = kept.reduce(0) { $0 + Int(learned.outcomes[$1]) }
        unscoredCount = health.count - kept.count
        self.bands = bands.map { band in
            let members = kept.filter { HealthScores.rounded(health[$0]).map(band.range.contains) ?? false }
            let losses = members.reduce(0) { $0 + Int(learned.outcomes[$1]) }
            return BandOutcome(
                band: band.name, rows: members.count, losses: losses,
                interval: Intervals.wilson(events: Double(losses), total: Double(members.count)))
        }
    }

    /// Columns figure, hand_set, learned, difference, low, high.
    public var table: Table {
        Table(
            "quality",
            columns: [
                .init("figure"), .init("hand_set", title: "hand-set", .significant(3)),
                .init("learned", .significant(3)),
                .init("difference", .decimals(3)), .init("low", .decimals(3)), .init("high", .decimals(3)),
            ],
            rows: figures.map { name, handSet, learned, difference in
                [.text(name), cell(handSet), cell(learned)] + difference.cells
            })
    }

    private func cell(_ estimate: Estimate) -> Table.Cell { estimate.isDefined ? .number(estimate.value) : .missing }

    private var figures: [(name: String, handSet: Estimate, learned: Estimate, difference: Estimate)] {
        let ranking = [
            ("AUC", handSetAUC, learnedAUC, difference),
            ("churned in top 10%, of \(lossCount)", handSetTopTenth, learnedTopTenth, topTenthDifference),
        ]
        return ranking
            + (logLossDifference.isDefined ? [("log loss", handSetLogLoss, learnedLogLoss, logLossDifference)] : [])
    }

    /// Columns figure, score, value, low, high: each figure by itself.
    public var figureTable: Table {
        Table(
            "figures",
            columns: [
                .init("figure"), .init("score"), .init("value", .significant(3)), .init("low", .significant(3)),
                .init("high", .significant(3)),
            ],
            rows: figures.flatMap { name, handSet, learned, _ in
                [[.text(name), .text("hand-set")] + handSet.cells, [.text(name), .text("learned")] + learned.cells]
            })
    }

    /// Columns band, rows, churned, rate, low, high (Wilson).
    public var bandTable: Table {
        Table(
            "observed_by_band",
            columns: [
                .init("band"), .init("rows", .grouped), .init("churned", .grouped), .init("rate", .percent(1)),
                .init("low", .percent(1)), .init("high", .percent(1)),
            ],
            rows: bands.map {
                [
                    .text($0.band), .integer($0.rows), .integer($0.losses), .optional($0.rate),
                    .optional($0.interval?.lowerBound), .optional($0.interval?.upperBound),
                ]
            })
    }

    /// Whether observed churn falls from each band to the next healthier one; nil where a band is empty.
    public var bandsAreOrdered: Bool? {
        let rates = bands.map(\.rate)
        guard rates.allSatisfy({ $0 != nil }) else { return nil }
        return zip(rates, rates.dropFirst()).allSatisfy { $0! > $1! }
    }

    /// Whether bands are in order and which score ranks better, in a sentence.
    public var verdict: String {
        let order =
            switch bandsAreOrdered {
            case true?: "the bands are in the right order"
            case false?: "the bands are not in the right order"
            case nil: "a band is empty, so the order of the bands cannot be judged"
            }
        guard let low = difference.low, let high = difference.high else {
            return "\(order); too few outcomes to compare the rankings."
        }
        if low > 0 { return "\(order); the learned weights rank better." }
        if high < 0 { return "\(order); the hand-set weights rank better." }
        return "\(order); no clear difference in ranking (the interval of the difference holds 0)."
    }
}

/// Losses among the riskiest share of rows, as `ArrCaught` counts ARR.
private struct LossesCaught {
    private let caught: ArrCaught
    private let lost: Double

    init(_ scored: ScoredOutcomes, share: Double) {
        caught = ArrCaught(scored, arr: [Double](repeating: 1, count: scored.count), capacity: share)
        lost = scored.eventWeight
    }

    private func counted(_ share: Estimate) -> Estimate {
        Estimate(share.value * lost, low: share.low.map { $0 * lost }, high: share.high.map { $0 * lost })
    }

    func estimate(_ scored: ScoredOutcomes, _ bootstrap: Bootstrap) -> Estimate {
        counted(caught.estimate(scored, bootstrap))
    }

    func less(_ other: LossesCaught, _ scored: ScoredOutcomes, _ bootstrap: Bootstrap) -> Estimate {
        counted(caught.less(other.caught, scored, bootstrap))
    }
}
